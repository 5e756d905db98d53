// Takes the checks that scenarios name out of airworthy one by one and shows that a mutant survives then:
//   node scripts/remove-checks.mjs matrix.json [check-id-prefix…]
// The matrix (airworthy selftest --json) says which mutants each check caught; only those are run again.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const ROOT = new URL('..', import.meta.url).pathname;
const [file, ...prefixes] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Give the JSON file that "airworthy selftest --json" wrote.\n');
  process.exit(2);
}
const { mutants } = JSON.parse(readFileSync(file, 'utf8'));
const { CHECKS } = require(join(ROOT, 'dist', 'checks', 'index.js'));
const chosen = [...CHECKS.keys()].filter((id) => prefixes.length === 0 || prefixes.some((each) => id.startsWith(each)));
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-removed-'));
const unnoticed = [];
for (const check of chosen) {
  const caught = mutants.filter(({ caughtBy }) => caughtBy.includes(check));
  // Those that no other check caught as well come first: they are the likeliest to survive.
  caught.sort((a, b) => a.caughtBy.length - b.caughtBy.length);
  const survivor = caught.find((mutant) => survives(check, mutant));
  if (!survivor) unnoticed.push(check);
  const why = survivor ? `${survivor.mutant} survives` : `unnoticed, of ${caught.length} mutants that it caught`;
  process.stdout.write(`${survivor ? 'noticed  ' : 'UNNOTICED'} ${check}: ${why}\n`);
}
process.stdout.write(
  `\n${chosen.length - unnoticed.length} of ${chosen.length} checks are missed when they are taken out.\n`,
);
process.exitCode = unnoticed.length === 0 && chosen.length > 0 ? 0 : 1;

function survives(check, { actor, mutant }) {
  const json = join(scratch, 'matrix.json');
  const preload = `--require ${join(ROOT, 'scripts', 'disable-check.cjs')}`;
  const args = ['dist/cli/main.js', 'selftest', '--actor', actor, '--mutant', mutant, '--json', json];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, AIRWORTHY_DISABLED_CHECK: check, NODE_OPTIONS: preload },
  });
  if (status === 2) throw new Error(stderr);
  return JSON.parse(readFileSync(json, 'utf8')).mutants[0]?.outcome === 'survived';
}
