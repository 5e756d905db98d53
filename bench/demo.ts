// The whole demo from the built checkout: wall time, peak memory of its node process, and what the harness adds to each
// scenario (bench/overhead.ts says how that is defined).
//   npm run build && node -r ts-node/register/transpile-only bench/demo.ts [launcher]      launcher: as demo --pacs
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../evidence/journal';
import { PACKAGE_ROOT } from '../model/package-root';
import { findOrthanc } from '../simulators/pacs/orthanc/find-orthanc';
import { measured, median } from './measured';
import { overheads } from './overhead';

const launcher = process.argv[2] ?? (findOrthanc() ? 'path' : 'embedded');
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-bench-demo-'));
const out = join(scratch, 'run');

async function main(): Promise<void> {
  console.log(`airworthy demo with the PACS "${launcher}" on ${cpus().length} cores`);
  const { seconds, peakMib, code } = await runDemo();
  if (code !== 0) throw new Error(`The demo ended with ${code}, so its numbers say nothing.`);
  const found = overheads(readJournal(join(out, 'journal.ndjson')).events);
  const ms = found.map(({ overheadMs }) => overheadMs);
  const worst = [...found].sort((a, b) => b.overheadMs - a.overheadMs).slice(0, 5);
  console.log(`${found.length} scenarios in ${seconds.toFixed(1)} s, ${peakMib.toFixed(0)} MiB at most`);
  console.log(
    `overhead a scenario: ${median(ms).toFixed(0)} ms median, ${Math.max(...ms).toFixed(0)} ms at most; most in`,
  );
  for (const { scenario, overheadMs, durationMs } of worst)
    console.log(`  ${overheadMs.toFixed(0).padStart(5)} of ${durationMs.toFixed(0).padStart(6)} ms  ${scenario}`);
  measured(
    { what: `whole demo, PACS ${launcher}`, value: seconds, unit: 's', limit: 90 },
    { what: 'peak RSS of the demo', value: peakMib, unit: 'MiB', limit: 500 },
    { what: 'harness overhead a scenario, median', value: median(ms), unit: 'ms', limit: 100 },
    { what: 'harness overhead a scenario, most', value: Math.max(...ms), unit: 'ms', limit: 100 },
  );
}

function runDemo(): Promise<{ seconds: number; peakMib: number; code: number | null }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
    const child = spawn(process.execPath, [main, 'demo', '--pacs', launcher, '--out', out], { stdio: 'ignore' });
    let peakMib = 0;
    // The kernel keeps the high-water mark, so that looking now and then misses nothing but the very end.
    const watch = setInterval(() => (peakMib = Math.max(peakMib, highWaterMib(child.pid))), 100);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(watch);
      resolve({ seconds: (performance.now() - begun) / 1000, peakMib, code });
    });
  });
}

function highWaterMib(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
