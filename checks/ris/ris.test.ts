import { describe, expect, it } from 'vitest';
import { RIS_DEFAULTS } from '../../config/ris-defaults';
import type { Exam } from '../../model/exam';
import { RIS_FIELDS, type RisEntry, type RisField, type RisFilter, type RisSort } from '../../model/ris-access';
import { examOf, HAEMORRHAGE, obxLines, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '../index';

const first = examOf('critical', {
  caseId: 'a',
  accessionNumber: 'A1',
  patientId: 'P1',
  placerOrderNumber: 'O1',
  fillerOrderNumber: 'F1',
  studyInstanceUid: '1.2.1',
});
const second = examOf('negative', {
  caseId: 'b',
  accessionNumber: 'A2',
  patientId: 'P2',
  placerOrderNumber: 'O2',
  fillerOrderNumber: 'F2',
  studyInstanceUid: '1.2.2',
});
const FILE = { file: 'files/x', sha256: '', bytes: 1 };
const FOUND = obxLines([[HAEMORRHAGE, 'present', 'AA']]);
const SHOWN: RisEntry = {
  accessionNumber: 'A1',
  abnormalities: [HAEMORRHAGE.meaning],
  alert: true,
  priority: { word: 'stat', rank: 0 },
};
const PLAIN: RisEntry = {
  accessionNumber: 'A2',
  abnormalities: [],
  alert: false,
  priority: { word: 'routine', rank: 2 },
};

interface LookMore {
  view?: 'worklist' | 'exam';
  filter?: { by: RisFilter; value: string }[];
  sort?: RisSort;
  shows?: readonly RisField[];
}

/** What happens at a RIS under test, written as taps and harness would. */
class AtRis extends TestScenario {
  #sent = 0;

  constructor() {
    super(sutConfig({ actor: 'ris', ris: { ...RIS_DEFAULTS, aiTimeout: 100 } }));
  }

  completed(exam: Exam, told = true): this {
    const common = {
      kind: 'dimse.command' as const,
      link: 'scanner>ris:dimse',
      connection: 1,
      contextId: 1,
      abstractSyntax: '',
      transferSyntax: '',
      messageId: 1,
    };
    const attributes = { PerformedProcedureStepStatus: 'COMPLETED', AccessionNumber: exam.accessionNumber };
    this.add({ ...common, sender: 'client', command: 'N-SET-RQ', attributes, frames: [1, 1] });
    return told ? this.complete(exam) : this;
  }

  says(
    exam: Exam,
    o: { lines?: string[]; code?: 'AA' | 'AE'; reason?: string; expects?: 'accepted' | 'refused' } = {},
  ): this {
    const { lines = FOUND, code = 'AA', reason = '', expects = 'accepted' } = o;
    this.notice(exam, { ack: code, reason, lines, probe: false });
    const controlId = this.lastControlId();
    this.#sent += 1;
    const what = `message ${this.#sent}`;
    this.add({
      kind: 'ai-platform.sent',
      caseId: exam.caseId,
      what,
      expects,
      controlId,
      message: FILE,
      answer: { code, reason, message: FILE },
    });
    return this;
  }

  sees(entries: RisEntry[], { view = 'worklist', shows = RIS_FIELDS, ...more }: LookMore = {}): this {
    this.add({
      kind: 'probe.ris',
      trigger: 'test',
      adapter: 'http',
      view,
      asked: 'GET /',
      shows: [...shows],
      entries,
      answer: FILE,
      ...more,
    });
    return this;
  }

  private lastControlId(): string {
    const messages = this.record().events.filter((event) => event.kind === 'mllp.message' && event.sender === 'client');
    const last = messages.at(-1);
    return last?.kind === 'mllp.message' ? last.controlId : '';
  }
}

const both = () => new AtRis().open(first).open(second).completed(first).completed(second) as AtRis;
const one = () => new AtRis().open(first).completed(first) as AtRis;
const judge = (id: string, scenario: TestScenario, params = {}) =>
  findCheck(id).judge(scenario.record(), params).outcome;
const open = () => new AtRis().open(first) as AtRis;

describe('checks of a RIS', () => {
  const noticed = () => both().says(first).says(second, { lines: [] });
  const ordered = () =>
    (new AtRis().order(first, 'emergency').open(first).order(second, 'outpatient').open(second) as AtRis)
      .completed(first)
      .completed(second)
      .says(first)
      .says(second, { lines: [] })
      .sees([SHOWN, PLAIN]);
  const by = [{ by: 'referralLocation' as const, value: 'emergency' }];
  const wrong = (code: 'AA' | 'AE', reason: string) =>
    both().says(first, { code, reason, expects: 'refused' }).says(second, { lines: [] });
  const issued = {
    kind: 'ris.handled' as const,
    caseId: 'a',
    what: 'report-issued' as const,
    by: 'HL7',
    detail: 'Normal',
  };
  const reported = () => {
    const scenario = one().says(first, { lines: [] });
    scenario.add(issued);
    return scenario.sees([{ ...SHOWN, abnormalities: [], report: 'Normal' }], { view: 'exam' }).says(first);
  };
  const late = (entry: Partial<RisEntry>) =>
    reported().sees([{ ...SHOWN, report: 'Normal', reviewNeeded: true, ...entry }], { view: 'exam' });
  const notified = (entries: RisEntry[]) => {
    const scenario = one().probe(first, 'report stored', ['1.2.3']);
    scenario.add({
      kind: 'probe.sut',
      caseId: 'a',
      probe: 'availability-notification',
      outcome: 'accepted',
      detail: '',
    });
    return (scenario as AtRis).sees(entries);
  };
  const fhir = (code: string, outcome: string) => {
    const scenario = one();
    const answer = { code, reason: '', message: FILE };
    scenario.add({
      kind: 'ai-platform.sent',
      caseId: 'a',
      what: 'FHIR resources',
      expects: 'accepted',
      controlId: '',
      message: FILE,
      answer,
    });
    scenario.add({ kind: 'probe.sut', caseId: 'a', probe: 'fhir-Observation', outcome, detail: '' });
    return scenario;
  };
  const restarted = (entry: RisEntry) => {
    const scenario = one().says(first);
    scenario.add({ kind: 'ris.handled', what: 'restarted', by: 'test', detail: '' });
    return scenario.sees([entry]);
  };

  it.each<[id: string, params: object, good: TestScenario, bad: TestScenario, nothing: TestScenario]>([
    [
      'ris/not-before-notice',
      {},
      one().sees([]).sees([]).says(first).sees([SHOWN]),
      one().sees([]).sees([SHOWN]).says(first),
      one().sees([]).sees([]).says(first).sees([]),
    ],
    [
      'ris/notice-opens',
      {},
      one().says(first).sees([SHOWN]),
      one().says(first).sees([SHOWN, SHOWN]),
      one().sees([SHOWN]),
    ],
    [
      'ris/notice-opens',
      { early: true },
      open().says(first).sees([]).completed(first).sees([SHOWN]),
      open().says(first).sees([SHOWN]).completed(first),
      open().says(first),
    ],
    [
      'ris/opened-without-ai',
      { cause: 'failed' },
      one()
        .says(first)
        .sees([{ ...SHOWN, aiMissing: true }]),
      one()
        .says(first)
        .sees([{ ...SHOWN, aiMissing: false }]),
      one().says(first),
    ],
    [
      'ris/opened-without-ai',
      { cause: 'silence' },
      (one().pass(101) as AtRis).sees([{ ...SHOWN, aiMissing: true }]),
      (one().pass(101) as AtRis).sees([]),
      one().sees([]),
    ],
    ['ris/completion-sent', {}, one(), (open().complete(first) as AtRis).completed(first, false), open()],
    [
      'ris/filed-to-its-exam',
      {},
      noticed().sees([SHOWN, PLAIN]),
      noticed().sees([PLAIN, { ...SHOWN, abnormalities: [] }]),
      noticed(),
    ],
    [
      'ris/filed-to-its-exam',
      {},
      one().says(first).sees([SHOWN]),
      one().says(first, { code: 'AE' }),
      noticed().sees([SHOWN, PLAIN], { shows: ['accessionNumber'] }),
    ],
    [
      'ris/kept-over-restart',
      {},
      restarted(SHOWN),
      restarted({ ...SHOWN, abnormalities: [] }),
      one().says(first).sees([SHOWN]),
    ],
    [
      'ris/refused-and-not-filed',
      {},
      wrong('AE', 'unknown').sees([PLAIN]),
      wrong('AE', '').sees([PLAIN]),
      wrong('AE', 'unknown'),
    ],
    [
      'ris/refused-and-not-filed',
      {},
      wrong('AE', 'unknown').sees([PLAIN]),
      wrong('AE', 'unknown').sees([SHOWN]),
      one().says(first),
    ],
    ['ris/late-result', {}, late({}), late({ report: 'Normal. AI: bleed' }), one().says(first)],
    ['ris/late-result', {}, late({}), late({ reviewNeeded: false }), reported()],
    [
      'ris/alert-shown',
      {},
      noticed().sees([SHOWN, PLAIN]),
      noticed().sees([SHOWN, { ...PLAIN, alert: true }]),
      noticed(),
    ],
    [
      'ris/alert-raises-priority',
      {},
      noticed().sees([PLAIN, SHOWN]),
      noticed().sees([{ ...SHOWN, priority: { word: 'routine', rank: 2 } }, PLAIN]),
      noticed(),
    ],
    [
      'ris/worklist-filter',
      { by: 'referralLocation' },
      ordered().sees([SHOWN], { filter: by }),
      ordered().sees([SHOWN, PLAIN], { filter: by }),
      ordered(),
    ],
    [
      'ris/abnormality-raises',
      {},
      noticed().sees([SHOWN, PLAIN], { sort: 'abnormality' }),
      noticed().sees([PLAIN, SHOWN], { sort: 'abnormality' }),
      noticed(),
    ],
    ['ris/report-on-pacs-opens', {}, notified([SHOWN]), notified([]), one().sees([SHOWN])],
    ['ris/fhir-taken', {}, fhir('201', 'found'), fhir('201', 'missing'), one()],
  ])('%s %j: satisfied, broken, nothing seen', (id, params, good, bad, nothing) => {
    expect([good, bad, nothing].map((scenario) => judge(id, scenario, params))).toEqual([
      'satisfied',
      'breach',
      'nothing-seen',
    ]);
  });

  it.each([
    ['ris/notice-opens', () => one().says(first)],
    ['ris/report-on-pacs-opens', () => notified([])],
  ] as const)(
    '%s: what was open in time may be looked at again later; what was seen only later proves nothing',
    (id, told) => {
      expect(judge(id, ((told().sees([SHOWN]) as TestScenario).pass(101) as AtRis).sees([SHOWN]))).toBe('satisfied');
      expect(judge(id, ((told() as TestScenario).pass(101) as AtRis).sees([SHOWN]))).toBe('nothing-seen');
    },
  );

  it('never passes what the adapter does not offer', () => {
    const scenario = noticed();
    const failure = { kind: 'not-offered' as const, sentence: 'Filters are not declared.' };
    scenario.add({
      kind: 'probe.ris',
      trigger: '',
      adapter: 'mwl',
      view: 'worklist',
      filter: by,
      asked: '',
      shows: [],
      entries: [],
      failure,
    });
    const result = findCheck('ris/worklist-filter').judge(scenario.record(), { by: 'referralLocation' });
    expect(result).toMatchObject({ outcome: 'nothing-seen', sentence: 'Filters are not declared.' });
  });
});
