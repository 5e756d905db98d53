// Writes what a run of scripts/run-peer.mjs found: `node scripts/build-peer-doc.mjs orthanc|dcmqrscp RUN` puts the verdicts of
// RUN/run.json into fixtures/peers/<name>.expected.yaml and into the table of docs/peers/<name>.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';

const [name, run] = process.argv.slice(2);
if (!name || !run) {
  console.error('Usage: node scripts/build-peer-doc.mjs orthanc|dcmqrscp RUN');
  process.exit(2);
}
const root = new URL('../', import.meta.url);
const { requirements } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
const tried = requirements.filter(({ selected, method }) => selected && method === 'automated');

const expected = new URL(`fixtures/peers/${name}.expected.yaml`, root);
writeFileSync(
  expected,
  [
    `# The verdicts that ${name} gets, by requirement; docs/peers/${name}.md says why. Written by scripts/build-peer-doc.mjs.`,
    ...tried.map(({ id, verdict }) => `${id}: ${verdict}`),
    '',
  ].join('\n'),
);

const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const table = [
  '| requirement | level | what | verdict |',
  '| --- | --- | --- | --- |',
  ...tried.map(({ id, level, title, verdict }) => `| ${id} | ${level} | ${cell(title)} | ${verdict} |`),
].join('\n');
const doc = new URL(`docs/peers/${name}.md`, root);
const [begin, end] = ['<!-- verdicts: begin -->', '<!-- verdicts: end -->'];
const text = readFileSync(doc, 'utf8');
const [before, after] = [text.indexOf(begin), text.indexOf(end)];
if (before < 0 || after < before) {
  console.error(`docs/peers/${name}.md has no place for the table: ${begin} and ${end}, in this order.`);
  process.exit(1);
}
const written = `${text.slice(0, before)}${begin}\n\n${table}\n\n${text.slice(after)}`;
const options = await prettier.resolveConfig(doc);
writeFileSync(doc, await prettier.format(written, { ...options, parser: 'markdown' }));
