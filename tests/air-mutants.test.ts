import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCheck } from '../checks';
import { buildSyntheticStudy, type BuiltStudy, SYNTHETIC_STUDIES } from '../fixtures/studies';
import type { CheckResult } from '../model/check';
import type { EventBody } from '../model/events';
import type { Exam } from '../model/exam';
import { PACKAGE_ROOT } from '../model/package-root';
import { AIR_PRIMITIVES, CARRIERS } from '../model/sut';
import { readByDciodvfy } from '../runner/oracle/dciodvfy';
import { analyse } from '../simulators/ai-platform/analysis/analyse';
import { readImages } from '../simulators/ai-platform/analysis/read-images';
import { BRAIN_MASK, REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../simulators/ai-platform/analysis/reference';
import type { AnalysisResult, ImageStudy } from '../simulators/ai-platform/analysis/types';
import type { Deliverable } from '../simulators/ai-platform/delivery/deliverable';
import { MUTANTS } from '../simulators/ai-platform/mutants';
import type { Hooks } from '../simulators/ai-platform/mutants/types';
import { buildResultObjects } from '../simulators/ai-platform/objects/build';
import { examOf, sutConfig, TestScenario } from './kit/scenario';

/** Checks of the profile by the requirement that they decide, as their table has them. */
const CHECK_OF = new Map(
  readFileSync(join(PACKAGE_ROOT, 'checks', 'air', 'README.md'), 'utf8')
    .split('\n')
    .flatMap((line): [string, string][] => {
      const [, check, requirement] = /^\| `(air\/[a-z-]+)` +\| (AIR-EC-\d+[a-z]?)/.exec(line) ?? [];
      return check && requirement ? [[requirement, check]] : [];
    }),
);
/** The object checks; the others need a situation of their own. */
const OF_OBJECTS = MUTANTS.filter(({ requirement, hooks }) => hooks.objects && CHECK_OF.has(requirement));
const sut = sutConfig({
  algorithms: [REFERENCE_ALGORITHM],
  capabilities: {
    ...sutConfig().capabilities,
    carriers: [...CARRIERS],
    air: { primitives: [...AIR_PRIMITIVES], furtherAlgorithms: [BRAIN_MASK] },
  },
});
const now = new Date();

interface Analysed {
  exam: Exam;
  study: BuiltStudy;
  images: ImageStudy;
  result: AnalysisResult;
}
let analysed: Analysed[];

beforeAll(() => {
  analysed = ['ct-head-haemorrhage', 'ct-head-calcification', 'ct-head-normal'].map((name, n) => {
    const spec = SYNTHETIC_STUDIES.find((each) => each.name === name);
    if (!spec) throw new Error(`no study ${name}`);
    const { kind, expectation, modality, bodyPartExamined, procedure, patient } = spec;
    const about = { expectation, modality, bodyPartExamined, procedure, patientSex: patient.sex };
    const numbers = {
      patientId: `P${n}`,
      accessionNumber: `A${n}`,
      placerOrderNumber: `PL${n}`,
      fillerOrderNumber: `F${n}`,
    };
    const exam = examOf(kind, {
      ...about,
      ...numbers,
      study: name,
      studyInstanceUid: `2.25.77${n}`,
      patientName: 'ÅSTRÖM^ZOË',
    });
    const study = buildSyntheticStudy(name, exam);
    const images = readImages(study.instances.map(({ bytes }) => bytes));
    return { exam, study, images, result: analyse(images, REFERENCE_ALGORITHM) };
  });
});

const dir = mkdtempSync(join(tmpdir(), 'airworthy-air-mutants-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What dciodvfy says of the results, as the harness records it. */
async function readByOthers({ caseId }: Exam, objects: readonly Deliverable[]): Promise<EventBody> {
  const read = [];
  for (const { sopInstanceUid, bytes } of objects) {
    const file = join(dir, `${sopInstanceUid}.dcm`);
    writeFileSync(file, bytes);
    const reading = await readByDciodvfy(file);
    if ('failure' in reading) throw new Error(reading.sentence);
    read.push({ sopInstanceUid, file, ...reading });
  }
  return { kind: 'oracle.read', caseId, tool: 'dciodvfy', read };
}

/** The exams that the scenario of a requirement sends, with results as the hooks leave them. */
async function judge(requirement: string, hooks: Hooks): Promise<CheckResult> {
  // Lets the reporter have its turn: what follows is one long computation.
  await new Promise(setImmediate);
  const kinds = { 'AIR-EC-42': ['negative'], 'AIR-EC-14a': ['critical', 'positive'] }[requirement] ?? ['critical'];
  const scenario = new TestScenario(sut, now.getTime());
  for (const { exam, study, images, result } of analysed.filter(({ exam: { kind } }) => kinds.includes(kind))) {
    scenario.open(exam).imageFiles(study.instances).complete(exam);
    const made: Deliverable[] = buildResultObjects(result, images, {
      carriers: [...CARRIERS],
      intendedUse: REFERENCE_INTENDED_USE,
      now: new Date(now.getTime() + 100),
    });
    const sent = hooks.objects?.(made, {} as never) ?? made;
    for (const object of sent) scenario.storeFile(object);
    if (requirement === 'AIR-EC-48') scenario.add(await readByOthers(exam, sent));
    scenario.probe(exam, 'settled');
  }
  return findCheck(CHECK_OF.get(requirement) ?? '').judge(scenario.record(), {});
}

describe('checks of IHE AI Results', () => {
  const reference = [...CHECK_OF].filter(([requirement]) =>
    OF_OBJECTS.some((mutant) => mutant.requirement === requirement),
  );

  it.each(reference)('%s (%s) is satisfied by the reference', async (requirement) => {
    expect(await judge(requirement, {})).toMatchObject({ outcome: 'satisfied', evidence: expect.anything() });
  });

  it.each(OF_OBJECTS.map(({ id, requirement, hooks }) => ({ id, requirement, hooks })))(
    '$requirement is broken by $id',
    async ({ requirement, hooks }) => {
      const { outcome, sentence, evidence } = await judge(requirement, hooks);
      expect([outcome, sentence]).toEqual(['breach', expect.any(String)]);
      expect(evidence).not.toHaveLength(0);
    },
  );

  it.each(reference)('%s (%s) says nothing where nothing came', async (requirement) => {
    expect((await judge(requirement, { objects: () => [] })).outcome).toBe('nothing-seen');
  });
});
