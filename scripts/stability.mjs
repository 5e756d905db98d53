// Runs the reference actor again and again and reports every verdict that is not always the same:
//   node scripts/stability.mjs [--runs 20] [--actor ai-platform] [--load] [--latency ms]
//   [--stalls percent] [--only RCR-S6…] [--keep folder]
// --load keeps every core busy meanwhile; --latency and --stalls make every link slow, and halting for a part of each second;
// --keep has the record of each run that did not pass everything put there.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    actor: { type: 'string', default: 'ai-platform' },
    load: { type: 'boolean', default: false },
    latency: { type: 'string', default: '0' },
    stalls: { type: 'string', default: '0' },
    keep: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 2) {
  process.stderr.write('--runs must be a whole number from 2 on.\n');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-stability-'));
const load = values.load
  ? Array.from({ length: availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
    )
  : [];
/** By requirement: verdict and reason of each run. */
const seen = new Map();
const codes = [];
let current;
const tidy = () => {
  for (const each of [...load, current]) each?.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    tidy();
    process.exit(1);
  });
}
try {
  for (let number = 1; number <= runs; number += 1) {
    const out = join(scratch, `run-${number}`);
    const only = values.only.length > 0 ? ['--only', ...values.only] : [];
    const line = ['--latency', values.latency, '--stalls', values.stalls];
    const args = [
      'dist/cli/main.js',
      'demo',
      '--actor',
      values.actor,
      '--pacs',
      'embedded',
      '--out',
      out,
      ...line,
      ...only,
    ];
    const code = await new Promise((resolve) => {
      current = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' }).on('exit', resolve);
    });
    codes.push(code);
    const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    const selected = record.requirements.filter((each) => each.selected);
    for (const { id, verdict, reason } of selected)
      seen.set(id, [...(seen.get(id) ?? []), { number, verdict, reason }]);
    const others = selected.filter(({ verdict }) => verdict !== 'pass');
    const named = others.map(({ id, verdict }) => `, ${id} ${verdict}`).join('');
    process.stdout.write(`run ${number}/${runs}: exit code ${code}, ${record.counts.pass} pass${named}\n`);
    if (values.keep !== undefined && others.length > 0)
      cpSync(out, join(values.keep, `${values.actor}-${number}`), { recursive: true });
    rmSync(out, { recursive: true, force: true });
  }
} finally {
  tidy();
}
const flaky = [...seen].filter(
  ([, verdicts]) => verdicts.length !== runs || verdicts.some(({ verdict }) => verdict !== 'pass'),
);
for (const [id, verdicts] of flaky) {
  for (const { number, verdict, reason } of verdicts.filter((each) => each.verdict !== 'pass'))
    process.stdout.write(`${id} run ${number}: ${verdict}. ${reason}\n`);
}
process.stdout.write(`${flaky.length} of ${seen.size} requirements did not pass in every one of ${runs} runs.\n`);
process.exitCode = flaky.length === 0 && seen.size > 0 && codes.every((code) => code === 0) ? 0 : 1;
