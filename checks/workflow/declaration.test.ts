import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import {
  CALCIFICATION,
  drawnSegmentation,
  examOf,
  HAEMORRHAGE,
  sutConfig,
  TestScenario,
} from '../../tests/kit/scenario';
import { ABSENT, finding, figures, reportOf } from '../../tests/kit/report-content';
import { code, report, textItem } from '../../tests/kit/objects';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const outcome = (id: string, scenario: TestScenario) => judge(id, scenario).outcome;
const critical = examOf('critical');
const negative = examOf('negative');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const LIMITS = textItem(
  'CONTAINS',
  dcm('121106', 'Comment'),
  'Not validated in children; it cannot exclude haemorrhage.',
);
const DECLARED = [figures(HAEMORRHAGE, '92', '95'), figures(CALCIFICATION, '90', '97')];

function pdf(lines: string[]): Promise<Natural> {
  return new Promise((resolve) => {
    const document = new PDFDocument({ compress: true });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve({ ...make.encapsulatedPdf(), EncapsulatedDocument: Buffer.concat(chunks) }));
    for (const line of lines) document.text(line);
    document.end();
  });
}

describe('declarations', () => {
  const run = (...objects: Natural[]) => {
    const scenario = begun(negative);
    for (const each of objects) scenario.store(each);
    return scenario.notice(negative);
  };
  const performance = (scenario: TestScenario) => judge('declaration/performance-declared', scenario);
  const lists = (scenario: TestScenario) => judge('declaration/lists-every-abnormality', scenario);
  const pages = [
    'Declaration',
    'Haemorrhage',
    'Sensitivity 92 %, specificity 95 %',
    'Pathological calcification: sensitivity 0.90, specificity 0.97',
    'It does not replace a radiologist.',
  ];

  it('are complete when coded for every abnormality', () => {
    const scenario = run(reportOf([...DECLARED, LIMITS]));
    expect(performance(scenario)).toMatchObject({
      outcome: 'satisfied',
      sentence: expect.stringContaining('Haemorrhage 92 % / 95 %') as string,
    });
    expect(lists(scenario)).toMatchObject({ outcome: 'satisfied' });
    expect(outcome('declaration/coded-sr', scenario)).toBe('satisfied');
    expect(outcome('declaration/pdf-only-discouraged', scenario)).toBe('satisfied');
    expect(judge('declaration/limitations-accompany', scenario)).toMatchObject({ outcome: 'satisfied' });
  });

  it('are complete, but discouraged, as PDF only', async () => {
    const scenario = run(await pdf(pages));
    expect(performance(scenario)).toMatchObject({ outcome: 'satisfied' });
    expect(lists(scenario).outcome).toBe('satisfied');
    expect(outcome('declaration/limitations-accompany', scenario)).toBe('satisfied');
    expect(outcome('declaration/coded-sr', scenario)).toBe('breach');
    expect(outcome('declaration/pdf-only-discouraged', scenario)).toBe('breach');
  });

  it('read a table in a PDF', async () => {
    const table = [
      'Abnormality Sensitivity Specificity',
      'Haemorrhage 92 % 95 %',
      'Pathological calcification 90 % 97 %',
    ];
    expect(performance(run(await pdf(table)))).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, Natural[], RegExp]>([
    ['without one abnormality', [figures(HAEMORRHAGE, '92', '95')], /No sensitivity is declared for Pathological calc/],
    ['out of range', [figures(HAEMORRHAGE, '192', '95'), DECLARED[1] ?? {}], /is no proportion/],
    [
      'other than sold',
      [figures(HAEMORRHAGE, '80', '95'), DECLARED[1] ?? {}],
      /not the one that the product is sold with/,
    ],
    ['missing', [finding(HAEMORRHAGE, ABSENT)], /No sensitivity is declared for Haemorrhage/],
  ])('do not declare performance when figures are %s', (_, content, sentence) =>
    expect(performance(run(reportOf(content)))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringMatching(sentence) as string,
    }),
  );

  it('must list everything and must be sent', () => {
    expect(lists(run(reportOf([DECLARED[0] ?? {}])))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('does not list Pathological') as string,
    });
    expect(lists(run(reportOf([])))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('No declaration') as string,
    });
    expect(lists(run()).outcome).toBe('breach');
    expect(lists(run(reportOf([finding(HAEMORRHAGE, ABSENT), finding(CALCIFICATION, ABSENT)]))).outcome).toBe(
      'satisfied',
    );
  });

  it('must state limitations somewhere', () => {
    expect(outcome('declaration/limitations-accompany', run(reportOf(DECLARED)))).toBe('breach');
    const inNote = begun(negative)
      .store(reportOf(DECLARED))
      .notice(negative, { lines: ['NTE|1||Not intended for primary diagnosis'] });
    expect(outcome('declaration/limitations-accompany', inNote)).toBe('satisfied');
  });

  it.each(['n/a', 'None', 'Limitations: not applicable', 'No limitations are known.', 'TBC', 'no known limitations'])(
    'do not state limitations by "%s"',
    (text) => {
      const name = make.code('LIMITATIONS', '99X', 'Limitations');
      const empty = run(reportOf([...DECLARED, make.textItem('CONTAINS', name, text)]));
      expect(outcome('declaration/limitations-accompany', empty)).toBe('breach');
    },
  );

  it('state limitations in few words under that name', () => {
    const name = make.code('LIMITATIONS', '99X', 'Limitations');
    for (const text of ['None in adults; children: not validated', 'Motion', 'Metal artefacts']) {
      const short = run(reportOf([...DECLARED, make.textItem('CONTAINS', name, text)]));
      expect(outcome('declaration/limitations-accompany', short)).toBe('satisfied');
    }
  });

  it('show nothing without results, or where a PDF cannot be read', () => {
    const ids = [
      'performance-declared',
      'lists-every-abnormality',
      'limitations-accompany',
      'coded-sr',
      'pdf-only-discouraged',
    ];
    for (const id of ids) expect(outcome(`declaration/${id}`, begun(negative))).toBe('nothing-seen');
    const scanned = run(make.encapsulatedPdf());
    for (const id of ids.slice(0, 3)) expect(outcome(`declaration/${id}`, scanned)).toBe('nothing-seen');
  });
});

describe('algorithm/version-in-every-output', () => {
  const check = (...objects: Natural[]) => {
    const scenario = begun();
    for (const each of objects) scenario.store(each);
    return judge('algorithm/version-in-every-output', scenario);
  };

  it('is satisfied when all results name it', () => {
    expect(check(report(), drawnSegmentation(), make.presentationState())).toMatchObject({ outcome: 'satisfied' });
    expect(
      check({
        ...make.secondaryCapture(),
        SoftwareVersions: ['fw 3', 'v2.1'],
        ContributingEquipmentSequence: undefined,
      }).outcome,
    ).toBe('satisfied');
  });

  const bare = { ...make.secondaryCapture(), ContributingEquipmentSequence: undefined };
  it.each<[string, Natural, RegExp]>([
    ['no name', { ...bare, ManufacturerModelName: 'Viewer' }, /does not name the algorithm/],
    ['no version', { ...bare, SoftwareVersions: undefined }, /but not its version/],
    ['another version', { ...bare, SoftwareVersions: '2.2' }, /names version 2.2/],
  ])('is breached by a result with %s', (_, object, sentence) =>
    expect(check(report(), object)).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringMatching(sentence) as string,
    }),
  );

  it('sees nothing without a result', () => expect(check().outcome).toBe('nothing-seen'));
});
