import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { checkObject } from './object';
import { checkMachineReadable, checkReferences, checkResultTree } from './result-graph';

const { read } = make;
const TRUE_COLOUR = '1.2.840.10008.5.1.4.1.1.7.4';
const images = [read(make.ctImage(0)), read(make.ctImage(1))];
const segment = (change: Natural) => {
  const [first = {}] = make.segmentation().SegmentSequence as Natural[];
  return read({ ...make.segmentation(), SegmentSequence: [{ ...first, ...change }] });
};
const ruleOf = (...results: ReturnType<typeof read>[]) =>
  checkReferences(read(make.report()), { images, results }).map(({ rule }) => rule);

describe('references between report and segmentation', () => {
  it('agree', () => {
    expect(ruleOf(segment({}))).toEqual([]);
    expect(ruleOf(segment({ TrackingID: undefined, TrackingUID: undefined }))).toEqual([]);
  });

  it('name a segment that exists, tracked by the same UID', () => {
    expect(ruleOf(segment({ SegmentNumber: 3 }))).toContain('graph/segment-exists');
    expect(ruleOf(segment({ TrackingUID: '1.9' }))).toContain('graph/same-tracking-uid');
  });

  it('lead from a measurement to the segment that is measured', () => {
    const { group, tracking, finding, volume } = make.reportParts();
    const found = (...children: Natural[]) =>
      checkReferences(read(make.report([...make.reportHeader(), make.measurements(children)])), {
        images,
        results: [segment({})],
      }).map(({ rule }) => rule);
    expect(found(group)).toEqual([]);
    expect(found({ ...group, ContentSequence: [...tracking, finding] })).toEqual([]);
    expect(found({ ...group, ContentSequence: [...tracking, finding, volume] })).toEqual([
      'graph/measured-segment-linked',
    ]);
  });

  it('resolve within the study, and are not judged where nothing is known', () => {
    expect(ruleOf()).toContain('graph/reference-resolves');
    expect(checkReferences(read(make.report()), {})).toEqual([]);
    expect(checkReferences(read(make.report()), { results: [segment({})] })).toEqual([]);
  });
});

describe('references to frames', () => {
  const capture = (frames: string | undefined) =>
    read({ ...make.secondaryCapture(), SOPClassUID: TRUE_COLOUR, NumberOfFrames: frames });
  const uid = capture('3').sopInstanceUid;
  const frames = (number: string) => ({ ...make.reference(TRUE_COLOUR, uid), ReferencedFrameNumber: number });
  const listed = (list: Natural) => [{ SeriesInstanceUID: '1.2.3.100.7', ReferencedImageSequence: [list] }];
  const [annotation] = make.presentationState().GraphicAnnotationSequence as Natural[];
  const referrers: [string, (number: string) => Natural][] = [
    [
      'a presentation state that lists them',
      (number) => ({ ...make.presentationState(), ReferencedSeriesSequence: listed(frames(number)) }),
    ],
    [
      'an annotation',
      (number) => ({
        ...make.presentationState(),
        GraphicAnnotationSequence: [{ ...annotation, ReferencedImageSequence: [frames(number)] }],
      }),
    ],
    [
      'key objects',
      (number) => ({
        ...make.keyObjects(),
        ContentSequence: [make.imageItem('CONTAINS', undefined, frames(number))],
      }),
    ],
    [
      'coordinates in a report',
      (number) => {
        const selected = make.imageItem('SELECTED FROM', undefined, frames(number));
        const point = { ...make.reportParts().point, ContentSequence: [selected] };
        return make.report([...make.reportHeader(), make.measurements([point])]);
      },
    ],
    [
      'the source of a segment',
      (number) => ({
        ...make.segmentation(),
        PerFrameFunctionalGroupsSequence: [
          { DerivationImageSequence: [{ SourceImageSequence: [frames(number)] }] } as Natural,
        ],
      }),
    ],
  ];
  const found = (natural: Natural, target: ReturnType<typeof capture>) =>
    checkReferences(read(natural), { images, results: [target] }).filter(({ rule }) => rule === 'graph/frame-exists');

  it.each(referrers)('by %s are to frames that there are', (_, natural) => {
    expect(found(natural('1\\3'), capture('3'))).toEqual([]);
    expect(found(natural('3\\4'), capture('3'))).toMatchObject([{ seen: '4', expected: '1 to 3' }]);
    expect(found(natural('0'), capture('3'))).toHaveLength(1);
    expect(found(natural('1'), capture(undefined))).toEqual([]);
    expect(found(natural('2'), capture(undefined))).toMatchObject([{ seen: '2', expected: '1' }]);
  });
});

it('a frame of a CT slice, which has none, is told once in a report', () => {
  const slice = {
    ReferencedSOPClassUID: images[0]?.sopClassUid ?? '',
    ReferencedSOPInstanceUID: images[0]?.sopInstanceUid ?? '',
  };
  const item = {
    RelationshipType: 'CONTAINS',
    ValueType: 'IMAGE',
    ReferencedSOPSequence: [{ ...slice, ReferencedFrameNumber: '2' }],
  };
  const base = make.report();
  const report = read({ ...base, ContentSequence: [...(base['ContentSequence'] as Natural[]), item as Natural] });
  const rules = checkObject(report, { images }).map(({ rule }) => rule);
  expect(rules.filter((rule) => /frame/.test(rule))).toEqual(['sr/frames-only-of-multi-frame']);
});

describe('the tree of results', () => {
  const report = read(make.report());
  const seg = read(make.segmentation());

  it('has one report at its root that reaches the others', () => {
    expect(checkResultTree([report, seg])).toEqual([]);
    expect(checkResultTree([seg])).toEqual([]);
  });

  it('is warned of where a result hangs loose or two reports stand alone', () => {
    expect(checkResultTree([report, seg, read(make.keyObjects())])).toMatchObject([
      { rule: 'graph/one-root-report', severity: 'warning' },
    ]);
    const other = read({ ...make.report(), SOPInstanceUID: '1.2.3.100.3.2' });
    expect(checkResultTree([report, other, seg])).toMatchObject([
      { rule: 'graph/one-root-report', seen: '2 reports stand alone' },
    ]);
  });
});

describe('a set of results', () => {
  it('has a machine-readable one', () => {
    const capture = read(make.secondaryCapture());
    expect(checkMachineReadable([capture, read(make.encapsulatedPdf())])).toMatchObject([
      { rule: 'graph/machine-readable-result' },
    ]);
    expect(checkMachineReadable([capture, read(make.segmentation())])).toEqual([]);
    expect(checkMachineReadable([])).toEqual([]);
  });
});
