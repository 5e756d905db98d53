// Kills a run at random moments and sees that its record opens, lost no event and can go on:
// node scripts/kill-moments.mjs [TIMES] [SEED]   (50 times, seed 1; needs npm run build)
// Ends 1 where a record did not open, lost an event, or had other verdicts at its end than an unbroken run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [times = 50, seed = 1] = process.argv.slice(2).map(Number);
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const demo = ['demo', '--pacs', 'embedded', '--no-tls', '--only', 'RCR-S6.1', 'RCR-A3', 'RCR-A4'];
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-kill-'));
const airworthy = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
const verdictsOf = (run) =>
  JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))
    .requirements.map(({ id, verdict }) => `${id} ${verdict}`)
    .join();
const linesOf = (run) => {
  const file = join(run, 'journal.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};
let state = seed;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;

const whole = join(scratch, 'whole');
airworthy(...demo, '--out', whole);
const expected = verdictsOf(whole);
const events = linesOf(whole).length;
let bad = 0;
for (let time = 1; time <= times; time += 1) {
  const run = join(scratch, `run-${time}`);
  const moment = Math.floor(random() * events);
  const child = spawn(process.execPath, [main, ...demo, '--out', run], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while (child.exitCode === null && linesOf(run).length < moment) await pause(5);
  const seen = linesOf(run);
  child.kill('SIGKILL');
  await ended;
  const problem = existsSync(join(run, 'plan.json')) ? problemOf(run, seen) : undefined;
  process.stdout.write(`${time}: killed after event ${seen.length} of about ${events}: ${problem ?? 'sound'}\n`);
  if (problem) bad += 1;
  rmSync(run, { recursive: true, force: true });
}
rmSync(scratch, { recursive: true, force: true });
process.exit(bad === 0 ? 0 : 1);

function problemOf(run, seen) {
  const judged = airworthy('judge', run);
  if (judged.status !== 3) return `judge ended ${judged.status}: ${judged.stderr}`;
  const kept = linesOf(run);
  const lost = seen.findIndex((line, index) => kept[index] !== line);
  if (lost !== -1) return `event ${lost + 1} is lost`;
  const resumed = airworthy('resume', run);
  if (resumed.status === 2) return resumed.stderr.trim();
  const verdicts = verdictsOf(run);
  return verdicts === expected ? undefined : `other verdicts than unbroken: ${verdicts}`;
}
