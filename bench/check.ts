// `airworthy check` over 1,000 mixed objects beside dciodvfy run once a file, then with a 1 GiB multi-frame SEG among them:
//   npm run build && node -r ts-node/register/transpile-only bench/check.ts [objects] [rounds]
// The target is a ratio of at least 5, and less than 400 MiB of memory.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../model/package-root';
import { CARRIERS } from '../model/sut';
import { newUid } from '../protocols/dimse/uids';
import { analyse } from '../simulators/ai-platform/analysis/analyse';
import { readImages } from '../simulators/ai-platform/analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../simulators/ai-platform/analysis/reference';
import { buildResultObjects } from '../simulators/ai-platform/objects/build';
import { encodePart10, type Natural } from '../tests/kit/dicom-bytes';
import { segmentation } from '../tests/kit/objects';
import { syntheticFiles } from '../tests/kit/synthetic';

const RATIO = 5;
const MAX_RSS_MIB = 400;
const FRAMES = 4096;
const count = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-bench-check-'));
const folder = join(scratch, 'objects');
const hook = join(scratch, 'peak.cjs');

function main(): void {
  mkdirSync(folder);
  writeFileSync(hook, "process.on('exit',()=>process.stderr.write('PEAK '+process.resourceUsage().maxRSS+'\\n'))");
  makeObjects();
  const files = readdirSync(folder).map((name) => join(folder, name));
  console.log(`${files.length} objects on ${cpus().length} cores, best of ${rounds}`);
  check();
  const runs = Array.from({ length: rounds }, check);
  const ours = Math.min(...runs.map(({ seconds }) => seconds));
  const theirs = Math.min(...Array.from({ length: rounds }, () => dciodvfy(files)));
  const ratio = theirs / ours;
  console.log(
    `airworthy check            ${ours.toFixed(2)} s, ${Math.max(...runs.map(({ rss }) => rss)).toFixed(0)} MiB`,
  );
  console.log(`dciodvfy, once a file      ${theirs.toFixed(2)} s`);
  console.log(`ratio                      ${ratio.toFixed(1)} (at least ${RATIO})`);
  makeLargeSegmentation();
  const large = check();
  console.log(
    `with a 1 GiB SEG among them ${large.seconds.toFixed(2)} s, ${large.rss.toFixed(0)} MiB (at most ${MAX_RSS_MIB})`,
  );
  process.exitCode = ratio >= RATIO && large.rss <= MAX_RSS_MIB ? 0 : 1;
}

/** Studies of 24 images and their results, each of another patient. */
function makeObjects(): void {
  const studies = ['ct-head-haemorrhage', 'ct-head-calcification'];
  let made = 0;
  for (let n = 0; made < count; n++) {
    const identity = { studyInstanceUid: newUid(), patientId: `P${n}`, accessionNumber: `A${n}` };
    const images = syntheticFiles(studies[n % studies.length] ?? '', identity);
    const study = readImages(images);
    const results = buildResultObjects(analyse(study, REFERENCE_ALGORITHM), study, {
      carriers: CARRIERS,
      intendedUse: REFERENCE_INTENDED_USE,
      now: new Date(),
    });
    for (const bytes of [...images, ...results.map((result) => result.bytes)]) {
      if (made < count) writeFileSync(join(folder, `${made++}.dcm`), bytes);
    }
  }
}

/** 4,096 frames of 512 x 512 bytes, the pixels a hole in the file. */
function makeLargeSegmentation(): void {
  const base = segmentation();
  const [frame = {}] = base.PerFrameFunctionalGroupsSequence as Natural[];
  const bytes = encodePart10({
    ...base,
    SOPInstanceUID: newUid(),
    SegmentationType: 'FRACTIONAL',
    SegmentationFractionalType: 'PROBABILITY',
    MaximumFractionalValue: 255,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    Rows: 512,
    Columns: 512,
    NumberOfFrames: String(FRAMES),
    PerFrameFunctionalGroupsSequence: Array.from({ length: FRAMES }, () => frame),
    PixelData: undefined,
  });
  const header = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(FRAMES * 512 * 512, 8);
  const file = join(folder, 'large-seg.dcm');
  writeFileSync(file, bytes);
  appendFileSync(file, header);
  truncateSync(file, bytes.length + header.length + FRAMES * 512 * 512);
}

function check(): { seconds: number; rss: number } {
  const started = performance.now();
  const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const run = spawnSync(process.execPath, ['-r', hook, main, 'check', '--json', folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - started) / 1000;
  const peak = /PEAK (\d+)/.exec(run.stderr)?.[1];
  if (run.status !== 0 || peak === undefined) throw new Error(`airworthy check: ${run.status} ${run.stderr}`);
  return { seconds, rss: Number(peak) / 1024 };
}

function dciodvfy(files: readonly string[]): number {
  const started = performance.now();
  for (const file of files) spawnSync('dciodvfy', [file], { stdio: 'ignore' });
  return (performance.now() - started) / 1000;
}

try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
