import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { checkMachineReadable, checkReferences, checkResultTree } from './result-graph';

const { read } = make;
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

  it('resolve within the study, and are not judged where nothing is known', () => {
    expect(ruleOf()).toContain('graph/reference-resolves');
    expect(checkReferences(read(make.report()), {})).toEqual([]);
    expect(checkReferences(read(make.report()), { results: [segment({})] })).toEqual([]);
  });
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
