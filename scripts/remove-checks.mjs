// Takes the checks out of airworthy one by one and shows that a mutant survives then. Nothing is run again: what the
// scenarios recorded of each mutant is judged once more, without that check.
//   airworthy selftest --json matrix.json --keep runs && node scripts/remove-checks.mjs matrix.json runs [check-id-prefix…]
// With all checks it writes docs/removed-checks.md; with prefixes it only prints.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const require = createRequire(import.meta.url);
const ROOT = new URL('..', import.meta.url).pathname;
const [file, runs, ...prefixes] = process.argv.slice(2);
if (file === undefined || runs === undefined) {
  process.stderr.write(
    'Give the JSON file and the folder that "airworthy selftest --json FILE --keep FOLDER" wrote.\n',
  );
  process.exit(2);
}
const checks = require(join(ROOT, 'dist', 'checks', 'index.js'));
const removed = removable();
// Only now: what judges takes findCheck from the module as it is then.
const { judgeRun } = require(join(ROOT, 'dist', 'runner', 'judging', 'judge-run.js'));
const { judgeMutant } = require(join(ROOT, 'dist', 'runner', 'selftest', 'judge-mutant.js'));
const { mutants } = JSON.parse(readFileSync(file, 'utf8'));

const chosen = [...checks.CHECKS.keys()].filter(
  (id) => prefixes.length === 0 || prefixes.some((each) => id.startsWith(each)),
);
const rows = [];
const unnoticed = [];
const untried = [];
for (const check of chosen) {
  const caught = mutants.filter(({ caughtBy }) => caughtBy.includes(check)).filter(isKept);
  // Those that no other check caught as well come first: they are the likeliest to survive.
  caught.sort((a, b) => a.caughtBy.length - b.caughtBy.length);
  const survivor = caught.find((mutant) => survivesWithout(check, mutant));
  if (survivor) {
    rows.push([`\`${check}\``, `\`${survivor.mutant}\``, survivor.requirement]);
    report('noticed  ', check, `${survivor.mutant} survives`);
  } else if (caught.length > 0) {
    unnoticed.push(check);
    report('UNNOTICED', check, `of ${caught.length} mutants that it caught none survives`);
  } else {
    untried.push(check);
    report('UNTRIED  ', check, 'it caught no mutant whose run was kept');
  }
}
process.stdout.write(
  `\n${chosen.length - unnoticed.length - untried.length} of ${chosen.length} checks are missed when they are taken out` +
    `${untried.length > 0 ? `; ${untried.length} could not be tried` : ''}.\n`,
);
if (prefixes.length === 0) await write();
process.exitCode = unnoticed.length + untried.length === 0 && chosen.length > 0 ? 0 : 1;

async function write() {
  const file = join(ROOT, 'docs', 'removed-checks.md');
  const lines = [
    '# Checks taken out one by one',
    '',
    'Written by `scripts/remove-checks.mjs` from the records of `airworthy selftest --keep`; not by hand. Each check was taken out',
    'alone, and what had been recorded of the mutants that it caught was judged again without it. A check whose absence nobody',
    'would notice is worth nothing; here is the mutant that gives each away.',
    '',
    '| Check taken out | Then survives | which breaks |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    ...(unnoticed.length > 0 ? ['', `Nobody notices the absence of: ${unnoticed.join(', ')}.`] : []),
    ...(untried.length > 0 ? ['', `No kept mutant was caught by: ${untried.join(', ')}.`] : []),
    '',
  ];
  writeFileSync(file, await format(lines.join('\n'), { ...(await resolveConfig(file)), filepath: file }));
}

function report(outcome, check, why) {
  process.stdout.write(`${outcome} ${check}: ${why}\n`);
}

function folderOf({ actor, mutant }) {
  return join(runs, actor, mutant);
}

function isKept(mutant) {
  return existsSync(join(folderOf(mutant), 'journal.ndjson'));
}

function survivesWithout(check, { actor, mutant, requirement, sentence }) {
  removed.id = check;
  try {
    const { record } = judgeRun(folderOf({ actor, mutant }));
    return judgeMutant({ actor }, { id: mutant, requirement, sentence }, record, 0).outcome === 'survived';
  } finally {
    removed.id = undefined;
  }
}

/** The check whose id is set is content with whatever it sees, as if it had been taken out of checks/. */
function removable() {
  const state = { id: undefined };
  const { findCheck } = checks;
  Object.defineProperty(checks, 'findCheck', {
    value: (wanted) => (wanted === state.id ? { ...findCheck(wanted), judge: content } : findCheck(wanted)),
  });
  return state;
}

function content(record) {
  const evidence = [{ event: record.events[0]?.seq ?? 1 }];
  return { outcome: 'satisfied', sentence: 'Taken out.', findings: [], evidence };
}
