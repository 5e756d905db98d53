import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { finding, type Rule } from './findings';

const CORRELATED: Rule = { id: 'hl7/ack-correlated', clause: 'HL7 2.9.2.2, MSA-2', severity: 'error' };
const IS_ACK: Rule = { id: 'hl7/ack-type', clause: 'HL7 2.9.2', severity: 'error' };
const REASON: Rule = { id: 'hl7/ack-reason', clause: 'HL7 2.15.8.3', severity: 'warning' };

/** Whether `ack` answers `message`: MSA-2 is its MSH-10; a refusal gives a reason (MSA-3 or ERR). */
export function checkAcknowledgement(message: Hl7Message, ack: Hl7Message): Finding[] {
  const findings: Finding[] = [];
  if (ack.all('MSA').length === 0) {
    return [finding(IS_ACK, 'MSA', 'The answer has no MSA segment, so it acknowledges nothing.', ack.type)];
  }
  if (ack.get('MSA-2.1') !== message.controlId) {
    findings.push(
      finding(
        CORRELATED,
        'MSA-2',
        'MSA-2 does not name the message that it answers.',
        ack.get('MSA-2'),
        message.controlId,
      ),
    );
  }
  const refused = /^[AC][ER]$/.test(ack.get('MSA-1.1'));
  if (refused && ack.get('MSA-3') === '' && ack.all('ERR').length === 0) {
    findings.push(finding(REASON, 'MSA-3', 'The message is refused, but no reason is given.', ack.get('MSA-1')));
  }
  return findings;
}
