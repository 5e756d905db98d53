import { describe, expect, it } from 'vitest';
import { BEGIN, END, goodExam, IMAGES, QUERY, ScannerScenario } from '../../tests/kit/scanner-scenario';
import { goodRun } from '../../tests/kit/scenario';
import { findCheck } from '../index';
import { SCANNER_CHECKS } from './index';

const outcome = (check: string, scenario: ScannerScenario) =>
  findCheck(`scanner/${check}`).judge(scenario.record(), {}).outcome;
const fresh = () => new ScannerScenario();
const changed = (attributes: Record<string, unknown>, sequence: string, change: object) => ({
  ...attributes,
  [sequence]: (attributes[sequence] as object[]).map((item) => ({ ...item, ...change })),
});
const without = (attributes: Record<string, unknown>, keyword: string) =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== keyword));

describe('the checks of a scanner', () => {
  it.each(SCANNER_CHECKS)('$id is satisfied by an exam as it should be', (check) => {
    const { outcome: seen, sentence, evidence } = check.judge(goodExam().record(), {});
    expect([seen, sentence]).toEqual(['satisfied', sentence]);
    expect(evidence).not.toHaveLength(0);
  });

  it.each(SCANNER_CHECKS)('$id says nothing of a run against an AI platform', (check) => {
    expect(check.judge(goodRun().scenario.record(), {}).outcome).toBe('nothing-seen');
  });

  it.each(['worklist-query', 'mpps-begun', 'mpps-ended', 'images-valid'])(
    '%s holds an absence against the scanner only when its time is up',
    (check) => {
      expect(outcome(check, fresh())).toBe('nothing-seen');
      expect(outcome(check, fresh().over())).toBe('breach');
    },
  );

  it.each<[string, string, ScannerScenario, string]>([
    ['worklist-query', 'a key not asked for', fresh().query(without(QUERY, 'StudyInstanceUID')), 'breach'],
    [
      'worklist-query',
      'a step key not asked for',
      fresh().query({ ...QUERY, ScheduledProcedureStepSequence: [{ Modality: 'CT' }] }),
      'breach',
    ],
    ['worklist-query', 'the exam not brought up', fresh().query(QUERY, false).over(), 'nothing-seen'],
    ['mpps-begun', 'no start time', fresh().begin(without(BEGIN, 'PerformedProcedureStepStartTime'), 0x0120), 'breach'],
    [
      'mpps-begun',
      'completed at once',
      fresh().begin({ ...BEGIN, PerformedProcedureStepStatus: 'COMPLETED' }),
      'breach',
    ],
    ['mpps-begun', 'images first', fresh().images().begin(), 'breach'],
    ['mpps-begun', 'refused for nothing', fresh().begin(BEGIN, 0x0110), 'nothing-seen'],
    [
      'mpps-ended',
      'no series',
      fresh().begin().images().end(without(END, 'PerformedSeriesSequence'), 0x0120).over(),
      'breach',
    ],
    ['mpps-ended', 'an image not listed', fresh().begin().images({ SOPInstanceUID: '1.2.5' }).end().over(), 'breach'],
    ['mpps-ended', 'a listed image that never came', fresh().begin().end().over(), 'breach'],
    [
      'mpps-ended',
      'no protocol',
      fresh()
        .begin()
        .images()
        .end(changed(END, 'PerformedSeriesSequence', { ProtocolName: '' })),
      'breach',
    ],
    [
      'mpps-ended',
      'discontinued',
      fresh().begin().end({ PerformedProcedureStepStatus: 'DISCONTINUED' }).over(),
      'nothing-seen',
    ],
    [
      'mpps-ended',
      'images in another series',
      fresh()
        .begin()
        .images()
        .end(changed(END, 'PerformedSeriesSequence', { SeriesInstanceUID: '1.2.9' })),
      'breach',
    ],
    [
      'mpps-ended',
      'an end before the beginning',
      fresh()
        .begin({ ...BEGIN, PerformedProcedureStepStartTime: '120000' })
        .images()
        .end({ ...END, PerformedProcedureStepEndDate: '20260101', PerformedProcedureStepEndTime: '115959' }),
      'breach',
    ],
    [
      'mpps-ended',
      'an end in the second in which it began',
      fresh()
        .begin({ ...BEGIN, PerformedProcedureStepStartTime: '120000.5' })
        .images()
        .end({ ...END, PerformedProcedureStepEndDate: '20260101', PerformedProcedureStepEndTime: '120000' }),
      'satisfied',
    ],
    [
      'images-valid',
      'two modalities in a series',
      fresh().images().images({ SOPInstanceUID: '1.2.5', Modality: 'MR' }),
      'breach',
    ],
    ['images-valid', 'an invalid image', fresh().images({ PhotometricInterpretation: '' }), 'breach'],
    [
      'images-valid',
      'two images under one UID',
      fresh().images({ SOPInstanceUID: '1.2.5' }).images({ SOPInstanceUID: '1.2.5', InstanceNumber: 9 }),
      'breach',
    ],
    ['images-valid', 'refused for nothing', fresh().images({}, 0xa700), 'nothing-seen'],
    ['commitment', 'never asked for', fresh().images().over(), 'breach'],
    ['commitment', 'one forgotten', fresh().images().commit(IMAGES.slice(1)), 'breach'],
    [
      'commitment',
      'one never sent',
      fresh()
        .images()
        .commit([...IMAGES, '1.2.99']),
      'breach',
    ],
    [
      'commitment',
      'one named twice',
      fresh()
        .images()
        .commit([...IMAGES, ...IMAGES]),
      'breach',
    ],
    ['commitment', 'the report refused', fresh().images().commit(IMAGES, { report: 0x0110 }), 'breach'],
    ['commitment', 'refused by the PACS', fresh().images().commit(IMAGES, { asked: 0x0110 }), 'nothing-seen'],
    [
      'mpps-identifies-exam',
      'another study',
      fresh().begin(changed(BEGIN, 'ScheduledStepAttributesSequence', { StudyInstanceUID: '1.2.9' })),
      'breach',
    ],
    [
      'mpps-identifies-exam',
      'no accession',
      fresh().begin(changed(BEGIN, 'ScheduledStepAttributesSequence', { AccessionNumber: '' })),
      'breach',
    ],
    ['mpps-identifies-exam', 'another patient', fresh().begin({ ...BEGIN, PatientID: 'P2' }), 'breach'],
    ['images-identify-patient', 'another patient', fresh().images({ PatientID: 'P2' }), 'breach'],
    ['images-identify-patient', 'another name', fresh().images({ PatientName: 'DOE^JOHN' }), 'breach'],
    [
      'images-identify-patient',
      'the name in other letters',
      fresh().images({ PatientName: 'Doe^Jane^^' }),
      'satisfied',
    ],
    ['images-identify-patient', 'another issuer', fresh().images({ IssuerOfPatientID: 'ELSEWHERE' }), 'breach'],
    ['images-identify-exam', 'another accession', fresh().images({ AccessionNumber: 'A2' }), 'breach'],
    ['images-identify-exam', 'another study', fresh().images({ StudyInstanceUID: '1.2.9' }), 'breach'],
    ['images-describe-request', 'no request', fresh().images({ RequestAttributesSequence: [] }), 'breach'],
    [
      'images-describe-request',
      'another step',
      fresh().images({ RequestAttributesSequence: [{ ScheduledProcedureStepID: 'X' }] }),
      'breach',
    ],
    ['images-describe-request', 'no body part', fresh().images({ BodyPartExamined: '' }), 'breach'],
  ])('%s: %s', (check, _what, scenario, expected) => {
    expect(outcome(check, scenario)).toBe(expected);
  });
});
