import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkObject } from '../../../checks/dicom/object';
import { checkResultTree } from '../../../checks/dicom/result-graph';
import type { DicomObject } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import { CARRIERS } from '../../../model/sut';
import { syntheticFiles } from '../../../tests/kit/synthetic';
import { analyse } from '../analysis/analyse';
import { readImages } from '../analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../analysis/reference';
import { buildResultObjects } from './build';
import type { ResultObject } from './types';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-objects-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Made {
  sources: DicomObject[];
  results: ResultObject[];
  read: DicomObject[];
}

function make(study: string): Made {
  const files = syntheticFiles(study);
  const images = readImages(files);
  const results = buildResultObjects(analyse(images, REFERENCE_ALGORITHM), images, {
    carriers: CARRIERS,
    intendedUse: REFERENCE_INTENDED_USE,
    now: new Date(),
    llmText: true,
    request: { placerOrderNumber: 'P1', fillerOrderNumber: 'F1' },
  });
  return {
    sources: files.map((bytes) => readDicom(bytes)),
    results,
    read: results.map(({ bytes }) => readDicom(bytes)),
  };
}

/** Errors of dciodvfy. Device UID in Contributing Equipment is a warning to it (README.md). */
function errorsOf(bytes: Buffer, name: string): string[] {
  const file = join(dir, `${name}.dcm`);
  writeFileSync(file, bytes);
  execFileSync('dcmdump', ['-q', file], { maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n').filter((line) => /^(Error|Abort)/.test(line));
}

describe.each([
  ['ct-head-haemorrhage', 1],
  ['ct-head-calcification', 1],
  ['ct-head-normal', 0],
])('results of %s', (study, keySlices) => {
  let made: Made;
  beforeAll(() => {
    made = make(study);
  });

  it('come in every carrier that has something to show', () => {
    const shown = keySlices > 0;
    expect(made.results.map(({ carrier }) => carrier)).toEqual([
      ...(shown ? ['seg', 'secondary-capture', 'presentation-state', 'overlay', 'parametric-map', 'key-object'] : []),
      'encapsulated-pdf',
      'declaration-sr',
      'sr',
    ]);
  });

  it('are valid for dciodvfy, and DCMTK reads them', () => {
    for (const { bytes, carrier } of made.results) expect(errorsOf(bytes, carrier), carrier).toEqual([]);
    for (const carrier of ['sr', 'declaration-sr', ...(keySlices > 0 ? ['key-object'] : [])]) {
      const { status, stdout } = spawnSync('dsrdump', [join(dir, `${carrier}.dcm`)], { encoding: 'utf8' });
      expect([status, stdout], carrier).toEqual([0, expect.stringContaining('ÅSTRÖM^TEST')]);
    }
  });

  it('satisfy our own rules for DICOM and for AI results', () => {
    const { sources: images, read: results } = made;
    const context = { images, results, algorithms: [REFERENCE_ALGORITHM], file: true };
    const findings = results.flatMap((object, i) =>
      // TID 1500 is for what was found; the declaration has no template.
      checkObject(object, { ...context, air: made.results[i]?.carrier !== 'declaration-sr' }),
    );
    expect(findings).toEqual([]);
    expect(checkResultTree(results)).toEqual([]);
  });

  it('belong to the study of the images, each carrier in a series of its own', () => {
    const [source] = made.sources;
    for (const { dataset } of made.read) {
      for (const keyword of ['StudyInstanceUID', 'PatientID', 'PatientName', 'PatientBirthDate', 'AccessionNumber'])
        expect(dataset.string(keyword), keyword).toBe(source?.dataset.string(keyword));
    }
    const series = new Map(made.results.map(({ carrier, seriesInstanceUid }) => [carrier, seriesInstanceUid]));
    expect(new Set(series.values()).size).toBe(series.size);
    expect([...series.values()]).not.toContain(source?.dataset.string('SeriesInstanceUID'));
    expect(new Set(made.results.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(made.results.length);
  });

  it('name the algorithm with version and Device UID', () => {
    for (const { dataset } of made.read) {
      const [equipment] = dataset.items('ContributingEquipmentSequence');
      expect([
        equipment?.string('Manufacturer'),
        equipment?.string('ManufacturerModelName'),
        equipment?.string('SoftwareVersions'),
        equipment?.string('DeviceUID'),
      ]).toEqual(['airworthy', 'Reference head CT', '1.0.0', REFERENCE_ALGORITHM.deviceUid]);
    }
  });
});

describe('carriers that are not declared', () => {
  it('are not made; report and declaration always are', () => {
    const images = readImages(syntheticFiles('ct-head-haemorrhage'));
    const options = { carriers: ['seg'] as const, intendedUse: REFERENCE_INTENDED_USE, now: new Date() };
    const results = buildResultObjects(analyse(images, REFERENCE_ALGORITHM), images, options);
    expect(results.map(({ carrier }) => carrier)).toEqual(['seg', 'declaration-sr', 'sr']);
    expect(() => buildResultObjects([], images, options)).toThrow(/no result of an analysis/);
  });
});
