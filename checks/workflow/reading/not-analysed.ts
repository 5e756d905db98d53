import type { Exam } from '../../../model/exam';
import type { MessageExchange } from '../../../model/record';
import type { SutConfig } from '../../../model/sut';
import { claimsOf, groupsOf, observationsOf } from './claims';

/** Order control codes by which a filler cancels, discontinues, or cannot do what was ordered (HL7 table 0119). */
const CANCELLED = new Set(['OC', 'CR', 'DR', 'UA', 'OD']);
/** Order status: cancelled, discontinued, error, on hold (HL7 table 0038). */
const NOT_DONE = new Set(['CA', 'DC', 'ER', 'HD']);
/** Observation result status: cannot be obtained, not asked for (HL7 table 0085). */
const NO_RESULT = new Set(['X', 'N']);

const VERB = '(analy[sz]|process|evaluat|assess|perform|comput)';
const SAYS_SO = new RegExp(
  [
    `\\b(not|never)( be| been| yet)? ${VERB}`,
    `\\b(unable|failed|not able|not possible|impossible) to (be )?${VERB}`,
    `\\bno (analysis|results?)( (was|were|is|are|could|available|possible|performed)\\b|\\s*$)`,
    `\\b(analysis|processing|inference|algorithm)\\b.{0,40}\\b(fail|error|abort|reject|refus|cancel|timed? ?-?out|unavailable|not possible)`,
    `\\bout(side)?[ -](of )?(the )?(declared )?(scope|intended|indications?)`,
    `\\bnot (with)?in (the )?(declared )?(scope|intended|indications?)`,
    `\\bnot (supported|suitable|eligible|applicable|usable)\\b`,
    `\\b(unsupported|unsuitable|ineligible|unusable|inapplicable)\\b`,
    `^\\s*(failed|failure|error|aborted|rejected|refused|timed? ?-?out|cancelled|skipped|not[ -]?done)\\b`,
  ].join('|'),
  'i',
);

export interface Said {
  exchange: MessageExchange;
  /** The field that says so. */
  path: string;
  text: string;
}

/** Whether a text says that there is no analysis. */
export const textSaysNotAnalysed = (text: string): boolean => SAYS_SO.test(text.replace(/[_-]/g, ' '));

/** Where a message about the exam says that the study was not, or could not be, analysed; undefined where it does not. */
export function saysNotAnalysed(exchange: MessageExchange, exam: Exam): Said | undefined {
  const { message } = exchange;
  for (const { orc } of groupsOf(message, exam)) {
    if (NOT_DONE.has(orc.component(5, 1))) return { exchange, path: 'ORC-5', text: orc.field(5) };
    if (CANCELLED.has(orc.component(1, 1))) return { exchange, path: 'ORC-1', text: orc.field(1) };
    if (textSaysNotAnalysed(orc.field(16))) return { exchange, path: 'ORC-16', text: orc.field(16) };
  }
  for (const observation of observationsOf(exchange, exam)) {
    const path = `OBX[${observation.index}]`;
    if (NO_RESULT.has(observation.field(11))) return { exchange, path: `${path}-11`, text: observation.field(5) };
    if (observation.field(5).split(/[\^~]/).some(textSaysNotAnalysed)) {
      return { exchange, path: `${path}-5`, text: observation.field(5) };
    }
  }
  for (const note of message.all('NTE')) {
    if (textSaysNotAnalysed(note.field(3))) return { exchange, path: `NTE[${note.index}]-3`, text: note.field(3) };
  }
  return undefined;
}

/** A message that says "not analysed" and claims no finding. One that claims findings is none, whatever else it says. */
export const isRefusal = (exchange: MessageExchange, exam: Exam, sut: SutConfig): boolean =>
  claimsOf(exchange, exam, sut).length === 0 && saysNotAnalysed(exchange, exam) !== undefined;

/** Opens reporting: ORC-5 = A, and not as a refusal (RCR l.146-150). */
export function isCompletionNotice(exchange: MessageExchange, exam: Exam, sut: SutConfig): boolean {
  return opensReporting(exchange, exam) && !isRefusal(exchange, exam, sut);
}

export const opensReporting = ({ message }: MessageExchange, exam: Exam): boolean =>
  groupsOf(message, exam).some(({ orc }) => orc.component(5, 1) === 'A');
