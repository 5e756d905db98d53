import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { differences } from '../../checks/pacs/compare';
import { decodePixels } from '../../evidence/pixels/decode';
import { buildSyntheticStudy, type StudyInstance } from '../../fixtures/studies';
import { ARCHIVE_TRANSFER_SYNTAXES, COMPRESSIONS, type CompressedTransferSyntax } from '../../model/archive';
import type { DicomObject } from '../../model/dicom/object';
import { readDicom } from '../../model/dicom/reader';
import { compress, decompress } from '../../protocols/dimse/compression';
import { ARCHIVE_STUDY, makeResults, oneOfEachKind, WITH_PIXELS } from '../../runner/archive/results';
import { compressedAs } from '../../runner/archive/variants';
import { syntheticExam } from '../kit/synthetic';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-compression-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

// Decoding does not give way, so vitest would not hear its own answers for longer than it waits for them.
afterEach(() => new Promise((resolve) => setImmediate(resolve)));

const study = buildSyntheticStudy(ARCHIVE_STUDY, syntheticExam(ARCHIVE_STUDY));
const results = oneOfEachKind(makeResults(study, WITH_PIXELS));
const NAMES = Object.keys(COMPRESSIONS) as CompressedTransferSyntax[];
const LOSSLESS = NAMES.filter((name) => COMPRESSIONS[name] === 'lossless');
const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const RAW = { decoded: { samples: new Uint8Array(0) } };

/** Decoders of others; that of JPEG 2000 is GDCM's, and of HTJ2K there is none in Debian. */
const OTHERS: Partial<Record<CompressedTransferSyntax, readonly [program: string, ...options: string[]]>> = {
  'rle-lossless': ['dcmdrle'],
  'jpeg-baseline': ['dcmdjpeg', '+cp'],
  'jpeg-lossless': ['dcmdjpeg'],
  'jpeg-ls-lossless': ['dcmdjpls'],
  'jpeg-ls-near-lossless': ['dcmdjpls'],
  'jpeg-2000-lossless': ['gdcmconv', '--raw'],
  'jpeg-2000': ['gdcmconv', '--raw'],
};
const isInstalled = (program: string): boolean =>
  program !== '' && spawnSync(program, ['--version']).error === undefined;

const made = new Map<CompressedTransferSyntax, Promise<StudyInstance[]>>();
function imagesIn(name: CompressedTransferSyntax): Promise<StudyInstance[]> {
  const images = made.get(name) ?? compressedAs(results, name);
  made.set(name, images);
  return images;
}

const pixels = (object: DicomObject): Buffer => Buffer.from(object.dataset.element('PixelData')?.bytes ?? []);
const original = ({ sopInstanceUid }: StudyInstance): StudyInstance => {
  const found = results.find((each) => each.sopInstanceUid === sopInstanceUid);
  if (!found) throw new Error(`${sopInstanceUid} was not among the results`);
  return found;
};
/** Samples of 8 bits, for what is lossy is tried with colours. */
const furthest = (one: Buffer, other: Uint8Array): number =>
  one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);

describe.each(NAMES)('results in %s', (name) => {
  it('have the same attributes, say what they are, and hold the pixels', async () => {
    const images = await imagesIn(name);
    expect(new Set(images.map(({ sopClassUid }) => sopClassUid)).size).toBe(
      COMPRESSIONS[name] === 'lossless' ? 3 : name === 'jpeg-baseline' ? 1 : 2,
    );
    for (const image of images) {
      const object = readDicom(image.bytes);
      expect(object.problems).toEqual([]);
      expect(object.transferSyntaxUid).toBe(ARCHIVE_TRANSFER_SYNTAXES[name]);
      const [decoded] = decodePixels([object]);
      if (!decoded || 'problem' in decoded) throw new Error(decoded?.problem);
      if (image.sopClassUid === SEGMENTATION) continue;
      const before = readDicom(original(image).bytes);
      // Compression is all that changed, and what says so; and 0.7310 (a private DS) has become 0.731.
      const changed = differences({ ...before, ...RAW }, { ...object, decoded }).map(({ path }) => path);
      expect(changed.filter((path) => !/^(PixelData|LossyImageCompression|00991002)/.test(path))).toEqual([]);
      const lossless = COMPRESSIONS[name] === 'lossless';
      expect(object.dataset.string('LossyImageCompression') ?? '00').toBe(lossless ? '00' : '01');
      if (lossless) expect(pixels(before).equals(Buffer.from(decoded.samples))).toBe(true);
      else expect(furthest(pixels(before), decoded.samples)).toBeGreaterThan(0);
    }
  });

  const [program, ...options] = OTHERS[name] ?? [''];
  it.skipIf(!isInstalled(program))('are decoded alike by others', async () => {
    for (const image of await imagesIn(name)) {
      const [from, to] = [join(dir, 'in.dcm'), join(dir, 'out.dcm')];
      writeFileSync(from, image.bytes);
      const { status, stderr } = spawnSync(program, [...options, from, to], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      const theirs = readDicom(readFileSync(to));
      const ours = readDicom(await decompress(image.bytes));
      // What they decoded is what we compare with what came back.
      const [decoded] = decodePixels([readDicom(image.bytes)]);
      expect(differences({ ...readDicom(image.bytes), decoded }, theirs)).toEqual([]);
      if (COMPRESSIONS[name] === 'lossless') expect(pixels(theirs).equals(pixels(ours))).toBe(true);
    }
  });
});

describe('pixels that came back compressed otherwise', () => {
  it.each(LOSSLESS)('are the same, from %s to JPEG 2000', async (name) => {
    const images = await imagesIn(name);
    for (const image of images.slice(1)) {
      const sent = readDicom(image.bytes);
      const got = readDicom(
        await compress(await decompress(image.bytes), ARCHIVE_TRANSFER_SYNTAXES['jpeg-2000-lossless']),
      );
      const [decodedSent, decodedGot] = decodePixels([sent, got]);
      expect(differences({ ...sent, decoded: decodedSent }, { ...got, decoded: decodedGot })).toEqual([]);
    }
  });

  it('are not, where one sample is another, there are fewer, or nobody can read them', async () => {
    const [image] = await imagesIn('jpeg-lossless');
    if (!image) throw new Error('There is no image to be compressed.');
    const sent = readDicom(image.bytes);
    const [decoded] = decodePixels([sent]);
    if (!decoded || 'problem' in decoded) throw new Error(decoded?.problem);
    const samples = Uint8Array.from(decoded.samples);
    samples[1] = (samples[1] ?? 0) ^ 1;
    const spoilt = [{ samples }, { samples: samples.subarray(2) }, { problem: 'no frame' }];
    for (const other of spoilt)
      expect(differences({ ...sent, decoded }, { ...sent, decoded: other }).map(({ path }) => path)).toEqual([
        'PixelData',
      ]);
    const broken = readDicom(image.bytes.subarray(0, image.bytes.length - 4000));
    expect(decodePixels([broken])).toEqual([{ problem: expect.any(String) as string }]);
  });
});
