import type { JournalEvent } from '../../../model/events';
import type { Code, Exam } from '../../../model/exam';
import type { CaseRecord, EvidenceRef, MessageExchange, ScenarioRecord } from '../../../model/record';

/** What the AI platform sent, and what came of it. */
export type Sent = Extract<JournalEvent, { kind: 'ai-platform.sent' }>;

export const sentOf = ({ events }: Pick<ScenarioRecord, 'events'>): Sent[] =>
  events.flatMap((event) => (event.kind === 'ai-platform.sent' ? [event] : []));

/** Those about an exam that the RIS has to take. */
export const dueTo = (record: ScenarioRecord, { caseId }: Exam): Sent[] =>
  sentOf(record).filter((sent) => sent.caseId === caseId && sent.expects === 'accepted');

/** AA; CA where enhanced acknowledgement is in use. */
export const isTaken = ({ answer }: Sent): boolean => answer?.code === 'AA' || answer?.code === 'CA';
export const isRefusedHl7 = ({ answer }: Sent): boolean => /^[AC][ER]$/.test(answer?.code ?? '');

export function atSent(sent: Sent, path?: string): EvidenceRef {
  const { seq, message, answer, controlId, what } = sent;
  return {
    event: seq,
    file: (answer?.message ?? message).file,
    ...(controlId === '' ? {} : { controlId }),
    ...(path === undefined ? {} : { path }),
    note: answer ? `${what}: answered ${answer.code}` : `${what}: no answer`,
  };
}

/** In words what came of it: `AE (PID-3 is not the patient of that exam)`. */
export function outcomeOf({ answer, unanswered }: Sent): string {
  if (answer) return answer.reason === '' ? answer.code || 'no acknowledgement' : `${answer.code} (${answer.reason})`;
  return { closed: 'the connection closed', silent: 'no answer', unreachable: 'no connection' }[unanswered ?? 'silent'];
}

/** Messages from the AI platform that name the exam. */
export const noticesTo = ({ messages }: CaseRecord): MessageExchange[] =>
  messages.filter(({ from, to }) => from === 'ai-platform' && to === 'ris');

/** ORC-5 = CM from the RIS to the AI platform (RCR l.192-194). */
export const completionsOf = ({ messages }: CaseRecord): MessageExchange[] =>
  messages.filter(({ from, to, message }) => from === 'ris' && to === 'ai-platform' && message.get('ORC-5.1') === 'CM');

/** When the exam was completed: MPPS COMPLETED and all images made, the operator's word, or a message from the order entry. */
export function completedAt({ events, messages }: CaseRecord): { seq: number; ms: number } | undefined {
  const ends = events.filter(
    (event) =>
      (event.kind === 'dimse.command' && event.command === 'N-SET-RQ' && isCompleted(event.attributes)) ||
      (event.kind === 'ris.handled' && event.what === 'completed' && event.failure === undefined),
  );
  const told = messages.filter(
    ({ from, to, message }) => from === 'harness' && to === 'ris' && message.get('ORC-5.1') === 'CM',
  );
  return [...ends, ...told.map(({ sent }) => sent)].sort((a, b) => a.seq - b.seq)[0];
}

const isCompleted = (attributes?: Record<string, unknown>): boolean =>
  attributes?.['PerformedProcedureStepStatus'] === 'COMPLETED';

export interface Stated {
  code: Code;
  present: boolean;
  alert: boolean;
}

/** OBX-11: taken back. */
const NO_CLAIM = new Set(['D', 'W', 'X', 'N', 'O']);
const NO_ALERT = new Set(['', 'N']);
const ABSENT = '2667000';

/** What taken messages state of an exam in the end: a later statement of the same abnormality counts. */
export function statedOf(record: ScenarioRecord, caseRecord: CaseRecord): Stated[] {
  const taken = new Set(
    dueTo(record, caseRecord.exam)
      .filter(isTaken)
      .map(({ controlId }) => controlId),
  );
  const stated = new Map<string, Stated>();
  // By control id: two exams of a patient share what a message could be told by.
  for (const { message } of record.cases.flatMap(noticesTo).sort((x, y) => x.sent.seq - y.sent.seq)) {
    if (!taken.has(message.controlId)) continue;
    for (const obx of message.all('OBX')) {
      const code = { value: obx.component(3, 1), meaning: obx.component(3, 2), scheme: obx.component(3, 3) };
      if (NO_CLAIM.has(obx.component(11, 1))) stated.delete(code.value);
      else {
        const present = obx.component(5, 1) !== ABSENT;
        stated.set(code.value, { code, present, alert: present && !NO_ALERT.has(obx.component(8, 1)) });
      }
    }
  }
  return [...stated.values()];
}

/** Whether a text of the RIS names the abnormality, by code or by name. */
export function names(text: string, { value, meaning }: Code): boolean {
  const said = plain(text);
  return said === plain(value) || ` ${said} `.includes(` ${plain(meaning)} `);
}

/** Case, punctuation and the way in which an accent is written do not matter; the letters do. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
