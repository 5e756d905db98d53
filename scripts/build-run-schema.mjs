// Writes docs/*.schema.json from the types in model/, so that the documented formats are those in the code.
// With --check it only says whether the files are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';

const SCHEMAS = [
  { file: 'run', from: 'run-record', type: 'RunRecord', title: 'airworthy run record (run.json)' },
  { file: 'comparison', from: 'comparison', type: 'Comparison', title: 'airworthy comparison (comparison.json)' },
  {
    file: 'certificate',
    from: 'certificate',
    type: 'Certificate',
    title: "airworthy supplier's statement (certificate.json)",
  },
  { file: 'bar', from: 'bar', type: 'Bar', title: "airworthy buyer's bar (bar.yaml)" },
];

let stale = 0;
for (const { file, from, type, title } of SCHEMAS) {
  const target = new URL(`../docs/${file}.schema.json`, import.meta.url);
  const schema = createGenerator({
    path: new URL(`../model/${from}.ts`, import.meta.url).pathname,
    tsconfig: new URL('../tsconfig.json', import.meta.url).pathname,
    type,
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema(type);
  const text = `${JSON.stringify({ title, ...schema }, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (current(target) !== text) {
    console.error(`docs/${file}.schema.json is not up to date. Run "npm run docs:schema" and commit it.`);
    stale += 1;
  }
}
process.exitCode = stale > 0 ? 1 : 0;

function current(target) {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
}
