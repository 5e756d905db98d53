import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import {
  CALCIFICATION,
  CRITICAL_OBX,
  drawnSegmentation,
  examOf,
  HAEMORRHAGE,
  obxLines,
  sutConfig,
  TestScenario,
} from '../../tests/kit/scenario';
import { PRESENT, ABSENT, finding, reportOf } from '../../tests/kit/report-content';
import { code, report, textItem, reportHeader } from '../../tests/kit/objects';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const outcome = (id: string, scenario: TestScenario) => judge(id, scenario).outcome;
const critical = examOf('critical');
const positive = examOf('positive');
const negative = examOf('negative');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);

describe('findings/in-sr', () => {
  const check = (exam: typeof critical, ...reports: Natural[]) => {
    const scenario = begun(exam);
    for (const [i, each] of reports.entries()) scenario.store({ ...each, SOPInstanceUID: `1.2.3.100.3.${i + 1}` });
    return judge('findings/in-sr', scenario.notice(exam, { lines: CRITICAL_OBX }));
  };

  it.each<[string, typeof critical, Natural[]]>([
    ['a coded finding', critical, [reportOf([finding(HAEMORRHAGE, PRESENT)])]],
    [
      'a report split in two',
      critical,
      [reportOf([finding(CALCIFICATION, ABSENT)]), reportOf([finding(HAEMORRHAGE, PRESENT)])],
    ],
    [
      'words, in American spelling',
      critical,
      [
        report([
          ...reportHeader(),
          textItem('CONTAINS', dcm('121071', 'Finding'), 'Acute hemorrhage, no calcification'),
        ]),
      ],
    ],
    ['coded absence', negative, [reportOf([finding(HAEMORRHAGE, ABSENT), finding(CALCIFICATION, ABSENT)])]],
    ['a report without a finding', negative, [reportOf([])]],
  ])('is satisfied by %s', (_, exam, reports) =>
    expect(check(exam, ...reports)).toMatchObject({ outcome: 'satisfied' }),
  );

  it.each<[string, typeof critical, Natural[], RegExp]>([
    ['a finding that is missing', critical, [reportOf([])], /does not state Haemorrhage/],
    ['a finding called absent', critical, [reportOf([finding(HAEMORRHAGE, ABSENT)])], /calls Haemorrhage absent/],
    [
      'a finding that is not there',
      negative,
      [reportOf([finding(HAEMORRHAGE, PRESENT)])],
      /states Haemorrhage as present, which/,
    ],
    ['another finding instead', positive, [reportOf([finding(HAEMORRHAGE, PRESENT)])], /states Haemorrhage as present/],
    [
      'no report at all',
      critical,
      [],
      /There is no Structured Report by the time .* although the study holds Haemorrhage/,
    ],
  ])('is breached by %s', (_, exam, reports, sentence) => {
    const result = check(exam, ...reports);
    expect(result).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string });
    expect(result.evidence).not.toHaveLength(0);
  });

  it('is breached by the code of one abnormality with the words of another', () => {
    const misnamed = { ...HAEMORRHAGE, meaning: CALCIFICATION.meaning };
    expect(check(critical, reportOf([finding(misnamed, PRESENT)]))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('the code of Haemorrhage with the words "Pathological') as string,
    });
    expect(check(critical, reportOf([finding({ ...HAEMORRHAGE, meaning: 'Bleed' }, PRESENT)])).outcome).toBe(
      'satisfied',
    );
  });

  it('sees nothing in a negative study without a report, before the time is up, and in a study of unknown content', () => {
    expect(check(negative).outcome).toBe('nothing-seen');
    expect(outcome('findings/in-sr', begun())).toBe('nothing-seen');
    const unknown = examOf('positive', { expectation: { ...positive.expectation, present: [] } });
    expect(outcome('findings/in-sr', begun(unknown).store(report()))).toBe('nothing-seen');
  });
});

describe('findings/in-obx5', () => {
  const check = (exam: typeof critical, lines: string[]) =>
    judge('findings/in-obx5', begun(exam).notice(exam, { lines }).waitInVain(exam, 11));

  it.each<[string, typeof critical, string[]]>([
    ['the code of the finding', critical, CRITICAL_OBX],
    ['the other order', critical, [...CRITICAL_OBX].reverse()],
    ['Present', critical, ['OBX|1|CE|50960005^Haemorrhage^SCT||52101004^Present^SCT||||||P']],
    ['text', critical, ['OBX|1|TX|AI^AI findings^L||Intracranial haemorrhage detected||||||P']],
    ['repetitions', critical, ['OBX|1|CWE|AI^AI findings^L||50960005^Haemorrhage^SCT~^Midline shift||||||P']],
    ['a yes', critical, ['OBX|1|ID|50960005^Haemorrhage^SCT||Y||||||P']],
    [
      'absence',
      negative,
      obxLines([
        [HAEMORRHAGE, 'absent'],
        [CALCIFICATION, 'absent'],
      ]),
    ],
    ['nothing found in words', negative, ['OBX|1|ST|AI^AI findings^L||No haemorrhage, no calcification||||||P']],
  ])('is satisfied by %s', (_, exam, lines) => expect(check(exam, lines)).toMatchObject({ outcome: 'satisfied' }));

  it.each<[string, typeof critical, string[]]>([
    ['no OBX', critical, []],
    ['only other values', critical, ['OBX|1|NM|VOL^Volume^L||12||||||P']],
    ['the finding called absent', critical, obxLines([[HAEMORRHAGE, 'absent']])],
    ['the finding not claimed (OBX-11 = X)', critical, obxLines([[HAEMORRHAGE, 'present', '', 'X']])],
    [
      'the code with the words of another abnormality',
      critical,
      ['OBX|1|CE|50960005^Pathological calcification^SCT||50960005^Pathological calcification^SCT||||||P'],
    ],
    ['negated text', critical, ['OBX|1|TX|AI^AI findings^L||No haemorrhage||||||P']],
    ['a finding that is not there', negative, obxLines([[HAEMORRHAGE, 'present']])],
    ['a score', critical, ['OBX|1|NM|50960005^Haemorrhage^SCT||1||||||P']],
    ['limitations that name it', critical, ['OBX|1|TX|LIM^Limitations^L||Small haemorrhage may be missed||||||P']],
  ])('is breached by %s', (_, exam, lines) => expect(check(exam, lines).outcome).toBe('breach'));

  it('reads only the orders of the exam in a message about several', () => {
    const other = ['ORC|SC|PL9|FL9||A', 'OBR|1|PL9|FL9|X^Y^Z', ...obxLines([[CALCIFICATION, 'present']])];
    expect(check(critical, [...CRITICAL_OBX, ...other])).toMatchObject({ outcome: 'satisfied' });
  });

  it('sees nothing without a message', () => expect(outcome('findings/in-obx5', begun())).toBe('nothing-seen'));
});

describe('findings/agree', () => {
  const check = (exam: typeof critical, content: Natural[], lines: string[], ...more: Natural[]) => {
    const scenario = begun(exam).store(reportOf(content));
    for (const each of more) scenario.store(each);
    return judge('findings/agree', scenario.notice(exam, { lines }));
  };

  it('is satisfied when all say the same', () => {
    expect(check(critical, [finding(HAEMORRHAGE, PRESENT)], CRITICAL_OBX, drawnSegmentation())).toMatchObject({
      outcome: 'satisfied',
    });
    const absent = obxLines([[HAEMORRHAGE, 'absent']]);
    expect(check(negative, [finding(HAEMORRHAGE, ABSENT)], absent)).toMatchObject({ outcome: 'satisfied' });
    expect(check(negative, [finding(HAEMORRHAGE, ABSENT)], absent, make.segmentation()).outcome).toBe('satisfied');
  });

  it.each<[string, Natural[], string[], RegExp]>([
    [
      'the message denies',
      [finding(HAEMORRHAGE, PRESENT)],
      obxLines([[HAEMORRHAGE, 'absent']]),
      /OBX-5 calls it absent/,
    ],
    [
      'the report denies',
      [finding(HAEMORRHAGE, ABSENT)],
      CRITICAL_OBX,
      /OBX-5 calls Haemorrhage present, and Structured Report/,
    ],
    ['the report is silent', [], CRITICAL_OBX, /does not say so/],
    [
      'the report says both',
      [finding(HAEMORRHAGE, PRESENT), finding(HAEMORRHAGE, ABSENT)],
      CRITICAL_OBX,
      /both present and absent/,
    ],
  ])('is breached when %s', (_, content, lines, sentence) =>
    expect(check(critical, content, lines)).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringMatching(sentence) as string,
    }),
  );

  it('is breached by a segment of what the report calls absent', () => {
    const result = check(
      negative,
      [finding(HAEMORRHAGE, ABSENT)],
      obxLines([[HAEMORRHAGE, 'absent']]),
      drawnSegmentation(),
    );
    expect(result).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('A segment marks Haemorrhage') as string,
    });
  });

  it('sees nothing when one side is not there', () => {
    expect(outcome('findings/agree', begun().notice(critical, { lines: CRITICAL_OBX }))).toBe('nothing-seen');
    expect(check(critical, [finding(HAEMORRHAGE, PRESENT)], []).outcome).toBe('nothing-seen');
  });
});
