import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { CALCIFICATION, CRITICAL_OBX, examOf, HAEMORRHAGE, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { PRESENT, finding, reportOf, observation as plainObservation } from '../../tests/kit/report-content';
import { code, report, textItem, reportHeader } from '../../tests/kit/objects';
import type { Code } from '../../model/exam';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const outcome = (id: string, scenario: TestScenario) => judge(id, scenario).outcome;
const critical = examOf('critical');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);

describe('FHIR output', () => {
  const observation = (of: Code, answer: string, more: Record<string, unknown> = {}) =>
    plainObservation(of, answer, {
      derivedFrom: [{ identifier: { system: 'urn:dicom:uid', value: `urn:oid:${make.STUDY}` } }],
      ...more,
    });
  const diagnosticReport = (more: Record<string, unknown> = {}) => ({
    resourceType: 'DiagnosticReport',
    status: 'preliminary',
    code: { text: 'AI analysis' },
    subject: { identifier: { value: 'P1' } },
    imagingStudy: [{ identifier: { system: 'urn:dicom:uid', value: `urn:oid:${make.STUDY}` } }],
    conclusion: 'See observations',
    ...more,
  });
  const bundle = (...resources: unknown[]) => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({ resource })),
  });
  const run = (body: unknown, status = 201) =>
    begun()
      .store(reportOf([finding(HAEMORRHAGE, PRESENT)]))
      .fhir(body, status)
      .notice(critical, { lines: CRITICAL_OBX });
  const good = bundle(diagnosticReport(), observation(HAEMORRHAGE, 'Present'), observation(CALCIFICATION, 'Absent'));

  it('is satisfied by a report with its observations, in a Bundle or one by one', () => {
    expect(judge('fhir/findings-carried', run(good))).toMatchObject({ outcome: 'satisfied' });
    expect(judge('fhir/refers-to-dicom', run(good))).toMatchObject({ outcome: 'satisfied' });
    const prior = { identifier: { value: 'urn:oid:1.2.9' } };
    const studies = [...diagnosticReport().imagingStudy, prior];
    const order = [{ type: 'ServiceRequest', identifier: { value: 'A1' } }];
    const compared = bundle(
      diagnosticReport({ imagingStudy: studies, basedOn: order }),
      observation(HAEMORRHAGE, 'Present'),
    );
    expect(judge('fhir/findings-carried', run(compared))).toMatchObject({ outcome: 'satisfied' });
    expect(judge('fhir/refers-to-dicom', run(compared))).toMatchObject({ outcome: 'satisfied' });
    const single = run(diagnosticReport()).fhir(observation(HAEMORRHAGE, 'Present'));
    expect(judge('fhir/findings-carried', single)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, unknown, number]>([
    ['a final report', bundle(diagnosticReport({ status: 'final' }), observation(HAEMORRHAGE, 'Present')), 201],
    ['a missing finding', bundle(diagnosticReport(), observation(CALCIFICATION, 'Absent')), 201],
    [
      'an invented finding',
      bundle(diagnosticReport(), observation(HAEMORRHAGE, 'Present'), observation(CALCIFICATION, 'Present')),
      201,
    ],
    [
      'another patient',
      bundle(diagnosticReport(), observation(HAEMORRHAGE, 'Present', { subject: { identifier: { value: 'P9' } } })),
      201,
    ],
    [
      'a finding called absent beside present',
      bundle(diagnosticReport(), observation(HAEMORRHAGE, 'Present'), observation(HAEMORRHAGE, 'Absent')),
      201,
    ],
    [
      'another order',
      bundle(
        diagnosticReport({ basedOn: [{ type: 'ServiceRequest', identifier: { value: 'A9' } }] }),
        observation(HAEMORRHAGE, 'Present'),
      ),
      201,
    ],
    ['no observation', diagnosticReport(), 201],
    ['a refusal by the RIS', good, 422],
  ])('fhir/findings-carried is breached by %s', (_, body, status) =>
    expect(outcome('fhir/findings-carried', run(body, status))).toBe('breach'),
  );

  it.each<[string, unknown]>([
    [
      'no study',
      bundle(
        diagnosticReport({ imagingStudy: undefined }),
        observation(HAEMORRHAGE, 'Present', { derivedFrom: undefined }),
      ),
    ],
    [
      'another study',
      bundle(
        diagnosticReport({ imagingStudy: [{ identifier: { value: 'urn:oid:1.2.9' } }] }),
        observation(HAEMORRHAGE, 'Present', { derivedFrom: undefined }),
      ),
    ],
    [
      'another study in the report, and the right one in the observation',
      bundle(
        diagnosticReport({ imagingStudy: [{ identifier: { value: 'urn:oid:1.2.9' } }] }),
        observation(HAEMORRHAGE, 'Present'),
      ),
    ],
    [
      'another study in the observation',
      bundle(
        diagnosticReport(),
        observation(HAEMORRHAGE, 'Present', { derivedFrom: [{ identifier: { value: 'urn:oid:1.2.9' } }] }),
      ),
    ],
    ['other findings than the SR', bundle(diagnosticReport(), observation(CALCIFICATION, 'Present'))],
  ])('fhir/refers-to-dicom is breached by %s', (_, body) =>
    expect(outcome('fhir/refers-to-dicom', run(body))).toBe('breach'),
  );

  it('sees nothing before anything came', () => {
    expect(outcome('fhir/findings-carried', begun())).toBe('nothing-seen');
    expect(outcome('fhir/refers-to-dicom', begun())).toBe('nothing-seen');
    expect(outcome('fhir/refers-to-dicom', begun().fhir(good))).toBe('nothing-seen');
  });
});

describe('llm/marked-preliminary', () => {
  const { capabilities } = sutConfig();
  const sut = sutConfig({ capabilities: { ...capabilities, llmText: true } });
  const text = 'There is an acute haemorrhage in the left frontal lobe with surrounding oedema.';
  const impression = (words: string) => textItem('CONTAINS', dcm('121073', 'Impression'), words);
  const check = (content: Natural[], more: Natural = {}, config = sut, lines: string[] = []) =>
    judge(
      'llm/marked-preliminary',
      begun(critical, config)
        .store({ ...report([...reportHeader(), ...content]), ...more })
        .notice(critical, { lines }),
    );
  const warning = 'Preliminary: must be verified by a radiologist.';

  it('is satisfied when both are said, by flag or in words', () => {
    expect(check([impression(`${text} ${warning}`)])).toMatchObject({ outcome: 'satisfied' });
    expect(
      check([impression(text), impression('A radiologist must review this text.')], { PreliminaryFlag: 'PRELIMINARY' })
        .outcome,
    ).toBe('satisfied');
    const lines = [`OBX|1|TX|IMP^Impression^L||${text}||||||P`, `NTE|1||${warning}`];
    expect(check([], {}, sut, lines)).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached when one of them is not', () => {
    expect(check([impression(text)]).sentence).toMatch(/that it is preliminary/);
    expect(check([impression(text)], { PreliminaryFlag: 'PRELIMINARY' }).sentence).toMatch(/has to verify/);
    expect(check([], {}, sut, [`OBX|1|TX|IMP^Impression^L||${text}||||||P`]).outcome).toBe('breach');
  });

  it('sees nothing without such text or without the declaration', () => {
    expect(check([]).outcome).toBe('nothing-seen');
    expect(check([impression(text)], {}, sutConfig()).outcome).toBe('nothing-seen');
  });
});
