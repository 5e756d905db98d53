// The last lines of `.ci/run`: what came right only when it was tried again, and one line that counts everything. Ends 1 where
// anything failed.
//   node scripts/ci-summary.mjs FOLDER     with the reports of Vitest and of selftest, airworthy-*.json
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder] = process.argv.slice(2);
const path = (name) => join(folder, `airworthy-${name}.json`);
const read = (name) => JSON.parse(readFileSync(path(name), 'utf8'));

const files = new Map();
const again = [];
// What ran a second time counts once: with the addon, or by itself.
for (const name of ['containers', 'tests', 'native'])
  for (const stage of existsSync(path(`${name}-again`)) ? [name, `${name}-again`] : [name])
    for (const file of read(stage).testResults) {
      const before = files.get(file.name);
      if (stage !== name && before) again.push({ before, after: file });
      files.set(file.name, file);
    }
for (const { before, after } of again)
  if (after.status === 'passed') {
    console.log(`Passed only when it was tried again by itself: ${relative(process.cwd(), after.name)}`);
    for (const { status, fullName, failureMessages } of before.assertionResults)
      if (status === 'failed') console.log(`  ${fullName}: ${failureMessages[0]?.split('\n')[0] ?? ''}`);
    if (before.message) console.log(`  ${before.message.split('\n')[0]}`);
  }

const tests = [...files.values()].flatMap(({ assertionResults }) => assertionResults);
const count = (...wanted) => tests.filter(({ status }) => wanted.includes(status)).length;
const proofs = ['mutants', 'lawful']
  .map(read)
  .flatMap(({ references, variants, mutants }) => [...references, ...variants, ...mutants]);
// A file that could not be run has no test that failed.
const broken = [...files.values()].filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
).length;
const good = proofs.filter(({ outcome }) => outcome === 'killed' || outcome === 'passed').length;
const passed = count('passed') + good;
const failed = count('failed') + broken + proofs.length - good;
console.log(`${passed} passed, ${failed} failed, ${tests.length - count('passed', 'failed')} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
