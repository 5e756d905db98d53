import { DEFAULTS } from '../../../config/defaults';
import { sutSchema } from '../../../config/sut.schema';
import type { Arrow, DecodedFile, Pack, Product, Run, RunSummary, VerdictRow } from '../../../console/contract';
import type { Party } from '../../../model/actors';
import type { Comparison } from '../../../model/comparison';
import type { Verdict } from '../../../model/verdict';
import type { Answers } from './fixture-server';

/** A name that tries to look like another, and to bring markup. */
export const HOSTILE = 'Acme \u202egnimra\u202c <img src=x onerror=alert(1)> \u0007 Ltd';

const counts = (given: Partial<Record<Verdict, number>>): Record<Verdict, number> => ({
  fail: 0,
  inconclusive: 0,
  'not-tested': 0,
  warning: 0,
  pass: 0,
  'not-applicable': 0,
  ...given,
});

export const RUNS: RunSummary[] = [
  {
    id: 'r3',
    name: '2026-11-28T10-00-00',
    state: 'running',
    vendor: 'airworthy',
    product: 'Reference AI platform',
    version: '1.0.0',
    actor: 'ai-platform',
    demo: {},
    startedBy: 'Dr A. Radiologist',
    startedAt: '2026-11-28T10:00:00.000Z',
    progress: { done: 31, total: 62 },
  },
  {
    id: 'r2',
    name: '2026-11-27T09-30-00',
    state: 'done',
    vendor: HOSTILE,
    product: 'Bleed Finder',
    version: '2.1',
    actor: 'ai-platform',
    productId: 'p1',
    startedBy: 'pacs-manager',
    startedAt: '2026-11-27T09:30:00.000Z',
    finishedAt: '2026-11-27T09:41:00.000Z',
    counts: counts({ pass: 48, fail: 3, warning: 2, 'not-tested': 5, 'not-applicable': 12 }),
    exitCode: 1,
    complete: true,
    sentence: 'Three requirements are not met.',
    openQuestions: 4,
  },
  {
    id: 'r1',
    name: '2026-11-20T09-30-00',
    state: 'unfinished',
    vendor: 'Northern Imaging',
    product: 'ChestReader',
    version: '4.0.2',
    actor: 'ai-platform',
    startedAt: '2026-11-20T09:30:00.000Z',
    sentence: 'It was cut short after 12 of 62 scenarios. Go on with it, or start another.',
    openQuestions: 0,
  },
];

const scenario = (index: number): Run['scenarios'][number] => ({
  id: `s${index}`,
  name: `Results of exam ${index} are stored before the RIS is told that they are there`,
  requirements: [`RCR-S${index}.1`],
  state: index < 4 ? 'ran' : index === 4 ? 'running' : 'waiting',
  ...(index < 4 ? { outcome: index === 2 ? 'FAILED' : 'PASSED', durationMs: 900 * index + 300 } : {}),
  ...(index === 2 ? { trouble: 'The completion notice did not come within 10 s.' } : {}),
});

export const RUN: Run = {
  ...(RUNS[0] as RunSummary),
  scenarios: Array.from({ length: 20 }, (_, index) => scenario(index + 1)),
  preflight: [{ probe: 'dimse', ok: true, sentence: 'The product answers on 127.0.0.1:11113.' }],
  notices: [{ at: '2026-11-28T10:00:01.000Z', text: 'PACS: embedded' }],
  events: 400,
};

export const DONE_RUN: Run = {
  ...(RUNS[1] as RunSummary),
  scenarios: RUN.scenarios.map((each) => ({ ...each, state: 'ran', outcome: 'PASSED', verdict: 'pass' })),
  preflight: RUN.preflight,
  notices: [],
  events: 400,
};

const WAYS: [Party, Party, Arrow['protocol'], string, Arrow['tone']][] = [
  ['ris', 'scanner', 'dimse', 'C-FIND worklist', 'answer'],
  ['scanner', 'pacs', 'dimse', 'C-STORE CT image', 'plain'],
  ['scanner', 'ris', 'dimse', 'N-SET MPPS', 'plain'],
  ['ris', 'ai-platform', 'mllp', 'ORM^O01 4711', 'key'],
  ['ai-platform', 'pacs', 'dimse', 'C-STORE Comprehensive 3D SR', 'plain'],
  ['pacs', 'ai-platform', 'dimse', 'C-STORE-RSP A700H Out of resources', 'trouble'],
  ['ai-platform', 'ris', 'mllp', `ORU^R01 ${HOSTILE}`, 'key'],
];

export function arrowAt(seq: number): Arrow {
  const [from, to, protocol, label, tone] = WAYS[seq % WAYS.length] as (typeof WAYS)[number];
  const note = seq % 11 === 10;
  return {
    seq,
    ms: seq * 5,
    from: note ? 'ris' : from,
    to: note ? 'ris' : to,
    kind: note ? 'note' : 'arrow',
    protocol,
    label: note ? 'scheduled → in-progress (MPPS)' : label,
    tone,
    bytes: 1200,
    scenario: `s${1 + (seq % 20)}`,
  };
}

export const arrows = (from: number, count: number): Arrow[] =>
  Array.from({ length: count }, (_, index) => arrowAt(from + index));

export const FILE: DecodedFile = {
  n: 0,
  what: 'dicom',
  title: 'Comprehensive 3D SR',
  file: 'objects/1.2.3.dcm',
  bytes: 18_230,
  sha256: 'ab'.repeat(32),
  picture: true,
  id: '1.2.826.0.1.3680043.10.1',
  notes: ['Pixel data is left out.'],
  findings: [
    {
      by: 'verdict',
      requirements: ['AIR-EC-03'],
      rule: 'sr/measured-unit',
      clause: 'PS3.3 C.18.1',
      severity: 'error',
      message: 'The measurement has no unit.',
      path: 'ContentSequence[0].MeasuredValueSequence[0]',
      seen: '',
      expected: 'a UCUM code',
    },
  ],
  nodes: [
    { path: 'PatientName', name: 'PatientName', tag: '(0010,0010)', vr: 'PN', value: HOSTILE, offset: 340 },
    { path: 'Modality', name: 'Modality', tag: '(0008,0060)', vr: 'CS', value: 'SR' },
    {
      path: 'ContentSequence',
      name: 'ContentSequence',
      tag: '(0040,A730)',
      vr: 'SQ',
      children: [
        {
          path: 'ContentSequence[0]',
          name: 'Item 1',
          value: 'Volume = 12.4',
          children: [
            {
              path: 'ContentSequence[0].MeasuredValueSequence[0]',
              name: 'MeasuredValueSequence',
              tag: '(0040,A300)',
              vr: 'SQ',
              value: '12.4',
              findings: [0],
            },
          ],
        },
      ],
    },
  ],
};

const verdictRow = (id: string, verdict: Verdict, title: string, reason: string): VerdictRow => ({
  id,
  source: 'RCR',
  lines: '21-22',
  group: 'Standard 1',
  title,
  level: 'shall',
  actors: ['ai-platform'],
  method: 'automated',
  verified: true,
  passMeans: 'satisfied',
  verdict,
  reason,
  selected: true,
  scenarios: ['s1'],
  observations: 2,
});

const PACK: Pack = {
  id: 'k1',
  name: 'bleed-finder-2.1.zip',
  bytes: 5_400_000,
  addedAt: '2026-11-27T10:00:00.000Z',
  addedBy: 'pacs-manager',
  origin: 'made',
  run: 'r2',
  redacted: true,
  signedBy: ['3f2a9c'],
};

const YAML = 'vendor: Acme\nproduct: Bleed Finder\nversion: "2.1"\nactor: ai-platform\n';
export const PRODUCT: Product = {
  id: 'p1',
  vendor: 'Acme',
  product: 'Bleed Finder',
  version: '2.1',
  actor: 'ai-platform',
  problems: 1,
  changedAt: '2026-11-26T10:00:00.000Z',
  changedBy: 'pacs-manager',
  yaml: YAML,
  revision: 3,
  value: {
    vendor: 'Acme',
    product: 'Bleed Finder',
    version: '2.1',
    actor: 'ai-platform',
    intendedUse: { description: 'Haemorrhage on CT of the head', modalities: ['CT'], bodyParts: ['HEAD'] },
    algorithms: [
      {
        name: 'Bleed',
        version: '2.1',
        manufacturer: 'Acme',
        abnormalities: [
          { code: { value: '1386000', scheme: 'SCT', meaning: 'Intracranial hemorrhage' }, alertable: true },
        ],
      },
    ],
    capabilities: { carriers: ['sr', 'seg'], tls: { dimse: false } },
    endpoints: { mllp: { host: '127.0.0.1', port: 2576 } },
  },
  problemList: [
    {
      line: 4,
      path: ['endpoints'],
      message: '"endpoints.dimse" is missing: say where the ai-platform listens for it.',
    },
  ],
};

const STEP = {
  requirement: {
    id: 'RCR-P1.1',
    title: 'Results can be shown and hidden',
    text: 'The reader can show AI results over the image and hide them again.',
    source: 'RCR' as const,
    lines: '120-121',
    level: 'shall' as const,
    ask: 'Open the study, show the segmentation, then hide it.',
  },
  needsScreenshot: true,
  study: false,
};

/** A console in use by somebody who may do everything. */
export function inUse(): Answers {
  return {
    'session.read': { mode: 'users', airworthy: '0.1.0', user: { name: 'pacs-manager', role: 'admin' }, csrf: 'c' },
    'about.read': {
      airworthy: '0.1.0',
      mode: 'users',
      signingKey: false,
      chromium: true,
      limits: { screenshotBytes: 1e7, packBytes: 1e9, studySetBytes: 1e9, productBytes: 1e6 },
    },
    'runs.list': RUNS,
    'runs.read': RUN,
    'products.list': [
      {
        ...PRODUCT,
        lastRun: {
          id: 'r2',
          startedAt: '2026-11-27T09:30:00.000Z',
          counts: RUNS[1]?.counts ?? counts({}),
          exitCode: 1,
        },
      },
    ],
    'products.read': PRODUCT,
    'products.try': { yaml: YAML, value: PRODUCT.value, problemList: PRODUCT.problemList },
    'products.files': [{ name: 'ca.pem', bytes: 1200, what: 'certificate' }],
    'doctor.read': {
      running: false,
      sentence: 'Not every link works.',
      results: [
        { probe: 'dimse', ok: true, sentence: 'The product answers on 127.0.0.1:11113.' },
        {
          probe: 'mllp',
          ok: false,
          sentence: 'Nobody listens on 127.0.0.1:2576. Check the HL7 port of the product, and any firewall.',
        },
      ],
      waitingFor: [],
    },
    'products.trend': {
      vendor: 'Acme',
      product: 'Bleed Finder',
      actor: 'ai-platform',
      points: [
        {
          run: 'r1',
          version: '2.0',
          airworthy: '0.1.0',
          startedAt: '2026-10-01T09:30:00.000Z',
          complete: true,
          counts: counts({ pass: 40, fail: 9, 'not-tested': 9 }),
          measures: [],
          changes: [],
        },
        {
          run: 'r2',
          version: '2.1',
          airworthy: '0.1.0',
          startedAt: '2026-11-27T09:30:00.000Z',
          complete: true,
          counts: counts({ pass: 48, fail: 3, warning: 2, 'not-tested': 5 }),
          measures: [],
          changes: [{ requirement: 'RCR-S6.1', title: 'Results are stored once', before: 'fail', after: 'pass' }],
        },
      ],
    },
    'actors.list': [
      {
        actor: 'ai-platform',
        schema: sutSchema,
        defaults: DEFAULTS as unknown as Record<string, unknown>,
        template: YAML,
        sources: [
          {
            source: 'RCR',
            prefix: 'RCR-',
            groups: [
              { group: 'Standard 1: worklist', requirements: [{ id: 'RCR-S1.1', title: 'One', method: 'automated' }] },
            ],
          },
        ],
        mutants: [{ id: 'late-notice', requirement: 'RCR-S6.1', sentence: 'It tells the RIS too late' }],
      },
    ],
    'studies.list': [
      {
        id: 'u1',
        name: 'Local heads.zip',
        kind: 'uploaded',
        objects: 412,
        bytes: 2e8,
        addedAt: '2026-11-01T10:00:00.000Z',
        addedBy: 'pacs-manager',
      },
      { id: 'synthetic:ct-head-normal', name: 'ct-head-normal', kind: 'synthetic', for: 'negative' },
    ],
    'runs.verdicts': {
      requirements: [
        verdictRow('RCR-S6.1', 'fail', 'Results are stored once', 'The same result was stored twice.'),
        verdictRow('RCR-S1.1', 'pass', 'The order is matched', 'Each result names its order.'),
        verdictRow('RCR-P1.1', 'not-tested', 'Results can be shown and hidden', 'Nobody has answered yet.'),
      ],
      scenarios: [],
    },
    'runs.requirement': {
      ...verdictRow('RCR-S6.1', 'fail', 'Results are stored once', 'The same result was stored twice.'),
      text: 'A result must be stored once.',
      observations: [
        {
          scenario: 's1',
          check: 'workflow/stored-once',
          title: 'Stored once',
          clause: 'RCR l.21',
          outcome: 'breach',
          sentence: 'The SR was stored twice.',
          findings: [{ rule: 'workflow/stored-once', clause: 'RCR l.21', severity: 'error', message: HOSTILE }],
          evidence: [{ event: 12 }],
        },
      ],
    },
    'traffic.list': { arrows: arrows(1, 400), events: 400 },
    'traffic.event': {
      arrow: arrowAt(4),
      event: {
        seq: 4,
        at: '2026-11-28T10:00:00.000Z',
        ms: 20,
        previous: '',
        hash: '',
        kind: 'actor.stopped',
        actor: 'ris',
      },
      files: [FILE],
      related: [5],
    },
    'traffic.file': FILE,
    'traffic.picture': {
      kind: 'segmentation',
      columns: 64,
      rows: 64,
      base: { png: PIXEL, alt: 'Slice 12 of the head' },
      layers: [
        {
          name: 'Haemorrhage',
          alt: 'The region that was found',
          marks: [{ shape: 'circle', x: 30, y: 30, radius: 9 }],
        },
      ],
      caption: 'Slice 12',
    },
    'attest.read': {
      productVersion: '2.1',
      renewing: false,
      steps: [
        STEP,
        {
          ...STEP,
          requirement: { ...STEP.requirement, id: 'RCR-P1.2', title: 'The report text is legible' },
          taken: { by: 'Dr B', since: '2026-11-28T10:00:00.000Z', mine: false },
        },
        {
          ...STEP,
          requirement: { ...STEP.requirement, id: 'RCR-P1.3', title: 'Key images are marked' },
          answered: { answer: 'yes', name: 'Dr A', role: 'Radiologist', on: '2026-11-27', statement: 'They are.' },
        },
      ],
    },
    'attest.take': { ...STEP, lookFor: ['The region is yellow', 'It can be hidden'], screenshots: [] },
    'packs.list': [PACK],
    'packs.verify': {
      held: true,
      findings: [{ what: 'files', held: true, sentence: 'All 212 files are as listed.', details: [] }],
    },
    'comparisons.read': { id: 'c1', comparison: COMPARISON },
    'users.list': [
      {
        name: 'pacs-manager',
        role: 'admin',
        createdAt: '2026-11-01T10:00:00.000Z',
        lastSeenAt: '2026-11-28T10:00:00.000Z',
      },
      { name: 'dr-a', role: 'operator', createdAt: '2026-11-01T10:00:00.000Z' },
    ],
    'audit.list': {
      entries: [
        {
          id: 2,
          at: '2026-11-28T10:00:00.000Z',
          user: 'pacs-manager',
          role: 'admin',
          action: 'runs.start',
          subject: 'r3',
          status: 200,
          from: '127.0.0.1',
        },
        {
          id: 1,
          at: '2026-11-28T09:59:00.000Z',
          user: '',
          role: '',
          action: 'session.refused',
          subject: HOSTILE,
          status: 401,
          from: '127.0.0.1',
        },
      ],
    },
  };
}

const compared = (label: string, vendor: string, version: string): Comparison['products'][number] => ({
  label,
  from: label,
  runId: `run-${label}`,
  vendor,
  product: 'Bleed Finder',
  version,
  airworthy: '1.0.0',
  startedAt: '2026-11-27T09:30:00.000Z',
  complete: true,
  exitCode: 0,
  counts: counts({ pass: 2, fail: 1 }),
  baseline: false,
  verified: false,
});
const ranked = (label: string, place: number, points: number): Comparison['ranking']['places'][number] => ({
  label,
  place,
  mustHaves: { met: 1, notMet: ['RCR-S6.1'], cannotTell: [] },
  weightOf: { pass: 2, warning: 0, fail: 1, undecided: 0, 'not-applicable': 0 },
  rowsOf: { pass: 2, warning: 0, fail: 1, undecided: 0, 'not-applicable': 0 },
  points,
  atMost: 3,
});
const COMPARISON: Comparison = {
  format: 1,
  airworthy: '1.0.0',
  asOf: '2026-11-28',
  actor: 'ai-platform',
  products: [compared('A', HOSTILE, '2.1'), compared('B', 'Northern Imaging', '2.2')],
  notices: [{ kind: 'claims', grave: false, sentence: 'A declares more than B.', details: [HOSTILE] }],
  rows: [
    {
      id: 'RCR-S6.1',
      source: 'RCR',
      lines: '21',
      group: 'Standard 6',
      title: 'Results are stored once',
      level: 'shall',
      method: 'automated',
      weight: 1,
      mandatory: 'pass',
      faced: true,
      differs: true,
      cells: [
        { state: 'fail', reason: HOSTILE, attested: false },
        { state: 'pass', reason: 'Each once.', attested: true },
      ],
    },
  ],
  ranking: { warningCounts: 0.5, total: 3, places: [ranked('B', 1, 3), ranked('A', 2, 2)] },
};

/** A grey picture, 1 × 1. */
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/** A console that nobody has used yet. */
export function unused(): Answers {
  return { ...inUse(), 'runs.list': [], 'products.list': [], 'packs.list': [], 'studies.list': [] };
}
