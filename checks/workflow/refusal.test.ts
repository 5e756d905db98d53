import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { examOf, goodRun, HAEMORRHAGE, sutConfig, TestScenario, obxLines } from '../../tests/kit/scenario';
import { PRESENT, ABSENT, finding, reportOf, observation } from '../../tests/kit/report-content';
import { report, textItem, reportHeader } from '../../tests/kit/objects';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const critical = examOf('critical');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);

describe.each([
  ['workflow/refusal-is-said', 'out-of-scope', 'Not analysed: body part is ABDOMEN'],
  ['workflow/failure-is-said', 'damaged', 'Analysis failed: no pixel data'],
] as const)('%s', (id, kind, text) => {
  const exam = examOf(kind);
  const said = [`OBX|1|CWE|AI-STATUS^AI analysis status^99AIRW||REASON^${text}^99AIRW||||||X`];
  const check = (scenario: TestScenario) => judge(id, scenario);

  it.each<[string, TestScenario]>([
    ['as the reference says it', begun(exam).notice(exam, { lines: said })],
    ['by ORC-5 = CA', begun(exam).notice(exam, { orc5: 'CA' })],
    ['by ORC-1 = UA', begun(exam).notice(exam, { orc1: 'UA', orc5: '' })],
    ['by OBX-11 = N alone', begun(exam).notice(exam, { lines: ['OBX|1|ST|S^Status^L||-||||||N'] })],
    [
      'in words',
      begun(exam).notice(exam, { lines: ['OBX|1|ST|S^Status^L||Study is outside the intended use||||||P'] }),
    ],
    ['in a note', begun(exam).notice(exam, { lines: ['NTE|1||AI could not be performed: analysis failed'] })],
    [
      'with a report that says so',
      begun(exam)
        .store(report([...reportHeader(), textItem('CONTAINS', make.FINDING, text)]))
        .notice(exam, { lines: said }),
    ],
  ])('is satisfied %s', (_, scenario) => expect(check(scenario)).toMatchObject({ outcome: 'satisfied' }));

  it.each<[string, TestScenario, RegExp]>([
    ['silence', begun(exam).waitInVain(exam, 11), /was not told so within 10 s/],
    ['the ordinary notice', begun(exam).notice(exam), /ordinary completion notice/],
    [
      'a claim of absence',
      begun(exam).notice(exam, { lines: [...said, ...obxLines([[HAEMORRHAGE, 'absent']])] }),
      /calls Haemorrhage absent/,
    ],
    [
      'the flag of a normal result',
      begun(exam).notice(exam, { lines: said.map((line) => line.replace('||||||X', '|||N|||X')) }),
      /flags it as normal/,
    ],
    [
      '"no abnormality"',
      begun(exam).notice(exam, { lines: ['OBX|1|ST|AI^AI result^L||No abnormality detected||||||P'] }),
      /abnormalities absent/,
    ],
    [
      'a report with a finding',
      begun(exam)
        .store(reportOf([finding(HAEMORRHAGE, ABSENT)]))
        .notice(exam, { lines: said }),
      /Structured Report calls Haemorrhage absent/,
    ],
    [
      'a FHIR observation',
      begun(exam).fhir(observation(HAEMORRHAGE, 'Absent')).notice(exam, { lines: said }),
      /FHIR resource calls Haemorrhage absent/,
    ],
  ])('is breached by %s', (_, scenario, sentence) =>
    expect(check(scenario)).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string }),
  );

  it('sees nothing too early, not started, and in other studies', () => {
    expect(check(begun(exam)).outcome).toBe('nothing-seen');
    expect(check(new TestScenario().open(exam).images(exam).pass(99)).outcome).toBe('nothing-seen');
    expect(check(goodRun().scenario).outcome).toBe('nothing-seen');
  });
});

describe('workflow/not-analysed-out-of-scope', () => {
  const exam = examOf('out-of-scope');
  const refusal = ['OBX|1|CWE|S^Status^L||NOT-ANALYSED^Not analysed^L||||||X'];
  const check = (scenario: TestScenario) => judge('workflow/not-analysed-out-of-scope', scenario);
  const note = { ...make.secondaryCapture(), SeriesDescription: 'NOT ANALYSED: outside intended use' };

  it.each<[string, TestScenario]>([
    ['a refusal', begun(exam).notice(exam, { lines: refusal })],
    ['silence', begun(exam).waitInVain(exam, 11)],
    ['a page that says so', begun(exam).store(note).notice(exam, { lines: refusal })],
  ])('is satisfied by %s', (_, scenario) => expect(check(scenario)).toMatchObject({ outcome: 'satisfied' }));

  it.each<[string, Natural]>([
    ['a report with a finding', reportOf([finding(HAEMORRHAGE, PRESENT)])],
    ['a report with a measurement', reportOf([make.reportParts().group])],
    ['a segmentation', make.segmentation()],
    ['a presentation state', make.presentationState()],
    ['a capture without a word', make.secondaryCapture()],
    ['key objects', make.keyObjects()],
  ])('is breached by %s, refused or not', (_, object) => {
    expect(check(begun(exam).store(object).notice(exam, { lines: refusal })).outcome).toBe('breach');
    expect(check(begun(exam).store(object, { status: 0xc000 })).outcome).toBe('breach');
  });

  it('sees nothing too early and in studies that are in scope', () => {
    expect(check(begun(exam)).outcome).toBe('nothing-seen');
    expect(check(goodRun().scenario).outcome).toBe('nothing-seen');
  });
});
