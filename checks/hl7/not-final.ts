import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { finding, type Rule } from './findings';
import { FINAL_ORDER_RESULT_STATUS, FINAL_RESULT_STATUS } from './tables';

/** Says: A finding of the AI platform, or its whole result, is marked as final. */
const NOT_FINAL: Rule = { id: 'hl7/not-final', clause: 'RCR l.43-47, HL7 tables 0085, 0123', severity: 'error' };
const EXPECTED = 'P, R, S or I';

/** Where a message says how final it is. */
const STATUSES = [
  {
    segment: 'OBX',
    field: 11,
    final: FINAL_RESULT_STATUS,
    message: 'A finding of the AI platform is marked as a final result.',
  },
  {
    segment: 'OBR',
    field: 25,
    final: FINAL_ORDER_RESULT_STATUS,
    message: 'The AI platform marks the whole result as final.',
  },
];

/** Where a message calls results final (OBX-11, OBR-25): no radiologist has issued what an algorithm says. */
export function checkNotFinal(message: Hl7Message): Finding[] {
  return STATUSES.flatMap(({ segment, field, final, message: said }) =>
    message
      .all(segment)
      .filter((each) => final.has(each.component(field, 1).trim()))
      .map((each) => finding(NOT_FINAL, `${segment}[${each.index}]-${field}`, said, each.field(field), EXPECTED)),
  );
}
