import { beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../checks';
import { buildSyntheticStudy, SYNTHETIC_STUDIES } from '../fixtures/studies';
import type { Exam } from '../model/exam';
import type { ScenarioRecord } from '../model/record';
import { CARRIERS } from '../model/sut';
import { analyse } from '../simulators/ai-platform/analysis/analyse';
import { readImages } from '../simulators/ai-platform/analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../simulators/ai-platform/analysis/reference';
import { reportBundle } from '../simulators/ai-platform/fhir/report';
import { readOrder } from '../simulators/ai-platform/messages/read-order';
import { completionNotice, withoutResult } from '../simulators/ai-platform/notice/notice';
import { buildResultObjects } from '../simulators/ai-platform/objects/build';
import { examOf, hl7, sutConfig, TestScenario } from './kit/scenario';

const { capabilities } = sutConfig();
const criticalAlertCode = { value: 'CODE-RED', scheme: '99AIRW', meaning: 'Critical alert' };
const sut = sutConfig({
  algorithms: [REFERENCE_ALGORITHM],
  capabilities: {
    ...capabilities,
    carriers: [...CARRIERS],
    fhir: true,
    llmText: true,
    srSignalsAvailability: true,
    criticalAlertCode,
  },
});
/** These judge another actor. */
const OTHERS = /^(ris|pacs|viewer|scanner)\//;
/** These need a situation of their own. */
const ELSEWHERE = [
  'air/commitment-requested',
  'air/commitment-report-taken',
  'air/device-uid-of-model',
  'air/refusals-handled',
  'air/warnings-handled',
  'air/commitment-failure-handled',
  'air/character-set',
  'air/tracking-uid-at-follow-up',
  'air/second-reader',
  'workflow/associations-released',
  'workflow/retry-nothing-lost',
  'security/tls',
  'retention/images-gone',
  'trigger/starts-on-cm-only',
  'workflow/not-analysed-out-of-scope',
  'workflow/refusal-is-said',
  'workflow/failure-is-said',
];

/** What only a study without a finding can show. */
const NEGATIVE_ONLY = ['air/negative-stated'];

function examFor(name: string): Exam {
  const spec = SYNTHETIC_STUDIES.find((each) => each.name === name);
  if (!spec) throw new Error(`no study ${name}`);
  const { kind, expectation, modality, bodyPartExamined, procedure, patient } = spec;
  const birthYear = 2026 - patient.ageYears - 1;
  return examOf(kind, {
    study: name,
    expectation,
    modality,
    bodyPartExamined,
    procedure,
    patientSex: patient.sex,
    patientBirthDate: `${birthYear}0101`,
    studyInstanceUid: `2.25.${Date.now()}`,
  });
}

const now = new Date();

function orderOf(exam: Exam) {
  const lines = [`ZDS|${exam.studyInstanceUid}^RIS^Application^DICOM`];
  return readOrder(Buffer.from(hl7(exam, { orc5: 'CM', lines }, 'CM1', 'RIS'))).order;
}

function analysed(name: string): ScenarioRecord {
  const exam = examFor(name);
  const study = buildSyntheticStudy(name, exam);
  const images = readImages(study.instances.map(({ bytes }) => bytes));
  const result = analyse(images, REFERENCE_ALGORITHM);
  const objects = buildResultObjects(result, images, {
    carriers: [...CARRIERS],
    intendedUse: REFERENCE_INTENDED_USE,
    now,
    llmText: true,
  });
  const order = orderOf(exam);
  const evaluated = REFERENCE_ALGORITHM.abnormalities.map((abnormality) => ({
    code: abnormality.code,
    alertable: abnormality.alertable,
    present: result.lesions.some((lesion) => lesion.abnormality.code.value === abnormality.code.value),
  }));
  const context = { order, version: '2.5.1' as const, sending: { application: 'AI', facility: 'X' }, at: now };
  const scenario = new TestScenario(sut, now.getTime()).open(exam).imageFiles(study.instances).complete(exam);
  for (const object of objects) scenario.storeFile(object);
  scenario.probe(exam, 'settled');
  scenario.fhir(reportBundle({ order, evaluated, algorithms: [REFERENCE_ALGORITHM], objects, at: now }));
  scenario.message(
    exam,
    completionNotice(context, { evaluated, algorithms: [REFERENCE_ALGORITHM], criticalAlertCode }),
  );
  return scenario.pass(1).record();
}

describe.each([['ct-head-haemorrhage'], ['ct-head-calcification'], ['ct-head-normal']])(
  'the reference on %s',
  (name) => {
    let record: ScenarioRecord;
    beforeAll(() => {
      record = analysed(name);
    });

    it.each([...CHECKS.values()].filter(({ id }) => !OTHERS.test(id) && !ELSEWHERE.includes(id)))(
      'satisfies $id where it applies',
      (check) => {
        const kind = record.cases[0]?.exam.kind;
        const result = check.judge(record, {});
        const appliesNot =
          result.outcome === 'nothing-seen' &&
          /^No (study|report|Segmentation|Parametric|Key Object|object|Structured)|^Two exams|nothing to report/.test(
            result.sentence,
          );
        if (appliesNot && (kind !== 'critical' || NEGATIVE_ONLY.includes(check.id))) return;
        expect(
          result,
          result.findings.map(({ rule, message, path, seen }) => `${rule} ${path}: ${message} ${seen}`).join('\n'),
        ).toMatchObject({
          outcome: 'satisfied',
        });
      },
    );
  },
);

describe.each([
  ['out-of-scope', 'NOT-ANALYSED', ['workflow/not-analysed-out-of-scope', 'workflow/refusal-is-said']],
  ['damaged', 'FAILED', ['workflow/failure-is-said']],
] as const)('the reference on a study that is %s', (kind, outcome, ids) => {
  it.each(ids)('satisfies %s', (id) => {
    const exam = examOf(kind);
    const order = orderOf(exam);
    const context = { order, version: '2.3.1' as const, sending: { application: 'AI', facility: 'X' }, at: now };
    const scenario = new TestScenario(sut)
      .begin(exam)
      .message(exam, withoutResult(context, outcome, 'the body part is ABDOMEN'));
    expect(CHECKS.get(id)?.judge(scenario.record(), {})).toMatchObject({ outcome: 'satisfied' });
  });
});
