import type { JournalEvent } from '../../../model/events';
import type { CheckResult } from '../../../model/check';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../../model/record';
import { nothingSeen } from './judging';
import { dueTo, isTaken, outcomeOf } from './sent';

export type Results = Extract<JournalEvent, { kind: 'consumer.results' }>;
export type ConsumerProbe = Extract<JournalEvent, { kind: 'probe.consumer' }>;

/** An exam whose results the consumer was told to read. */
export interface ToRead {
  caseRecord: CaseRecord;
  results: Results;
  /** The last look; absent where the scenario never came to one. */
  probe?: ConsumerProbe;
}

/** The exams with results that the consumer had to read, or why nothing can be said of it. */
export function toRead(record: ScenarioRecord): { all: ToRead[] } | { nothing: CheckResult } {
  if (!record.sut.ris?.consumer) return { nothing: nothingSeen('sut.yaml does not declare ris.consumer.') };
  const all = record.cases.flatMap((caseRecord): ToRead[] => {
    const { caseId } = caseRecord.exam;
    const results = record.events
      .filter((event) => event.kind === 'consumer.results' && event.caseId === caseId)
      .at(-1);
    if (results?.kind !== 'consumer.results') return [];
    const probe = record.events.filter((event) => event.kind === 'probe.consumer' && event.caseId === caseId).at(-1);
    return [{ caseRecord, results, ...(probe?.kind === 'probe.consumer' ? { probe } : {}) }];
  });
  if (all.length === 0) return { nothing: nothingSeen('There were no results on the PACS that could have been read.') };
  for (const { caseRecord, results, probe } of all) {
    const notice = dueTo(record, caseRecord.exam).find(({ seq }) => seq > results.seq);
    if (!notice) return { nothing: nothingSeen('The RIS was not told of the results.') };
    if (!isTaken(notice)) {
      return { nothing: nothingSeen(`The RIS did not take the notice of the results: ${outcomeOf(notice)}.`) };
    }
    if (probe?.failure?.kind === 'unanswered') return { nothing: nothingSeen(probe.failure.sentence) };
  }
  return { all };
}

/** It had its time: absence counts. */
export function fetchingWait({ waits }: CaseRecord): CaseRecord['waits'][number] | undefined {
  return waits.find(({ what }) => what === 'the RIS to fetch the results');
}

/** What the consumer asked the PACS for about that exam, and what it got. */
export function trafficOf(record: ScenarioRecord, { events }: CaseRecord) {
  const mine = new Set(events.map(({ seq }) => seq));
  const own = <T extends { sent: { seq: number } }>(all: readonly T[] = []): T[] =>
    all.filter(({ sent }) => mine.has(sent.seq));
  const web = own(record.consumer?.web);
  return {
    finds: own(record.consumer?.finds),
    retrieves: own(record.consumer?.retrieves),
    searches: web.filter(({ target }) => SEARCH.test(target)),
    fetches: web.filter(({ target }) => !SEARCH.test(target)),
  };
}

/** QIDO-RS (PS3.18 10.6); everything else below a study retrieves. */
const SEARCH = /\/(studies|series|instances)\/?(\?|$)/;

export function atProbe({ seq, answer, asked }: ConsumerProbe): EvidenceRef {
  return { event: seq, ...(answer ? { file: answer.file } : {}), note: asked };
}

export const atResults = ({ seq, what }: Results): EvidenceRef => ({ event: seq, note: `on the PACS: ${what}` });
