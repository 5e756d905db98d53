import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '..';

const exam = examOf('critical');
const without = (keyword: string): Natural => ({ ...segmentation(), [keyword]: undefined });
const missing = (keyword: string) =>
  `Error - Missing attribute Type 2 Required Element=<${keyword}> Module=<GeneralStudy>`;
const sopInstanceUid = String(segmentation().SOPInstanceUID);

interface Said {
  errors?: string[];
  failure?: { kind: 'not-installed' | 'failed'; sentence: string };
  of?: string;
}

function judge(object: Natural, said?: Said) {
  const scenario = new TestScenario(sutConfig()).begin(exam).store(object).notice(exam);
  if (said) {
    const { errors = [], failure, of = sopInstanceUid } = said;
    scenario.add({
      kind: 'oracle.read',
      caseId: exam.caseId,
      tool: 'dciodvfy',
      read: failure ? [] : [{ sopInstanceUid: of, file: 'objects/1.dcm', errors }],
      ...(failure ? { failure } : {}),
    });
  }
  return findCheck('air/second-reader').judge(scenario.record(), {});
}

describe('two readers of one object', () => {
  it('are satisfied when neither finds an error', () => {
    expect(judge(segmentation(), {})).toMatchObject({ outcome: 'satisfied' });
    expect(judge(segmentation(), { errors: [missing('Laterality')] })).toMatchObject({ outcome: 'satisfied' });
  });

  it('find a breach when both report the same attribute', () => {
    const result = judge(without('StudyID'), { errors: [missing('StudyID')] });
    expect(result).toMatchObject({ outcome: 'breach', findings: [{ path: 'StudyID' }] });
  });

  it.each([
    ['only dciodvfy', segmentation(), [missing('StudyID')]],
    ['only airworthy', without('StudyID'), []],
    ['each another attribute', without('StudyID'), [missing('SeriesNumber')]],
  ])('disagree when %s reports an error', (_what, object, errors) => {
    expect(judge(object, { errors })).toMatchObject({ outcome: 'nothing-seen', cause: 'oracles-disagree' });
  });

  it('say nothing where the second is not there, failed, or did not read it', () => {
    const failure = { kind: 'not-installed' as const, sentence: 'dciodvfy is not installed.' };
    const results = [judge(segmentation()), judge(segmentation(), { failure }), judge(segmentation(), { of: '1.2.9' })];
    expect(results.map(({ outcome }) => outcome)).toEqual(['nothing-seen', 'nothing-seen', 'nothing-seen']);
    expect(results.map(({ cause }) => cause)).toEqual([undefined, undefined, undefined]);
    expect(results[1]?.sentence).toBe(failure.sentence);
  });
});
