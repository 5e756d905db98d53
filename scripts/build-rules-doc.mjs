// Writes docs/rules.md: every rule of checks/ with its clause, severity and what it says, read from the code, so that there is
// no list to keep by hand. With --check it only says whether the file is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import { readChecks, readRules } from './rules/read-rules.mjs';

const root = new URL('../', import.meta.url);
const target = new URL('docs/rules.md', root);

const sources = (folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => ({ name: `${folder}${name}`, text: readFileSync(new URL(`${folder}${name}`, root), 'utf8') }));

const AREAS = ['checks/dicom/', 'checks/hl7/', 'checks/fhir/', 'checks/files/'];
// Every other folder judges what a scenario recorded.
const CHECK_FOLDERS = readdirSync(new URL('checks/', root), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !AREAS.includes(`checks/${entry.name}/`))
  .map(({ name }) => `checks/${name}/`)
  .sort();
const REPORTED_IN = ['runner/check-files/'];
const rules = readRules([...AREAS, ...REPORTED_IN].flatMap(sources));
const checks = readChecks(CHECK_FOLDERS.flatMap(sources));
const silent = rules.filter(({ sentence }) => sentence === undefined);
if (silent.length > 0) {
  console.error(`No sentence was found in the code for: ${silent.map(({ id }) => id).join(', ')}.`);
  process.exit(1);
}
const unfounded = [...rules, ...checks].filter(({ clause }) => !clause || clause.includes('…'));
if (unfounded.length > 0) {
  console.error(`No clause was found in the code for: ${unfounded.map(({ id }) => id).join(', ')}.`);
  process.exit(1);
}

const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const areaOf = ({ id }) => id.split('/')[0];
const lines = [
  '# Rules',
  '',
  'Written by `npm run docs:rules` from the code; do not edit.',
  '',
  'What `airworthy check` and the scenarios hold objects, messages and resources to. Ids are permanent. Severity `error` is a',
  'breach of a clause; `warning` is a breach of a recommendation, or of a clause whose text could not be verified; `info` is',
  'worth knowing. The sentence is what a finding says; `…` stands for what it names.',
  '',
  'Numbers of HL7 v2 are chapters and sections of v2.5.1. The chapters themselves are licensed and were not at hand: the numbers',
  'were checked on 28 November 2026 against public tables made from them (the segment definitions of v2.5.1 in',
  '`KeironO/hl7types`, the message structures and field notes in `mickpah/HL7v2Kit`, and hl7.eu for v2.5). Those of ORC-2 and',
  'ORC-3, OBR-2 to OBR-4, PID-7 and MSH-10, which share an item with another segment there, follow from the fields beside them.',
  'Sections of data types could not be confirmed, so data types are cited by name (chapter 2.A).',
  '',
];
for (const area of [...new Set(rules.map(areaOf))].sort()) {
  lines.push(`## ${area}`, '', row('rule', 'clause', 'severity', 'says'), row('---', '---', '---', '---'));
  for (const rule of rules.filter((each) => areaOf(each) === area)) {
    lines.push(row(`\`${rule.id}\``, rule.clause, rule.severity, rule.sentence));
  }
  lines.push('');
}
lines.push(
  '## Checks of a scenario',
  '',
  'They judge what came over the wire during a run; what makes each satisfied or a breach is in `checks/README.md`.',
  '',
  row('check', 'clause', 'satisfied when'),
  row('---', '---', '---'),
  ...checks.map(({ id, clause, title }) => row(`\`${id}\``, clause, title)),
  '',
);
const options = await prettier.resolveConfig(target.pathname);
const text = await prettier.format(lines.join('\n'), { ...options, parser: 'markdown' });

if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(target, 'utf8');
  } catch {
    // Not there: reported below like one that is out of date.
  }
  if (current !== text) {
    console.error('docs/rules.md is not up to date. Run "node scripts/build-rules-doc.mjs" and commit it.');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
