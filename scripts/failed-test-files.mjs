// The files with tests that failed, a line each, from Vitest's JSON reports. Ends 1 where there is none to be tried again: where
// nothing failed that a report names, or so much that no busy machine is to blame.
//   node scripts/failed-test-files.mjs MOST REPORT...
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [most, ...reports] = process.argv.slice(2);
const files = reports
  .flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).testResults)
  .filter(({ status }) => status === 'failed')
  .map(({ name }) => relative(process.cwd(), name));
if (files.length === 0 || files.length > Number(most)) process.exit(1);
console.log(files.join('\n'));
