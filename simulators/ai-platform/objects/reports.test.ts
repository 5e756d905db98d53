import { describe, expect, it } from 'vitest';
import { readDicom } from '../../../model/dicom/reader';
import {
  buildContentTree,
  childNamed,
  childrenNamed,
  type ContentItem,
  findNamed,
  walkContent,
} from '../../../model/dicom/sr-tree';
import type { Algorithm } from '../../../model/sut';
import { syntheticFiles } from '../../../tests/kit/synthetic';
import { HAEMORRHAGE_BLOB } from '../../../fixtures/studies/phantom';
import { analyse } from '../analysis/analyse';
import type { AnalysisResult, ImageStudy } from '../analysis/types';
import { readImages } from '../analysis/read-images';
import { HAEMORRHAGE, REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../analysis/reference';
import { buildResultObjects } from './build';
import { dcm, sct } from './codes';
import type { BuildOptions } from './types';

const images = readImages(syntheticFiles('ct-head-haemorrhage'));
const normal = readImages(syntheticFiles('ct-head-normal'));

const known = new Map<string, AnalysisResult>();
function analysed(of: ImageStudy, algorithm: Algorithm): AnalysisResult {
  const key = `${of.seriesInstanceUid} ${JSON.stringify(algorithm)}`;
  const result = known.get(key) ?? analyse(of, algorithm);
  known.set(key, result);
  return result;
}

function trees(options: Partial<BuildOptions> = {}, of = images, algorithms: Algorithm[] = [REFERENCE_ALGORITHM]) {
  const results = buildResultObjects(
    algorithms.map((algorithm) => analysed(of, algorithm)),
    of,
    { carriers: ['seg'], intendedUse: REFERENCE_INTENDED_USE, now: new Date(2026, 0, 2, 3, 4, 5), ...options },
  );
  const objectOf = (carrier: string) =>
    readDicom(results.find((each) => each.carrier === carrier)?.bytes ?? Buffer.alloc(0));
  const treeOf = (carrier: string): ContentItem => buildContentTree(objectOf(carrier).dataset);
  return { results, objectOf, treeOf };
}

const EVALUATIONS = { value: 'C0034375', scheme: 'UMLS' };
const answers = (root: ContentItem) =>
  findNamed(root, EVALUATIONS).flatMap(({ children }) =>
    children
      .filter(({ relationship, valueType }) => relationship === 'CONTAINS' && valueType === 'CODE')
      .map(({ name, code }) => [name?.value, code?.meaning]),
  );

describe('root report', () => {
  it('measures the haemorrhage and says where it is', () => {
    const { treeOf, objectOf } = trees();
    const root = treeOf('sr');
    const [volumetric, located] = findNamed(root, dcm('125007', ''));
    const value = (group: ContentItem | undefined, name: { value: string; scheme: string }) => {
      const found = group && childNamed(group, name)?.measured;
      return [found?.value, found?.unit?.value];
    };
    const [a, b, c] = HAEMORRHAGE_BLOB.radii;
    const [volume, unit] = value(volumetric, sct('118565006', ''));
    expect(unit).toBe('mm3');
    expect(Number(volume) / ((4 / 3) * Math.PI * a * b * c)).toBeCloseTo(1, 1);
    expect(value(volumetric, sct('81827009', ''))[1]).toBe('mm');
    expect(value(volumetric, dcm('112031', ''))).toEqual([expect.closeTo(HAEMORRHAGE_BLOB.hu, 0), "[hnsf'U]"]);
    const graphics = located?.children.flatMap(({ graphic }) => graphic ?? []) ?? [];
    const [inSpace, onSlice] = graphics;
    expect(inSpace?.frameOfReferenceUid).toBe(images.frameOfReferenceUid);
    inSpace?.data.forEach((at, axis) =>
      expect(Math.abs(at - (HAEMORRHAGE_BLOB.centre[axis] ?? NaN))).toBeLessThan(1.8),
    );
    expect(onSlice?.data).toHaveLength(2);
    const segment = objectOf('seg').dataset.items('SegmentSequence')[0];
    for (const group of [volumetric, located]) {
      expect(group && childNamed(group, dcm('112040', ''))?.text).toBe(segment?.string('TrackingUID'));
      expect(group && childNamed(group, dcm('112039', ''))?.text).toBe(segment?.string('TrackingID'));
      expect(group && childNamed(group, dcm('121071', ''))?.code?.value).toBe('1386000');
    }
  });

  it('answers for every evaluated abnormality, also in a normal study, where it measures nothing', () => {
    expect(answers(trees().treeOf('sr'))).toEqual([
      ['1386000', 'Present'],
      ['ICALC', 'Absent'],
    ]);
    const root = trees({}, normal).treeOf('sr');
    expect(answers(root)).toEqual([
      ['1386000', 'Absent'],
      ['ICALC', 'Absent'],
    ]);
    expect(findNamed(root, dcm('126010', ''))).toEqual([]);
    expect(trees({}, normal).results.map(({ carrier }) => carrier)).toEqual(['declaration-sr', 'sr']);
  });

  it('outlines the region on each slice where there is no segmentation', () => {
    const { treeOf } = trees({ carriers: [] });
    const polylines = [...walkContent(treeOf('sr'))].flatMap(({ graphic }) =>
      graphic?.type === 'POLYLINE' && graphic.data.length > 4 ? [graphic.data] : [],
    );
    expect(polylines).toHaveLength(6);
    for (const data of polylines) expect(data.slice(0, 2)).toEqual(data.slice(-2));
  });

  it('is preliminary and unverified, and has the request', () => {
    const { dataset } = trees({ request: { placerOrderNumber: 'P7' } }).objectOf('sr');
    expect(
      ['PreliminaryFlag', 'CompletionFlag', 'VerificationFlag', 'ContentDate', 'ContentTime'].map((k) =>
        dataset.string(k),
      ),
    ).toEqual(['PRELIMINARY', 'COMPLETE', 'UNVERIFIED', '20260102', '030405.000']);
    const [request] = dataset.items('ReferencedRequestSequence');
    expect([
      request?.string('AccessionNumber'),
      request?.string('RequestedProcedureID'),
      request?.string('PlacerOrderNumberImagingServiceRequest'),
    ]).toEqual(['A1', 'RP1', 'P7']);
  });

  it('has report text only where the product writes it, marked as preliminary and to be verified', () => {
    const impressionIn = (llmText?: boolean | string) =>
      childNamed(trees({ llmText }).treeOf('sr'), dcm('121073', ''))?.text;
    expect(impressionIn()).toBeUndefined();
    expect(impressionIn(true)).toMatch(
      /preliminary.*radiologist must verify.*hemorrhage is present \(1 lesion, 12\.\d ml/is,
    );
    expect(impressionIn('Large bleed.')).toMatch(/preliminary.*Large bleed\./is);
  });

  it('names each of several algorithms with what it evaluated', () => {
    const finders = REFERENCE_ALGORITHM.abnormalities.map((abnormality, i): Algorithm => ({
      ...REFERENCE_ALGORITHM,
      name: `Finder ${i}`,
      deviceUid: undefined,
      abnormalities: [abnormality],
    }));
    const { treeOf, objectOf } = trees({}, images, finders);
    const named = findNamed(treeOf('sr'), EVALUATIONS).map((each) => childNamed(each, dcm('111001', ''))?.text);
    expect(named).toEqual(['Finder 0', 'Finder 1']);
    const uids = objectOf('seg')
      .dataset.items('ContributingEquipmentSequence')
      .map((item) => item.string('DeviceUID'));
    // The third is the brain mask, which contributes to all results.
    expect(new Set(uids).size).toBe(3);
    expect(uids.every((uid) => /^2\.25\.\d{1,39}$/.test(uid ?? ''))).toBe(true);
  });
});

describe('declaration', () => {
  const figures = (root: ContentItem) =>
    findNamed(root, { value: 'EVALUATED', scheme: '99AIRW' }).map((group) => [
      childNamed(group, { value: 'ABNORMALITY', scheme: '99AIRW' })?.code?.value,
      childNamed(group, dcm('111088', ''))?.measured?.value,
      childNamed(group, dcm('111090', ''))?.measured?.value,
    ]);

  it('lists every abnormality with sensitivity and specificity, whatever was found', () => {
    for (const of of [images, normal])
      expect(figures(trees({}, of).treeOf('declaration-sr'))).toEqual([
        ['1386000', 96, 93],
        ['ICALC', 90, 95],
      ]);
  });

  it('says that a figure is unknown instead of leaving it out', () => {
    const algorithm = {
      ...REFERENCE_ALGORITHM,
      abnormalities: [{ code: HAEMORRHAGE, alertable: true, specificity: 0.5 }],
    };
    const root = trees({}, images, [algorithm]).treeOf('declaration-sr');
    expect(figures(root)).toEqual([['1386000', undefined, 50]]);
    expect(findNamed(root, dcm('111088', ''))[0]?.qualifier?.value).toBe('114010');
  });

  it('states algorithm, intended use and limitations', () => {
    const root = trees({ limitations: 'Not for children.' }).treeOf('declaration-sr');
    const [algorithm] = childrenNamed(root, { value: 'ALGORITHM', scheme: '99AIRW' });
    const said = (value: string, scheme: string) => algorithm && childNamed(algorithm, { value, scheme })?.text;
    expect([
      said('111001', 'DCM'),
      said('111003', 'DCM'),
      said('INTENDED-USE', '99AIRW'),
      said('LIMITATIONS', '99AIRW'),
    ]).toEqual(['Reference head CT', '1.0.0', REFERENCE_INTENDED_USE.description, 'Not for children.']);
  });

  it('writes long codes as Long Code Value', () => {
    const code = { value: '16285561000119109', scheme: 'SCT', meaning: 'A code of an extension' };
    const algorithm = { ...REFERENCE_ALGORITHM, abnormalities: [{ code, alertable: false }] };
    expect(answers(trees({}, normal, [algorithm]).treeOf('sr'))).toEqual([[code.value, 'Absent']]);
  });
});
