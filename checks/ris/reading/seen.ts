import type { JournalEvent } from '../../../model/events';
import type { Exam } from '../../../model/exam';
import type { EvidenceRef, ScenarioRecord } from '../../../model/record';
import type { RisEntry, RisField } from '../../../model/ris-access';
import type { CheckResult } from '../../../model/check';
import { nothingSeen } from './judging';

export type Look = Extract<JournalEvent, { kind: 'probe.ris' }>;
export type Handled = Extract<JournalEvent, { kind: 'ris.handled' }>;

export const looksOf = ({ events }: ScenarioRecord): Look[] =>
  events.flatMap((event) => (event.kind === 'probe.ris' ? [event] : []));

export const handledOf = ({ events }: ScenarioRecord, what: Handled['what']): Handled[] =>
  events.flatMap((event) => (event.kind === 'ris.handled' && event.what === what ? [event] : []));

/** The last look that `isMeant` picks, if something was seen by it and it shows the field; else why nothing can be said. */
export function lastLook(
  record: ScenarioRecord,
  isMeant: (look: Look) => boolean,
  field?: RisField,
): { look: Look } | { nothing: CheckResult } {
  const look = looksOf(record).filter(isMeant).at(-1);
  if (!look) return { nothing: nothingSeen('The RIS was not looked at.') };
  if (look.failure) return { nothing: nothingSeen(look.failure.sentence) };
  if (field !== undefined && !look.shows.includes(field)) {
    return {
      nothing: nothingSeen(`What sut.yaml declares of the RIS (${look.adapter}) does not show ${FIELD_WORDS[field]}.`),
    };
  }
  return { look };
}

const FIELD_WORDS: Record<RisField, string> = {
  accessionNumber: 'the accession number',
  orderNumber: 'the order number',
  patientId: 'the patient ID',
  patientName: "the patient's name",
  priority: 'the priority',
  alert: 'alerts',
  abnormalities: 'AI abnormalities',
  reviewNeeded: 'whether a review is asked for',
  aiMissing: 'whether an AI result is missing',
  report: 'the report',
};

/** The plain reporting worklist. */
export const isWorklist = ({ view, filter, sort }: Look): boolean =>
  view === 'worklist' && filter === undefined && sort === undefined;

export const entriesOf = ({ entries }: Pick<Look, 'entries'>, exam: Exam): RisEntry[] =>
  entries.filter((entry) => isOf(entry, exam));

export const entryOf = (look: Pick<Look, 'entries'>, exam: Exam): RisEntry | undefined => entriesOf(look, exam)[0];

function isOf(entry: RisEntry, exam: Exam): boolean {
  if (entry.accessionNumber) return entry.accessionNumber === exam.accessionNumber;
  return [exam.placerOrderNumber, exam.fillerOrderNumber].some(
    (number) => number !== '' && number === entry.orderNumber,
  );
}

/** An exam as it was seen last, by whatever look shows it and the field. */
export function lastSeen(
  record: ScenarioRecord,
  exam: Exam,
  field: RisField,
): { look: Look; entry: RisEntry } | { nothing: CheckResult } {
  const seen = looksOf(record).filter(
    (look) => !look.failure && look.filter === undefined && look.shows.includes(field) && entryOf(look, exam),
  );
  const look = seen.at(-1);
  const entry = look && entryOf(look, exam);
  if (look && entry) return { look, entry };
  const last = lastLook(record, () => true, field);
  return 'nothing' in last ? last : { nothing: nothingSeen('The RIS showed the exam in none of its answers.') };
}

export function atLook({ seq, answer, asked }: Look, note?: string): EvidenceRef {
  return { event: seq, ...(answer ? { file: answer.file } : {}), note: note ?? asked };
}
