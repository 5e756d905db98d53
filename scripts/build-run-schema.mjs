// Writes docs/run.schema.json from model/run-record.ts, so that the documented format is the one in the code.
// With --check it only says whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';

const target = new URL('../docs/run.schema.json', import.meta.url);
const schema = createGenerator({
  path: new URL('../model/run-record.ts', import.meta.url).pathname,
  tsconfig: new URL('../tsconfig.json', import.meta.url).pathname,
  type: 'RunRecord',
  skipTypeCheck: true,
  additionalProperties: false,
}).createSchema('RunRecord');
const text = `${JSON.stringify({ title: 'airworthy run record (run.json)', ...schema }, null, 2)}\n`;

if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(target, 'utf8');
  } catch {
    // Not there: reported below like one that is out of date.
  }
  if (current !== text) {
    console.error('docs/run.schema.json is not up to date. Run "npm run docs:schema" and commit it.');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
