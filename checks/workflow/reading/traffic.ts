import type { ActorName } from '../../../model/actors';
import type { JournalEvent } from '../../../model/events';
import type { CaseRecord, MessageExchange, StoredInstance } from '../../../model/record';

const SUT: ActorName = 'ai-platform';

/** The parties and protocol of a link, from its name `ai-platform>pacs:dimse`. */
export function partiesOf(link: string): { from: string; to: string; protocol: string } {
  const [, from = '', to = '', protocol = ''] = /^(.*)>(.*):(.*)$/.exec(link) ?? [];
  return { from, to, protocol };
}

/** Events on links that the AI platform is one end of. */
export const isOfSut = (event: JournalEvent): event is Extract<JournalEvent, { link: string }> =>
  'link' in event && [partiesOf(event.link).from, partiesOf(event.link).to].includes(SUT);

/** What the AI platform tried to store on the PACS, taken or not. */
export const attemptsOf = ({ stores }: CaseRecord): StoredInstance[] =>
  stores.filter(({ from, to }) => from === SUT && to === 'pacs');

/** Results: what the PACS took, each SOP Instance once, by the first time it was taken. */
export function resultsOf(caseRecord: CaseRecord): StoredInstance[] {
  const first = new Map<string, StoredInstance>();
  for (const store of attemptsOf(caseRecord)) {
    if (store.accepted && !first.has(store.sopInstanceUid)) first.set(store.sopInstanceUid, store);
  }
  return [...first.values()];
}

/** HL7 messages from the AI platform to the RIS that name the exam. */
export const noticesOf = ({ messages }: CaseRecord): MessageExchange[] =>
  messages.filter(({ from, to }) => from === SUT && to === 'ris');

export const isAcknowledged = ({ ack }: MessageExchange): boolean => ack?.code === 'AA' || ack?.code === 'CA';
export const isRefused = ({ ack }: MessageExchange): boolean => ack !== undefined && /^[AC][ER]$/.test(ack.code);

/** The RIS's message with ORC-5 = CM, which starts the analysis (RCR l.193). */
export function triggersOf({ messages }: CaseRecord): MessageExchange[] {
  return messages.filter(
    ({ from, to, message }) =>
      from === 'ris' && to === SUT && message.all('ORC').some((orc) => orc.component(5, 1) === 'CM'),
  );
}

/**
 * Why the AI platform had nothing to do with this exam; undefined when it was started as it should be.
 * @param events of the whole scenario: a connection that failed belongs to no exam
 */
export function notStarted(caseRecord: CaseRecord, events: readonly JournalEvent[]): string | undefined {
  if (!caseRecord.images.some(({ accepted }) => accepted)) {
    return 'The images of the study never reached the PACS, so there was nothing to analyse.';
  }
  const triggers = triggersOf(caseRecord);
  if (triggers.length === 0) {
    const failure = events.find((each) => each.kind === 'connection.failed' && each.link === 'ris>ai-platform:mllp');
    return failure?.kind === 'connection.failed'
      ? `The completion of the exam (ORC-5 = CM) could not be delivered to the AI platform: ${failure.reason}.`
      : 'The RIS never sent the completion of the exam (ORC-5 = CM), so nothing was started.';
  }
  if (triggers.some(isAcknowledged)) return undefined;
  const refusal = triggers.find(isRefused)?.ack;
  return refusal
    ? `The AI platform refused the completion of the exam (${refusal.code} ${refusal.message.get('MSA-3')}).`.replace(
        ' )',
        ')',
      )
    : 'The AI platform never acknowledged the completion of the exam (ORC-5 = CM).';
}
