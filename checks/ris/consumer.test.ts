import { describe, expect, it } from 'vitest';
import { RIS_DEFAULTS } from '../../config/ris-defaults';
import { AIR_KINDS } from '../../model/archive';
import type { ConsumerAccess, ConsumerReading, KnownResults } from '../../model/consumer';
import type { JournalEvent } from '../../model/events';
import type { Exam } from '../../model/exam';
import { examOf, obxLines, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '../index';

const plain = examOf('critical', { caseId: 'a', accessionNumber: 'A1', patientId: 'P1', studyInstanceUid: '1.2.1' });
const odd = examOf('critical', {
  caseId: 'b',
  accessionNumber: 'A2',
  patientId: 'P2',
  placerOrderNumber: 'O2',
  fillerOrderNumber: 'F2',
  studyInstanceUid: '1.2.2',
});
const FILE = { file: 'files/x', sha256: '', bytes: 1 };
const SHOWS: ConsumerAccess['shows'] = {
  measurements: { entries: '$[*]', fields: { name: '$', value: '$', unit: '$', trackingUid: '$' } },
  findings: { entries: '$[*]', fields: { finding: '$' } },
};
const CONSUMER: ConsumerAccess = {
  retrieve: 'c-move',
  start: 'notice',
  settle: 5,
  adapter: 'http',
  http: { url: '/x' },
  shows: SHOWS,
};
const OBJECTS = AIR_KINDS.map(({ sopClassUid }, index) => ({ sopClassUid, sopInstanceUid: `1.2.9.${index}` }));
const KNOWN: KnownResults = {
  measurements: {
    shown: [
      { name: ['Volume', '118565006'], value: ['3.4'], unit: ['cm3', 'cubic centimeter'], trackingUid: ['1.5.1'] },
      { name: ['Volume', '118565006'], value: ['3.4'], unit: ['ml', 'milliliter'], trackingUid: ['1.5.2'] },
    ],
    notShown: [{ value: ['31'] }],
  },
  findings: { shown: [{ finding: ['Hemorrhage'] }] },
};
const READ: ConsumerReading = {
  measurements: [
    { name: 'volume', value: '3.40', unit: 'ml', trackingUid: '1.5.2' },
    { name: '118565006', value: '3.41', unit: 'cubic centimetre', trackingUid: '1.5.1' },
  ],
  findings: [{ finding: 'Haemorrhage' }],
};

type Failure = Extract<JournalEvent, { kind: 'probe.consumer' }>['failure'];

/** What a consumer does at the PACS and shows of it, written as taps and harness would. */
class AtConsumer extends TestScenario {
  #connection = 20;

  constructor(consumer: ConsumerAccess | undefined = CONSUMER) {
    super(sutConfig({ actor: 'ris', ris: { ...RIS_DEFAULTS, ...(consumer ? { consumer } : {}) } }));
    const tls = { client: false, server: false };
    for (const [link, from, to, protocol] of [
      ['ris>pacs:dimse', 'ris', 'pacs', 'dimse'],
      ['ris>pacs:dicomweb', 'ris', 'pacs', 'dicomweb'],
      ['pacs>ris:dimse', 'pacs', 'ris', 'dimse'],
    ] as const)
      this.add({ kind: 'link.opened', link, from, to, protocol, listen: '', target: '', tls }, undefined);
  }

  results(exam: Exam, what = 'all kinds', known = KNOWN): this {
    this.add({ kind: 'consumer.results', caseId: exam.caseId, what, objects: OBJECTS, known });
    return this;
  }

  told(exam: Exam, code: 'AA' | 'AE' = 'AA'): this {
    this.notice(exam, { ack: code, lines: obxLines([]), probe: false });
    const answer = { code, reason: '', message: FILE };
    const { caseId } = exam;
    this.add({
      kind: 'ai-platform.sent',
      caseId,
      what: 'a notice',
      expects: 'accepted',
      controlId: '',
      message: FILE,
      answer,
    });
    return this;
  }

  asks({ studyInstanceUid }: Exam, command: 'C-FIND' | 'C-MOVE', inBetween = () => {}): this {
    const common = {
      kind: 'dimse.command' as const,
      link: 'ris>pacs:dimse',
      connection: ++this.#connection,
      contextId: 1,
      abstractSyntax: '',
      transferSyntax: '',
      messageId: 1,
    };
    const attributes = { StudyInstanceUID: studyInstanceUid };
    this.add({ ...common, sender: 'client', command: `${command}-RQ`, attributes, frames: [1, 1] });
    inBetween();
    this.add({ ...common, sender: 'server', command: `${command}-RSP`, status: 0, frames: [2, 2] });
    return this;
  }

  moves(exam: Exam, objects: typeof OBJECTS, status = 0): this {
    return this.asks(exam, 'C-MOVE', () => {
      for (const [index, uids] of objects.entries()) {
        const common = {
          kind: 'dimse.command' as const,
          link: 'pacs>ris:dimse',
          connection: 90,
          contextId: 1,
          abstractSyntax: '',
          transferSyntax: '',
          messageId: index,
          ...uids,
        };
        this.add({ ...common, sender: 'client', command: 'C-STORE-RQ', dataset: FILE, frames: [1, 1] });
        this.add({ ...common, sender: 'server', command: 'C-STORE-RSP', status, frames: [2, 2] });
      }
    });
  }

  web(target: string, json: unknown): this {
    const common = { link: 'ris>pacs:dicomweb', connection: ++this.#connection, exchange: 1, frames: [1, 1] as [1, 1] };
    const body = this.save(Buffer.from(JSON.stringify(json)));
    this.add({ ...common, kind: 'http.request', method: 'GET', target, headers: {} });
    this.add({
      ...common,
      kind: 'http.response',
      status: 200,
      headers: { 'content-type': 'application/dicom+json' },
      body,
    });
    return this;
  }

  sees({ caseId }: Exam, reading: ConsumerReading, failure?: Failure): this {
    const shows = { measurements: ['name', 'value', 'unit', 'trackingUid'], findings: ['finding'] };
    this.add({
      kind: 'probe.consumer',
      caseId,
      adapter: 'http',
      asked: 'GET /x',
      shows,
      reading,
      answer: FILE,
      ...(failure ? { failure } : {}),
    });
    return this;
  }

  inVain(exam: Exam): this {
    return this.waitInVain(exam, 5, 'the RIS to fetch the results');
  }
}

const told = () => new AtConsumer().open(plain).results(plain).told(plain) as AtConsumer;
const fetched = (objects = OBJECTS) => told().asks(plain, 'C-FIND').moves(plain, objects);
const outcome = (id: string, scenario: TestScenario, params = {}) => {
  const { outcome: what, sentence, evidence } = findCheck(id).judge(scenario.record(), params);
  if (what !== 'nothing-seen') expect(evidence).not.toHaveLength(0);
  return `${what}: ${sentence}`;
};

describe('what a consumer asks the PACS for', () => {
  const queries = (scenario: TestScenario) => outcome('ris/consumer-queries', scenario);
  const kinds = (scenario: TestScenario) => outcome('ris/consumer-takes-all-kinds', scenario);
  const STUDY = '/dicom-web/studies/1.2.1';

  it('is satisfied by a query before the retrieval, by DIMSE or DICOMweb', () => {
    expect(queries(fetched())).toMatch(/^satisfied: .* by 1 query/);
    expect(queries(told().web(`${STUDY}/instances`, [{}]))).toMatch(/^satisfied/);
  });

  it('finds a breach where nothing was asked in time, or not before it was retrieved', () => {
    expect(queries(told().inVain(plain))).toMatch(/^breach: .* asked the PACS for nothing/);
    expect(queries(told().moves(plain, OBJECTS).asks(plain, 'C-FIND'))).toMatch(/^breach: .* without having asked/);
  });

  it('sees nothing before the time is up, without results, without a notice that was taken, and with another product', () => {
    expect(queries(told())).toMatch(/^nothing-seen: .* no time yet/);
    expect(queries(new AtConsumer().open(plain))).toMatch(/^nothing-seen: There were no results/);
    expect(queries(new AtConsumer().open(plain).results(plain))).toMatch(/^nothing-seen: .* not told/);
    expect(queries((new AtConsumer().open(plain).results(plain) as AtConsumer).told(plain, 'AE'))).toMatch(
      /^nothing-seen: .* did not take the notice/,
    );
    const undeclared = new AtConsumer(undefined);
    Object.assign(undeclared.sut, { ris: RIS_DEFAULTS });
    expect(queries(undeclared.open(plain))).toMatch(/^nothing-seen: sut.yaml does not declare/);
  });

  it('asks for each of the four kinds, however it came', () => {
    expect(kinds(fetched())).toMatch(/^satisfied/);
    const metadata = OBJECTS.map(({ sopInstanceUid }) => ({ '00080018': { vr: 'UI', Value: [sopInstanceUid] } }));
    expect(kinds(told().web(`${STUDY}/instances`, []).web(`${STUDY}/metadata`, metadata))).toMatch(/^satisfied/);
    expect(kinds(told().web(`${STUDY}/instances`, metadata).inVain(plain))).toMatch(/^breach/);
    expect(kinds(fetched(OBJECTS.slice(1)).inVain(plain))).toMatch(/^breach: .* did not retrieve and take the /);
    expect(kinds(told().asks(plain, 'C-FIND').moves(plain, OBJECTS, 0xa700))).toMatch(/^breach/);
    expect(kinds(told().inVain(plain))).toMatch(/^nothing-seen: The RIS did not come/);
  });
});

describe('what a consumer makes of the results', () => {
  const measurements = { kind: 'measurements', fields: ['name', 'value', 'unit', 'trackingUid'] };
  const reads = (scenario: TestScenario, params: object = measurements) =>
    outcome('ris/consumer-reads', scenario, { ...params });
  const changed = (change: (entry: Record<string, string | undefined>) => object) => ({
    ...READ,
    measurements: (READ.measurements ?? []).map((entry) => ({ ...entry, ...change(entry) })),
  });

  it('takes code or meaning, either spelling, any order and a rounded number for the same', () => {
    expect(reads(fetched().sees(plain, READ))).toMatch(/^satisfied/);
    expect(reads(fetched().sees(plain, READ), { kind: 'findings', fields: ['finding'] })).toMatch(/^satisfied/);
  });

  it.each([
    ['a lost unit', changed(() => ({ unit: '' }))],
    ['the same unit for all', changed(() => ({ unit: 'ml' }))],
    ['another number', changed(({ value }) => ({ value: String(Number(value) * 1.02) }))],
    ['tracking of another', changed(() => ({ trackingUid: '1.5.1' }))],
    ['a lost entry', { ...READ, measurements: READ.measurements?.slice(0, 1) ?? [] }],
    [
      'one that was replaced',
      { ...READ, measurements: [...(READ.measurements ?? []), { name: 'Volume', value: '31' }] },
    ],
    ['a kind that is empty', { findings: READ.findings ?? [], measurements: [] }],
  ])('finds a breach in %s', (_what, reading) => {
    expect(reads(fetched().sees(plain, reading))).toMatch(/^breach/);
  });

  it('sees nothing where nothing was shown, could be shown, or was to be read', () => {
    expect(reads(fetched())).toMatch(/^nothing-seen: What the RIS read was not looked at/);
    expect(reads(fetched().sees(plain, { measurements: [], findings: [] }))).toMatch(
      /^nothing-seen: The RIS shows nothing/,
    );
    expect(reads(fetched().sees(plain, {}, { kind: 'unreachable', sentence: 'No answer.' }))).toBe(
      'nothing-seen: No answer.',
    );
    expect(reads(fetched().sees(plain, {}, { kind: 'refused', sentence: 'HTTP 500.' }))).toBe(
      'nothing-seen: HTTP 500.',
    );
    expect(reads(fetched().sees(plain, READ), { kind: 'findings', fields: ['site'] })).toMatch(
      /^nothing-seen: .* does not say where/,
    );
    const none = told().results(plain, 'nothing', {}).told(plain).sees(plain, READ);
    expect(reads(none)).toMatch(/^nothing-seen: There are no measurements/);
  });
});

describe('content that a consumer does not know', () => {
  const copes = (scenario: TestScenario) =>
    outcome('ris/consumer-copes', scenario, { kind: 'measurements', fields: ['name', 'value'] });
  const both = (usual: ConsumerReading, unusual: ConsumerReading, failure?: Failure) =>
    (fetched().open(odd).results(odd, 'unknown content').told(odd) as AtConsumer)
      .sees(plain, usual)
      .sees(odd, unusual, failure);
  const nothing = { measurements: [], findings: [] };

  it('is no reason to lose what it does know', () => {
    expect(copes(both(READ, READ))).toMatch(/^satisfied/);
    expect(copes(both(READ, nothing))).toMatch(/^breach/);
    expect(copes(both(READ, {}, { kind: 'refused', sentence: 'HTTP 500.' }))).toMatch(/^breach: .* HTTP 500/);
  });

  it('proves nothing where plain results are not read, or cannot be seen', () => {
    expect(copes(both(nothing, READ))).toMatch(/^nothing-seen: Results without anything unusual/);
    expect(copes(both(READ, {}, { kind: 'unreachable', sentence: 'No answer.' }))).toBe('nothing-seen: No answer.');
    expect(copes(fetched().sees(plain, READ))).toMatch(/^nothing-seen: There were no results with unknown content/);
  });
});
