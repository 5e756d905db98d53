// node -r ts-node/register/transpile-only bench/report.ts     The report of 100 requirements that cite 2,000 objects, its
// first paint in Chromium, and packing and verifying 400 MB. Processor time stands beside the time on the clock.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { FileSource } from '../evidence/file-source';
import { manifestProblems, readManifest } from '../evidence/pack/manifest';
import { packRun } from '../evidence/pack/pack-run';
import { Pack } from '../evidence/pack/reader';
import type { RunFiles } from '../model/run-record';
import { renderHtml } from '../reports/html/render';
import { findChromium } from '../runner/chromium';
import * as objects from '../tests/kit/objects';
import { runOfObjects } from '../tests/kit/run-of-objects';
import { measured } from './measured';

const OBJECTS = 2000;
const REQUIREMENTS = 100;
const PACKED_FILES = 400;
const PACKED_BYTES = 1_000_000;

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-bench-report-'));
const MiB = 2 ** 20;

/** Result objects of every kind with images of 128 by 128 pixels, twenty to a requirement. */
function bigRun(): RunFiles {
  const pixels = new Uint8Array(128 * 128 * 2);
  const seg = { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array([0x33, 0, 0x33, 0]) } };
  const kinds = [seg, objects.presentationState(), objects.secondaryCapture(), objects.report()];
  const stored = Array.from({ length: OBJECTS }, (_, n) => ({
    natural: { ...kinds[n % kinds.length], SOPInstanceUID: `1.2.3.200.${n + 1}` },
  }));
  const sources = [0, 1].map((n) => ({
    natural: { ...objects.ctImage(n as 0 | 1), '00091001': { vr: 'OB', value: pixels } },
    source: true,
  }));
  const files = runOfObjects('Finder', [...stored, ...sources]);
  const [first] = files.record.requirements;
  const [observation] = first?.observations ?? [];
  if (!first || !observation) throw new Error('the sample run has changed');
  const { evidence } = observation;
  const each = OBJECTS / REQUIREMENTS;
  files.record.requirements = Array.from({ length: REQUIREMENTS }, (_, n) => ({
    ...first,
    id: `RCR-X${n + 1}`,
    verdict: n % 4 === 0 ? ('fail' as const) : ('pass' as const),
    observations: [{ ...observation, evidence: evidence.slice(2 + n * each, 2 + (n + 1) * each) }],
  }));
  return files;
}

function timed<T>(work: () => T): { result: T; seconds: number; cpu: number } {
  const [clock, before] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (performance.now() - clock) / 1000, cpu: (user + system) / 1e6 };
}

async function firstPaint(html: string): Promise<number> {
  const file = join(scratch, 'report.html');
  writeFileSync(file, html);
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`file://${file}`);
    const script = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`;
    return ((await page.evaluate(script)) as number) / 1000;
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const run = bigRun();
  const report = timed(() => renderHtml(run));
  const peak = process.resourceUsage().maxRSS / 1024;
  const paint = await firstPaint(report.result);

  const folder = join(scratch, 'run');
  mkdirSync(folder);
  for (let n = 0; n < PACKED_FILES; n += 1) writeFileSync(join(folder, `${n}.dcm`), Buffer.alloc(PACKED_BYTES, n));
  const out = join(scratch, 'run.zip');
  const held = process.memoryUsage().rss;
  const packed = timed(() => packRun(folder, out, { runId: 'bench', packedBy: 'bench' }));
  const verified = timed(() => {
    const source = new FileSource(out);
    try {
      const pack = Pack.open(source);
      return manifestProblems(pack, readManifest(pack));
    } finally {
      source.close();
    }
  });
  if (verified.result.length > 0) throw new Error(verified.result[0]);
  const grown = Math.max(0, process.memoryUsage().rss - held) / MiB;
  const megabytes = (PACKED_FILES * PACKED_BYTES) / 1e6;
  const numbers = [
    { what: `report of ${REQUIREMENTS} requirements, ${OBJECTS} objects`, value: report.seconds, unit: 's', limit: 5 },
    { what: 'the same, processor time', value: report.cpu, unit: 's' },
    { what: 'its peak memory (RSS, with the objects)', value: peak, unit: 'MiB', limit: 300 },
    { what: 'its size', value: report.result.length / MiB, unit: 'MiB' },
    { what: 'its first paint in Chromium', value: paint, unit: 's', limit: 1 },
    { what: 'pack', value: megabytes / packed.seconds, unit: 'MB/s' },
    { what: 'pack, by processor time', value: megabytes / packed.cpu, unit: 'MB/s' },
    { what: 'verify files', value: megabytes / verified.seconds, unit: 'MB/s' },
    { what: 'verify files, by processor time', value: megabytes / verified.cpu, unit: 'MB/s' },
    { what: 'memory that pack and verify added', value: grown, unit: 'MiB', limit: 64 },
  ];
  for (const { what, value, unit } of numbers) console.log(`${what}: ${value.toFixed(2)} ${unit}`);
  measured(...numbers);
}

main().finally(() => rmSync(scratch, { recursive: true, force: true }));
