import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import { readDicom } from '../../../model/dicom/reader';
import type { DicomDataset } from '../../../model/dicom/object';
import { CARRIERS } from '../../../model/sut';
import { loadCatalogue } from '../../../requirements/load';
import { LOOPBACK, sink } from '../../../tests/kit/ai-department';
import { syntheticFiles } from '../../../tests/kit/synthetic';
import { analyse } from '../analysis/analyse';
import { readImages } from '../analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../analysis/reference';
import type { AnalysisResult, ImageStudy } from '../analysis/types';
import type { Deliverable } from '../delivery/deliverable';
import type { ImagingOrder } from '../exams/order';
import { reportBundle } from '../fhir/report';
import { completionNotice, withoutResult } from '../notice/notice';
import { buildResultObjects } from '../objects/build';
import { type Settings, withDefaults } from '../options';
import { edited } from './tools/edit-dicom';
import type { Hooks, Mutant } from './types';
import { findMutant, MUTANTS } from '.';

const at = new Date('2026-01-02T03:04:05Z');
const order: ImagingOrder = {
  patientIdentifier: [['AW1'], [''], [''], ['AIRWORTHY']],
  patientName: [['ÅSTRÖM'], ['TEST']],
  birthDate: '19590101',
  sex: 'F',
  patientClass: 'E',
  patientLocation: [['ED']],
  placerOrderNumber: [['P1']],
  fillerOrderNumber: [['F1']],
  procedure: [['CTHEAD'], ['CT of head'], ['99AIRW']],
  accessionNumber: 'A1',
  studyInstanceUid: '2.25.123',
  sender: { application: 'RIS', facility: 'H' },
};
const settings: Settings = withDefaults(
  {
    aeTitle: 'AI',
    dimse: { ...LOOPBACK, tls: { certificate: 'c', key: 'k' } },
    mllp: LOOPBACK,
    pacs: { aeTitle: 'PACS', host: 'pacs', port: 1 },
    ris: { host: 'ris', port: 1 },
    intendedUse: REFERENCE_INTENDED_USE,
    capabilities: {
      carriers: [...CARRIERS],
      intake: 'routed',
      resultStorage: 'c-store',
      fhir: true,
      tls: { dimse: true, mllp: false, http: false },
      llmText: true,
      criticalAlertCode: { value: 'CRIT', scheme: '99AIRW', meaning: 'Critical' },
      srSignalsAvailability: true,
      storageCommitment: true,
    },
    retentionMs: 1000,
    retry: { firstMs: 1, factor: 1, maxMs: 1, giveUpAfterMs: 1000 },
    analysisTimeoutMs: 1000,
    imagesSettleMs: 100,
    sending: { application: 'AI', facility: 'LAB' },
    sink,
    log: silentLogger,
  },
  [REFERENCE_ALGORITHM],
);

const studies: { images: ImageStudy; result: AnalysisResult }[] = [];
let objects: Deliverable[];

beforeAll(() => {
  for (const name of ['ct-head-haemorrhage', 'ct-head-normal']) {
    const images = readImages(syntheticFiles(name));
    studies.push({ images, result: analyse(images, REFERENCE_ALGORITHM) });
  }
  objects = objectsWith(settings, 0);
});

function objectsWith({ capabilities, intendedUse, algorithms }: Settings, study: number): Deliverable[] {
  const { images, result } = studies[study] as (typeof studies)[number];
  return buildResultObjects([result], images, {
    carriers: capabilities.carriers,
    intendedUse,
    algorithms,
    now: at,
    llmText: capabilities.llmText,
  });
}

function evaluatedIn(study: number) {
  return (studies[study]?.result.evaluated ?? []).map(({ abnormality: { code, alertable }, present }) => ({
    code,
    alertable,
    present,
  }));
}

const context = { order, version: '2.4', sending: settings.sending, controlId: 'ID1', at } as const;
const noticeOf = (o: Settings, study: number): string =>
  completionNotice(context, {
    evaluated: evaluatedIn(study),
    algorithms: o.algorithms,
    criticalAlertCode: o.capabilities.criticalAlertCode,
  });
/** MSH-7 says when it was built. */
const timeless = (message: string): string => message.replace(/\d{14}\+0000/g, 'TIME');

/** Every value of a data set by its path. */
function valuesOf(dataset: DicomDataset, path = ''): Map<string, string> {
  const values = new Map<string, string>();
  for (const element of dataset.elements) {
    const at = `${path}${element.keyword}`;
    if (element.items) {
      values.set(at, `${element.items.length} items`);
      element.items.forEach((item, i) => {
        for (const [key, value] of valuesOf(item, `${at}[${i}].`)) values.set(key, value);
      });
    } else values.set(at, textOf(element.bytes));
  }
  return values;
}
/** Padding is no difference; in pixels nothing is padding. */
function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.length > 1024 ? text : text.replace(/[\0 ]+$/, '');
}
const read = (object: Deliverable) => valuesOf(readDicom(object.bytes).dataset);

function changedKeys(a: Deliverable, b: Deliverable): string[] {
  const [before, now] = [read(a), read(b)];
  return [...new Set([...before.keys(), ...now.keys()])].filter((key) => before.get(key) !== now.get(key));
}

/** What each hook that works on values does to them; undefined where it changes nothing. */
const CHANGES: { [hook in keyof Hooks]: (hooks: Hooks) => boolean } = {
  configure: ({ configure }) => JSON.stringify(configure?.(settings)) !== JSON.stringify(settings),
  scope: ({ scope }) => scope?.({ inScope: false, reason: 'x' }).inScope === true,
  steps: ({ steps }) => {
    const before = ['store', 'commit', 'confirm', 'fhir', 'notify'] as const;
    return steps?.([...before]).join() !== before.join();
  },
  objects: (hooks) => {
    const o = hooks.configure?.(settings) ?? settings;
    return [0, 1].some((study) => {
      const before = study === 0 && o === settings ? objects : objectsWith(o, study);
      const after = hooks.objects?.([...before], order) ?? before;
      return (
        after.length !== before.length ||
        after.some((object, i) => !object.bytes.equals(before[i]?.bytes ?? object.bytes))
      );
    });
  },
  notice: ({ notice }) =>
    [0, 1].some((study) => {
      const before = noticeOf(settings, study);
      return notice?.(before, settings).join() !== before;
    }),
  afterNotice: ({ afterNotice }) => (afterNotice?.('MSH|^~\\&|A\r', 2) ?? []).length > 0,
  statusMessage: ({ statusMessage }) =>
    (['NOT-ANALYSED', 'FAILED'] as const).some((outcome) => {
      const before = withoutResult(context, outcome, 'because');
      return statusMessage?.(before).join() !== before;
    }),
  noticePolicy: ({ noticePolicy }) => noticePolicy?.(settings.retry).giveUpAfterMs !== settings.retry.giveUpAfterMs,
  fhir: ({ fhir }) => {
    const bundle = reportBundle({ order, evaluated: evaluatedIn(0), algorithms: settings.algorithms, objects, at });
    return JSON.stringify(fhir?.(bundle)) !== JSON.stringify(bundle);
  },
};

describe('the mutants', () => {
  const catalogue = loadCatalogue();

  it('have ids of their own, a sentence, and requirements that exist', () => {
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    for (const { id, requirement, sentence } of MUTANTS) {
      expect(id).toMatch(/^[a-z0-9.]+(-[a-z0-9.]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(catalogue.map((row) => row.id)).toContain(requirement);
    }
  });

  const automated = catalogue.filter(
    ({ source, actors, method }) => source === 'RCR' && method === 'automated' && actors.includes('ai-platform'),
  );
  it.each(automated.map(({ id, title }) => [id, title]))('spoil %s: %s', (id) => {
    expect(MUTANTS.filter(({ requirement }) => requirement === id)).not.toHaveLength(0);
  });

  it('are found by id, and a wrong one is answered with the nearest', () => {
    expect(findMutant('obx8-missing').requirement).toBe('RCR-A4.1');
    expect(() => findMutant('obx8-mising')).toThrow(/Did you mean "obx8-missing"/);
  });

  const onValues = MUTANTS.flatMap((mutant) =>
    Object.keys(mutant.hooks).flatMap((hook): [string, string, Mutant][] =>
      hook in CHANGES ? [[mutant.id, hook, mutant]] : [],
    ),
  );
  it.each(onValues)('%s: its hook %s changes what goes out', (_id, hook, { hooks }) => {
    expect(CHANGES[hook as keyof Hooks]?.(hooks)).toBe(true);
  });

  it('spoil a notice in one place only', () => {
    const before = timeless(noticeOf(settings, 0)).split('\r');
    const mutant = findMutant('obx8-missing');
    const [after = ''] = mutant.hooks.notice?.(noticeOf(settings, 0), settings) ?? [];
    const lines = timeless(after).split('\r');
    expect(lines).toHaveLength(before.length);
    expect(lines.filter((line, i) => line !== before[i])).toHaveLength(1);
  });

  const single: [id: string, carrier: string, paths: RegExp][] = [
    ['result-of-wrong-patient', 'secondary-capture', /^PatientID$/],
    ['result-without-accession-number', 'seg', /^AccessionNumber$/],
    ['sr-verified', 'sr', /^Verif/],
    ['sr-without-evidence', 'sr', /^CurrentRequestedProcedureEvidenceSequence/],
    ['seg-shifted-by-one-slice', 'seg', /PlanePositionSequence\[0\].ImagePositionPatient$/],
    ['seg-mirrored', 'seg', /^PixelData$/],
    ['seg-other-frame-of-reference', 'seg', /FrameOfReferenceUID$/],
    ['presentation-state-without-graphics', 'presentation-state', /^Graphic(Annotation|Layer)Sequence/],
    ['overlay-burned-in', 'overlay', /^Overlay|^6000/],
    ['llm-text-unmarked', 'sr', /^PreliminaryFlag$|TextValue$/],
    ['version-differs-in-one-result', 'seg', /(SoftwareVersions|AlgorithmVersion)$/],
  ];
  it.each(single)('%s changes %s at %s and nothing else', (id, carrier, paths) => {
    const after = findMutant(id).hooks.objects?.(objects, order) ?? [];
    const changed = after.flatMap((object, i) =>
      changedKeys(objects[i] as Deliverable, object).map((key) => ({ carrier: object.carrier, key })),
    );
    expect(changed.length).toBeGreaterThan(0);
    for (const { key, ...one } of changed) {
      expect(one.carrier).toBe(carrier);
      expect(key).toMatch(paths);
    }
  });

  it('change nothing by editing an object without a change', () => {
    // Compared by key: a difference in pixels must not be printed.
    for (const object of objects)
      expect(
        changedKeys(
          object,
          edited(object, () => undefined),
        ),
      ).toEqual([]);
  });
});
