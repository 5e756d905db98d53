// Kills a run at random moments, every second one also while it is resumed, and sees that its record opens, says that it is
// incomplete, lost no event and can go on to the verdicts of an unbroken run:
// node scripts/kill-moments.mjs [TIMES] [SEED]   (50 times, seed 1; needs npm run build)
// Ends 1 where one did not.
import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdirSync, mkdtempSync, openSync, readdirSync } from 'node:fs';
import { readFileSync, readSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [times = 50, seed = 1] = process.argv.slice(2).map(Number);
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const demo = ['demo', '--pacs', 'embedded', '--no-tls', '--only', 'RCR-S6.1', 'RCR-A3', 'RCR-A4'];
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-kill-'));
const airworthy = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
const journal = (dir) => join(dir, 'journal.ndjson');
const verdictsOf = (run) =>
  JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))
    .requirements.map(({ id, verdict }) => `${id} ${verdict}`)
    .join();
const linesOf = (dir) => (existsSync(journal(dir)) ? readFileSync(journal(dir), 'utf8').split('\n').slice(0, -1) : []);
let state = seed;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;

const whole = join(scratch, 'whole');
airworthy(...demo, '--out', whole);
const expected = verdictsOf(whole);
const events = linesOf(whole).length;
let bad = 0;
for (let time = 1; time <= times; time += 1) {
  const run = join(scratch, `run-${time}`);
  const after = 1 + Math.floor(random() * events);
  mkdirSync(run);
  const seen = await killed(run, after, ...demo, '--out', run);
  const { problem, resumeKilledAfter } = await problemOf(run, seen, time % 2 === 0);
  const again = resumeKilledAfter === undefined ? '' : `, its resumption after ${resumeKilledAfter}`;
  process.stdout.write(
    `${time}: killed after event ${seen.length} of about ${events}${again}: ${problem ?? 'sound'}\n`,
  );
  if (problem) bad += 1;
  else rmSync(run, { recursive: true, force: true });
}
process.stdout.write(`${times - bad} of ${times} sound${bad === 0 ? '' : `; the others are in ${scratch}`}\n`);
if (bad === 0) rmSync(scratch, { recursive: true, force: true });
process.exit(bad === 0 ? 0 : 1);

/** Starts a command and kills it with no warning once the journal in `dir` has so many lines. Gives those there were. */
async function killed(dir, after, ...args) {
  const child = spawn(process.execPath, [main, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const looking = hasLines(dir, after);
  await Promise.race([ended, looking.done]);
  looking.stop();
  const seen = linesOf(dir);
  child.kill('SIGKILL');
  await ended;
  return seen;
}

/** Every change of the folder is a moment to look; the journal is read on from where it was. */
function hasLines(dir, wanted) {
  const piece = Buffer.alloc(1 << 20);
  let file;
  let at = 0;
  let lines = 0;
  let watcher;
  const done = new Promise((resolve) => {
    watcher = watch(dir, () => {
      if (file === undefined && !existsSync(journal(dir))) return;
      file ??= openSync(journal(dir), 'r');
      while (at < fstatSync(file).size) {
        const read = readSync(file, piece, 0, piece.length, at);
        at += read;
        for (let i = 0; i < read; i += 1) if (piece[i] === 10) lines += 1;
      }
      if (lines >= wanted) resolve();
    });
  });
  const stop = () => {
    watcher.close();
    if (file !== undefined) closeSync(file);
  };
  return { done, stop };
}

async function problemOf(run, seen, killAgain) {
  const judged = airworthy('judge', run);
  // It was through before it could be killed.
  if (judged.status === 0 && seen.some((line) => line.includes('"run.finished"'))) return { problem: endOf(run) };
  if (judged.status !== 3) return { problem: `judge ended ${judged.status}: ${judged.stderr}` };
  const kept = linesOf(run);
  const lost = seen.findIndex((line, index) => kept[index] !== line);
  if (lost !== -1) return { problem: `event ${lost + 1} is lost` };
  let resumeKilledAfter;
  if (killAgain) {
    const part = join(run, 'shards', '2');
    mkdirSync(part, { recursive: true });
    const more = await killed(part, Math.floor(random() * (events - seen.length + 100)), 'resume', run);
    resumeKilledAfter = more.length;
    if (existsSync(journal(run))) return { problem: 'the resumption had not begun', resumeKilledAfter };
    const first = linesOf(join(run, 'shards', '1'));
    if (seen.some((line, index) => first[index] !== line))
      return { problem: 'resuming lost an event', resumeKilledAfter };
    // It may have come to its end first.
    const { status } = airworthy('judge', run);
    if (status === 0) return { problem: endOf(run), resumeKilledAfter };
    if (status !== 3) return { problem: `killed twice, judge ended ${status}`, resumeKilledAfter };
  }
  const resumed = airworthy('resume', run);
  return { problem: resumed.status === 2 ? resumed.stderr.trim() : endOf(run), resumeKilledAfter };
}

function endOf(run) {
  const left = readdirSync(run, { recursive: true }).filter((name) => name.endsWith('run.lock'));
  if (left.length > 1 || left.includes('run.lock')) return `${left.join()} is left`;
  // Killed between its last event and its record.
  if (!existsSync(join(run, 'run.json'))) airworthy('report', run);
  const { complete } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  if (!complete) return 'incomplete at its end';
  const verdicts = verdictsOf(run);
  return verdicts === expected ? undefined : `other verdicts than unbroken: ${verdicts}`;
}
