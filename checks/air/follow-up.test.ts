import { describe, expect, it } from 'vitest';
import type { Exam } from '../../model/exam';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '..';

const prior = examOf('critical');
const followUp = examOf('critical', {
  caseId: 'case-follow-up',
  studyInstanceUid: '1.2.3.200',
  accessionNumber: 'A2',
  placerOrderNumber: 'PL2',
  fillerOrderNumber: 'FL2',
});

/** A Segmentation of the exam, tracked by that UID; none leaves its segments untracked. */
function tracked(exam: Exam, uid: string | null): Natural {
  const object = segmentation();
  const segments = (object.SegmentSequence as Natural[]).map((segment) => ({ ...segment, TrackingUID: uid }));
  return {
    ...object,
    StudyInstanceUID: exam.studyInstanceUid,
    SOPInstanceUID: `${exam.studyInstanceUid}.2.1`,
    AccessionNumber: exam.accessionNumber,
    SegmentSequence: segments,
  };
}

const judge = (...exams: [Exam, string | null][]) => {
  const scenario = new TestScenario(sutConfig());
  for (const [exam, uid] of exams) scenario.begin(exam).store(tracked(exam, uid)).notice(exam);
  return findCheck('air/tracking-uid-at-follow-up').judge(scenario.record(), {});
};

describe('a lesion that is seen again', () => {
  it('keeps its Tracking UID', () => {
    expect(judge([prior, '1.2.9'], [followUp, '1.2.9'])).toMatchObject({ outcome: 'satisfied' });
  });

  it('is a breach with a new one', () => {
    expect(judge([prior, '1.2.9'], [followUp, '1.2.10'])).toMatchObject({ outcome: 'breach' });
  });

  it('says nothing where it is not tracked, or there is one study, or another patient', () => {
    expect(judge([prior, null], [followUp, '1.2.9']).outcome).toBe('nothing-seen');
    expect(judge([prior, '1.2.9'], [followUp, null]).outcome).toBe('nothing-seen');
    expect(judge([prior, '1.2.9']).outcome).toBe('nothing-seen');
    expect(judge([prior, '1.2.9'], [{ ...followUp, patientId: 'P2' }, '1.2.10']).outcome).toBe('nothing-seen');
  });
});
