import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import {
  CALCIFICATION,
  CRITICAL_OBX,
  drawnSegmentation,
  examOf,
  goodRun,
  HAEMORRHAGE,
  obxLines,
  sutConfig,
  TestScenario,
} from '../../tests/kit/scenario';
import type { Code } from '../../model/exam';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const outcome = (id: string, scenario: TestScenario) => judge(id, scenario).outcome;
const critical = examOf('critical');
const positive = examOf('positive');
const negative = examOf('negative');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);
const { code, codeItem, container, measurements, numItem, report, reportHeader, textItem } = make;
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const natural = ({ value, scheme, meaning }: Code) => code(value, scheme, meaning);
const percent = code('%', 'UCUM', '%');

const finding = (of: Code, presence: Natural[], ...more: Natural[]): Natural =>
  container(dcm('125007', 'Measurement Group'), [
    { ...codeItem('CONTAINS', make.FINDING, natural(of)) },
    codeItem('CONTAINS', code('705057003', 'SCT', 'Presence'), presence),
    ...more,
  ]);
const PRESENT = code('52101004', 'SCT', 'Present');
const ABSENT = code('2667000', 'SCT', 'Absent');
const figures = (of: Code, sensitivity: string, specificity: string): Natural =>
  container(dcm('125007', 'Measurement Group'), [
    codeItem('CONTAINS', make.FINDING, natural(of)),
    numItem(code('C41394', 'NCIt', 'Sensitivity'), sensitivity, percent),
    numItem(code('C41395', 'NCIt', 'Specificity'), specificity, percent),
  ]);
const DECLARED = [figures(HAEMORRHAGE, '92', '95'), figures(CALCIFICATION, '90', '97')];
const LIMITS = textItem(
  'CONTAINS',
  dcm('121106', 'Comment'),
  'Not validated in children; it cannot exclude haemorrhage.',
);
const sr = (content: Natural[], more: Natural = {}): Natural => ({
  ...report([...reportHeader(), measurements(content)]),
  ...more,
});

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

describe('findings/in-sr', () => {
  const check = (exam: typeof critical, ...reports: Natural[]) => {
    const scenario = begun(exam);
    for (const [i, each] of reports.entries()) scenario.store({ ...each, SOPInstanceUID: `1.2.3.100.3.${i + 1}` });
    return judge('findings/in-sr', scenario.notice(exam, { lines: CRITICAL_OBX }));
  };

  it.each<[string, typeof critical, Natural[]]>([
    ['a coded finding', critical, [sr([finding(HAEMORRHAGE, PRESENT)])]],
    ['a report split in two', critical, [sr([finding(CALCIFICATION, ABSENT)]), sr([finding(HAEMORRHAGE, PRESENT)])]],
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
    ['coded absence', negative, [sr([finding(HAEMORRHAGE, ABSENT), finding(CALCIFICATION, ABSENT)])]],
    ['a report without a finding', negative, [sr([])]],
  ])('is satisfied by %s', (_, exam, reports) =>
    expect(check(exam, ...reports)).toMatchObject({ outcome: 'satisfied' }),
  );

  it.each<[string, typeof critical, Natural[], RegExp]>([
    ['a finding that is missing', critical, [sr([])], /does not state Haemorrhage/],
    ['a finding called absent', critical, [sr([finding(HAEMORRHAGE, ABSENT)])], /calls Haemorrhage absent/],
    [
      'a finding that is not there',
      negative,
      [sr([finding(HAEMORRHAGE, PRESENT)])],
      /states Haemorrhage as present, which/,
    ],
    ['another finding instead', positive, [sr([finding(HAEMORRHAGE, PRESENT)])], /states Haemorrhage as present/],
    ['no report at all', critical, [], /does not state Haemorrhage/],
  ])('is breached by %s', (_, exam, reports, sentence) => {
    const result = check(exam, ...reports);
    expect(result).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string });
    expect(result.evidence).not.toHaveLength(0);
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
    const scenario = begun(exam).store(sr(content));
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
      '"no abnormality"',
      begun(exam).notice(exam, { lines: ['OBX|1|ST|AI^AI result^L||No abnormality detected||||||P'] }),
      /abnormalities absent/,
    ],
    [
      'a report with a finding',
      begun(exam)
        .store(sr([finding(HAEMORRHAGE, ABSENT)]))
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
    ['a report with a finding', sr([finding(HAEMORRHAGE, PRESENT)])],
    ['a report with a measurement', sr([make.reportParts().group])],
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
    const scenario = run(sr([...DECLARED, LIMITS]));
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
    expect(performance(run(sr(content)))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringMatching(sentence) as string,
    }),
  );

  it('must list everything and must be sent', () => {
    expect(lists(run(sr([DECLARED[0] ?? {}])))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('does not list Pathological') as string,
    });
    expect(lists(run(sr([])))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('No declaration') as string,
    });
    expect(lists(run()).outcome).toBe('breach');
    expect(lists(run(sr([finding(HAEMORRHAGE, ABSENT), finding(CALCIFICATION, ABSENT)]))).outcome).toBe('satisfied');
  });

  it('must state limitations somewhere', () => {
    expect(outcome('declaration/limitations-accompany', run(sr(DECLARED)))).toBe('breach');
    const inNote = begun(negative)
      .store(sr(DECLARED))
      .notice(negative, { lines: ['NTE|1||Not intended for primary diagnosis'] });
    expect(outcome('declaration/limitations-accompany', inNote)).toBe('satisfied');
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

describe('graphics and carriers', () => {
  const overlayImage = {
    ...make.ctImage(0),
    SOPInstanceUID: '1.2.3.100.11.1',
    SeriesInstanceUID: '1.2.3.100.11',
    '60000010': { vr: 'US', value: 4 },
    '60003000': { vr: 'OW', value: Uint8Array.of(1, 0) },
  };
  const positiveReport = sr([finding(HAEMORRHAGE, PRESENT)]);
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
    const scenario = begun().store(sr([finding(HAEMORRHAGE, PRESENT, point)]));
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

function observation(of: Code, answer: string, more: Record<string, unknown> = {}) {
  return {
    resourceType: 'Observation',
    status: 'preliminary',
    code: { coding: [{ system: 'http://snomed.info/sct', code: of.value, display: of.meaning }] },
    subject: { identifier: { value: 'P1' } },
    valueString: answer,
    derivedFrom: [{ identifier: { system: 'urn:dicom:uid', value: `urn:oid:${make.STUDY}` } }],
    ...more,
  };
}

describe('FHIR output', () => {
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
      .store(sr([finding(HAEMORRHAGE, PRESENT)]))
      .fhir(body, status)
      .notice(critical, { lines: CRITICAL_OBX });
  const good = bundle(diagnosticReport(), observation(HAEMORRHAGE, 'Present'), observation(CALCIFICATION, 'Absent'));

  it('is satisfied by a report with its observations, in a Bundle or one by one', () => {
    expect(judge('fhir/findings-carried', run(good))).toMatchObject({ outcome: 'satisfied' });
    expect(judge('fhir/refers-to-dicom', run(good))).toMatchObject({ outcome: 'satisfied' });
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
