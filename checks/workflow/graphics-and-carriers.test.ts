import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import {
  CRITICAL_OBX,
  drawnSegmentation,
  examOf,
  HAEMORRHAGE,
  sutConfig,
  TestScenario,
} from '../../tests/kit/scenario';
import { PRESENT, finding, reportOf } from '../../tests/kit/report-content';
import { report } from '../../tests/kit/objects';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const outcome = (id: string, scenario: TestScenario) => judge(id, scenario).outcome;
const critical = examOf('critical');
const negative = examOf('negative');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);

describe('graphics and carriers', () => {
  const overlayImage = {
    ...make.ctImage(0),
    SOPInstanceUID: '1.2.3.100.11.1',
    SeriesInstanceUID: '1.2.3.100.11',
    '60000010': { vr: 'US', value: 4 },
    '60003000': { vr: 'OW', value: Uint8Array.of(1, 0) },
  };
  const positiveReport = reportOf([finding(HAEMORRHAGE, PRESENT)]);
  const run = (...objects: Natural[]) => {
    const scenario = begun().store(positiveReport);
    for (const each of objects) scenario.store(each);
    return scenario.notice(critical, { lines: CRITICAL_OBX });
  };

  it.each<[string, Natural]>([
    ['segment', drawnSegmentation()],
    ['presentation state', make.presentationState()],
    ['overlay', overlayImage],
  ])('a %s marks the finding and can be switched off', (kind, object) => {
    expect(judge('graphics/every-finding-marked', run(object))).toMatchObject({
      outcome: 'satisfied',
      sentence: `Haemorrhage is marked by ${kind}.`,
    });
    expect(outcome('graphics/toggleable', run(object))).toBe('satisfied');
  });

  it('a Secondary Capture marks it and cannot be switched off', () => {
    expect(outcome('graphics/every-finding-marked', run(make.secondaryCapture()))).toBe('satisfied');
    expect(outcome('graphics/toggleable', run(make.secondaryCapture()))).toBe('breach');
  });

  it('coordinates in the report mark it', () => {
    const { point } = make.reportParts();
    const scenario = begun().store(reportOf([finding(HAEMORRHAGE, PRESENT, point)]));
    expect(judge('graphics/every-finding-marked', scenario)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, Natural[]]>([
    ['nothing', []],
    ['an empty segmentation', [make.segmentation()]],
    ['an empty overlay', [{ ...overlayImage, '60003000': { vr: 'OW', value: Uint8Array.of(0, 0) } }]],
    ['a presentation state without graphics', [{ ...make.presentationState(), GraphicAnnotationSequence: [] }]],
  ])('%s leaves it unmarked', (_, objects) =>
    expect(outcome('graphics/every-finding-marked', run(...objects))).toBe('breach'),
  );

  it('nothing is seen where nothing is stated or marked', () => {
    expect(outcome('graphics/every-finding-marked', begun())).toBe('nothing-seen');
    expect(outcome('graphics/toggleable', begun())).toBe('nothing-seen');
    expect(outcome('graphics/toggleable', begun(negative))).toBe('nothing-seen');
  });

  it.each<[string, Natural, Natural | undefined]>([
    [
      'carriers/secondary-capture',
      make.secondaryCapture(),
      { ...make.secondaryCapture(), ImageType: ['ORIGINAL', 'SECONDARY'] },
    ],
    [
      'carriers/presentation-state',
      make.presentationState(),
      { ...make.presentationState(), GraphicAnnotationSequence: [] },
    ],
    [
      'carriers/overlay',
      {
        ...overlayImage,
        '60000011': { vr: 'US', value: 4 },
        '60000040': { vr: 'CS', value: 'G' },
        '60000050': { vr: 'SS', value: [1, 1] },
        '60000100': { vr: 'US', value: 1 },
        '60000102': { vr: 'US', value: 0 },
        ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'],
      },
      undefined,
    ],
  ])('%s is satisfied by a good one, breached by a poor one and by none', (id, good, poor) => {
    expect(judge(id, run(good))).toMatchObject({ outcome: 'satisfied' });
    if (poor) expect(outcome(id, run(poor))).toBe('breach');
    expect(outcome(id, run())).toBe('breach');
    expect(outcome(id, begun())).toBe('nothing-seen');
    expect(outcome(id, begun(negative))).toBe('nothing-seen');
  });

  it('carriers/sr-and-seg wants both', () => {
    expect(outcome('carriers/sr-and-seg', run(drawnSegmentation()))).toBe('satisfied');
    expect(judge('carriers/sr-and-seg', run())).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('no Segmentation') as string,
    });
    const blank = { ...drawnSegmentation(), PixelData: { vr: 'OB', value: new Uint8Array(4) } };
    expect(judge('carriers/sr-and-seg', run(blank))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('it shows no region') as string,
    });
    expect(outcome('carriers/sr-and-seg', begun())).toBe('nothing-seen');
  });
});

describe('dicom/results-valid', () => {
  const check = (object: Natural, status = 0, sut = sutConfig()) =>
    judge('dicom/results-valid', begun(critical, sut).store(drawnSegmentation()).store(object, { status }));

  it('is satisfied by valid objects that the PACS took', () =>
    expect(check(report())).toMatchObject({ outcome: 'satisfied' }));

  it.each<[string, Natural, number]>([
    ['an invalid object', { ...report(), VerificationFlag: 'MAYBE' }, 0],
    ['an object that the PACS does not take', report(), 0xa900],
    ['no DICOM', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34' }, 0],
  ])('is breached by %s', (_, object, status) => expect(check(object, status).outcome).toBe('breach'));

  it('sees nothing without an attempt, and where the PACS is full', () => {
    expect(outcome('dicom/results-valid', begun())).toBe('nothing-seen');
    expect(check(report(), 0xa700).outcome).toBe('nothing-seen');
  });
});
