import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { finding, type Rule } from './findings';
import { FINAL_ORDER_RESULT_STATUS, FINAL_RESULT_STATUS } from './tables';

/** Says: A finding of the AI platform, or its whole result, is marked as final. */
const NOT_FINAL: Rule = { id: 'hl7/not-final', clause: 'RCR l.43-47, HL7 tables 0085, 0123', severity: 'error' };
const EXPECTED = 'P, R, S or I';

/** Where a message calls results final (OBX-11, OBR-25): no radiologist has issued what an algorithm says. */
export function checkNotFinal(message: Hl7Message): Finding[] {
  return [
    ...message
      .all('OBX')
      .filter((obx) => FINAL_RESULT_STATUS.has(obx.field(11)))
      .map((obx) =>
        finding(
          NOT_FINAL,
          `OBX[${obx.index}]-11`,
          'A finding of the AI platform is marked as a final result.',
          obx.field(11),
          EXPECTED,
        ),
      ),
    ...message
      .all('OBR')
      .filter((obr) => FINAL_ORDER_RESULT_STATUS.has(obr.field(25)))
      .map((obr) =>
        finding(
          NOT_FINAL,
          `OBR[${obr.index}]-25`,
          'The AI platform marks the whole result as final.',
          obr.field(25),
          EXPECTED,
        ),
      ),
  ];
}
