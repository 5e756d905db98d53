import type { Code, Exam } from '../../../model/exam';
import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import type { MessageExchange } from '../../../model/record';
import type { SutConfig } from '../../../model/sut';
import { ordersOf, type OrderGroup } from '../../hl7/orders';
import { ALERTING_FLAGS, NO_RESULT_STATUS } from '../../hl7/tables';
import { knownConcepts, type Named } from './concepts';
import { type Presence, statementsOf } from './presence';

/** One thing that an OBX says about an abnormality. */
export interface Claim {
  code?: Code;
  presence: Presence;
  /** `OBX[2]-5`. */
  path: string;
  observation: Hl7Segment;
  exchange: MessageExchange;
}

/**
 * The order groups of a message that are about the exam: those that name it, or all of them where none names one (a
 * message may carry orders of several exams).
 */
export function groupsOf(message: Hl7Message, exam: Exam): OrderGroup[] {
  const groups = ordersOf(message);
  if (groups.length < 2) return groups;
  const own = groups.filter(({ segments }) =>
    segments.some(({ fields }) =>
      [exam.accessionNumber, exam.placerOrderNumber, exam.fillerOrderNumber, exam.studyInstanceUid].some(
        (id) => id !== '' && fields.some((field) => field.split(/[\^~&]/).includes(id)),
      ),
    ),
  );
  return own.length > 0 ? own : groups;
}

/** OBX segments about the exam, in order. */
export function observationsOf(exchange: MessageExchange, exam: Exam): Hl7Segment[] {
  const groups = groupsOf(exchange.message, exam);
  return groups.length > 0 ? groups.flatMap(({ observations }) => observations) : exchange.message.all('OBX');
}

/** What the OBX segments of a message state about abnormalities; those whose OBX-11 says "no result" state nothing. */
export function claimsOf(exchange: MessageExchange, exam: Exam, sut: SutConfig): Claim[] {
  const observations = observationsOf(exchange, exam);
  return claimsIn(exchange.message, observations, knownConcepts(sut, exam)).map((claim) => ({ ...claim, exchange }));
}

/** The same for observations of a message by itself. */
export function claimsIn(
  message: Hl7Message,
  observations: readonly Hl7Segment[],
  known: readonly Code[],
): Omit<Claim, 'exchange'>[] {
  return observations.flatMap((observation) => {
    if (NO_RESULT_STATUS.has(observation.field(11))) return [];
    const question = namedIn(observation.field(3), 'CE', message);
    if (isDeclarative(question)) return [];
    return observation.repetitions(5).flatMap((raw, i) => {
      const answer = namedIn(raw, observation.field(2), message);
      const repetition = observation.repetitions(5).length > 1 ? `[${i + 1}]` : '';
      return statementsOf(question, answer, known).map((statement) => ({
        ...statement,
        path: `OBX[${observation.index}]-5${repetition}`,
        observation,
      }));
    });
  });
}

/** Observations that declare how the algorithm works, and speak of abnormalities without finding any. */
const isDeclarative = ({ codes, texts }: Named): boolean =>
  [...texts, ...codes.map(({ value }) => value)].some((text) =>
    /sensitivit|specificit|\blimitation|disclaim|declar|intended[ -]use|\b(true|false)[ -](positive|negative)/i.test(
      text,
    ),
  );

/** The codes and texts of one repetition of a field, by its data type. */
export function namedIn(raw: string, type: string, { delimiters }: Hl7Message): Named {
  const parts = raw.split(delimiters.component).map((part) => part.trim());
  // A number is a measurement or a score; whether it means "present" only its sender knows.
  if (type === 'NM' || type === 'SN') return { codes: [], texts: [] };
  if (!['CE', 'CWE', 'CNE', 'CF'].includes(type)) {
    const short = type === 'ID' || type === 'IS';
    return { codes: short ? [{ value: raw, scheme: '' }] : [], texts: [parts.join(' ')] };
  }
  const [id = '', text = '', scheme = '', otherId = '', otherText = '', otherScheme = ''] = parts;
  const codes = [
    { value: id, scheme },
    { value: otherId, scheme: otherScheme },
  ].filter(({ value }) => value !== '');
  // Where no text is given, the identifier itself is what a reader sees.
  const texts = [text, otherText, parts[8] ?? ''].filter((each) => each !== '');
  return { codes, texts: texts.length > 0 || scheme !== '' ? texts : [id] };
}

/** OBX-8 values that alert, the declared critical alert code included. */
export function alertsOf(observation: Hl7Segment, { delimiters }: Hl7Message, sut: SutConfig): string[] {
  const critical = sut.capabilities.criticalAlertCode?.value;
  return observation
    .repetitions(8)
    .map((flag) => flag.split(delimiters.component)[0]?.trim() ?? '')
    .filter((flag) => ALERTING_FLAGS.has(flag) || (critical !== undefined && flag === critical));
}
