import type { CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord, MessageExchange } from '../../model/record';
import { checkMessage } from '../hl7/message';
import { checkAcknowledgement } from '../hl7/acknowledgement';
import { timeIsUp } from './reading/deadline';
import { atAck, atEvent, atMessage } from './reading/evidence';
import { andMore, breach, caseCheck, type CaseContext, nothingSeen, satisfied } from './reading/judging';
import { isAcknowledged, isRefused, noticesOf, partiesOf } from './reading/traffic';

/** RCR-S4.1: existing, widely used standards: HL7 v2 over MLLP. */
export const noticeWellFormed = caseCheck({
  id: 'hl7/notice-well-formed',
  title: 'Messages to the RIS are well-formed HL7 v2, framed by MLLP and acknowledged',
  clause: 'RCR l.16-18',
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const framing = record.events.find(isFramingError);
  if (framing) {
    return breach(`What the AI platform sent to the RIS was not framed as MLLP asks: ${framing.problem}`, [
      atEvent(framing),
    ]);
  }
  const notices = noticesOf(caseRecord);
  const unreadable = record.events.find(isNoHl7);
  if (notices.length === 0) {
    return unreadable
      ? breach('What the AI platform sent to the RIS is no HL7 message: it does not begin with an MSH segment.', [
          atEvent(unreadable),
        ])
      : nothingSeen('The AI platform sent no message about the exam.');
  }
  const reused = reusedControlId(notices, record.cases.flatMap(noticesOf));
  if (reused) {
    return breach(
      `Two different messages to the RIS have the same control ID (MSH-10 = ${reused[0]?.message.controlId ?? ''}): the second can be taken for a repetition, and be dropped.`,
      reused.map((notice) => atMessage(notice, 'MSH-10')),
    );
  }
  const findings = notices.flatMap((notice): Finding[] => {
    const found = [
      ...checkMessage(notice.message),
      ...(notice.ack ? checkAcknowledgement(notice.message, notice.ack.message) : []),
    ];
    return found.map((each) => ({ ...each, evidence: atMessage(notice, each.path) }));
  });
  const errors = findings.filter(({ severity, rule }) => severity === 'error' && !rule.startsWith('hl7/ack-'));
  const [first] = errors;
  if (first) {
    return breach(
      andMore(`The message to the RIS is not as HL7 asks: ${first.message}`, errors.length - 1, 'fault'),
      errors.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  const accepted = notices.filter(isAcknowledged);
  if (accepted.length === 0) {
    const time = timeIsUp(caseRecord, record);
    const refused = notices.filter(isRefused);
    if (refused.length === 0) return nothingSeen('The RIS acknowledged no message of the AI platform.');
    if (!time.up) return nothingSeen(time.reason);
    const why = refused[0]?.ack?.message.get('MSA-3') ?? '';
    return breach(
      `The RIS refused the message${why ? `: ${why}` : ''}, and no other was accepted ${time.sentence}.`,
      refused.flatMap((each) => [atMessage(each), ...atAck(each)]),
      findings,
    );
  }
  return satisfied(
    `${counted(accepted.length, 'message')} to the RIS: HL7 v${accepted[0]?.message.version ?? ''} in MLLP frames, without a fault, and acknowledged.`,
    accepted.flatMap((each) => [atMessage(each), ...atAck(each)]),
    findings,
  );
}

/** MSH-10 tells messages apart (HL7 2.15.9.10); what is sent again keeps it. */
function reusedControlId(
  notices: readonly MessageExchange[],
  all: readonly MessageExchange[],
): MessageExchange[] | undefined {
  for (const notice of notices) {
    const other = all.find(
      (each) =>
        each !== notice && each.message.controlId === notice.message.controlId && bodyOf(each) !== bodyOf(notice),
    );
    if (other && notice.message.controlId !== '') return [other, notice];
  }
  return undefined;
}

const bodyOf = ({ message }: MessageExchange): string =>
  message.segments
    .filter(({ name }) => name !== 'MSH')
    .map(({ fields }) => fields.join('|'))
    .join('\r');

type FramingError = Extract<JournalEvent, { kind: 'mllp.framing-error' }>;

function isFramingError(event: JournalEvent): event is JournalEvent & FramingError {
  return event.kind === 'mllp.framing-error' && isFromSut(event);
}

/** A message without MSH is in no exam's messages, because nothing in it can be read. */
function isNoHl7(event: JournalEvent): boolean {
  return event.kind === 'mllp.message' && event.messageType === '' && event.controlId === '' && isFromSut(event);
}

function isFromSut(event: { link: string; sender: 'client' | 'server' }): boolean {
  const { from, to } = partiesOf(event.link);
  return event.sender === 'client' && from === 'ai-platform' && to === 'ris';
}
