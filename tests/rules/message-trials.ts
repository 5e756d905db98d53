import { checkAcknowledgement } from '../../checks/hl7/acknowledgement';
import { checkMessage } from '../../checks/hl7/message';
import { checkNotFinal } from '../../checks/hl7/not-final';
import { readHl7 } from '../../model/hl7/reader';
import { NOTICE_LINES } from '../kit/notice';
import { textTrialsOf, type Trial } from './trial';

const NOTICE = [...NOTICE_LINES, ''].join('\r');
const OLD_NOTICE = NOTICE.replace('|2.5.1|', '|2.3.1|').replace('|CWE|', '|CE|');
const ACK = ['MSH|^~\\&|RIS|H|AI|V|20260101||ACK^O01|9|P|2.5.1', 'MSA|AE|M1|Unknown patient', ''].join('\r');

const judged = (text: string): string[] => {
  const message = readHl7(Buffer.from(text));
  return [...checkMessage(message), ...checkNotFinal(message)].map(({ rule }) => rule);
};
const answered = (ack: string): string[] =>
  checkAcknowledgement(readHl7(Buffer.from(NOTICE)), readHl7(Buffer.from(ack))).map(({ rule }) => rule);

export const MESSAGE_TRIALS: Trial[] = [
  ...textTrialsOf('notice', NOTICE, judged, [
    ['hl7/abnormal-flag', '|AA|', '|CRIT|'],
    ['hl7/character-set', '|UNICODE UTF-8', '|'],
    ['hl7/coding-system', 'CTHEAD^CT head^99X', 'CTHEAD'],
    ['hl7/control-character', 'Not for', 'Not\x02for'],
    ['hl7/control-id-length', '|M1|', `|${'M'.repeat(25)}|`],
    ['hl7/data-type', '|19700102|', '|19700231|'],
    ['hl7/delimiters', 'MSH|^~\\&|', 'MSH|^^\\&|'],
    ['hl7/delimiters-recommended', 'MSH|^~\\&|', 'MSH|^~\\#|'],
    ['hl7/escape-sequence', 'Not for', '\\data\\'],
    ['hl7/field-required', 'CTHEAD^CT head^99X', ''],
    ['hl7/identifier-has-authority', 'P1^^^HOSP^MR', 'P1'],
    ['hl7/message-type', 'ORM_O01', 'ORU_R01'],
    ['hl7/not-final', '|AA|||P', '|AA|||F'],
    ['hl7/obx-value', '|12.5|', '||'],
    ['hl7/obx-value-type', '|NM|', '||'],
    ['hl7/one-patient', 'ORC|SC', 'PID|1||P1^^^HOSP^MR||X^Y\rORC|SC'],
    ['hl7/order-number', '|PL1|FL1|', '|||'],
    ['hl7/order-number-consistent', 'OBR|1|PL1', 'OBR|1|PL2'],
    ['hl7/segment-missing', 'ORC|SC|PL1|FL1||A||||20260101120000\r', ''],
    ['hl7/segment-name', 'NTE|1', 'hello|1'],
    ['hl7/segment-order', 'NTE|1||', 'PV1|1|O\rNTE|1||'],
    ['hl7/segment-terminator', '\r', '\n'],
    ['hl7/sender-named', 'AI|VENDOR', '|'],
    ['hl7/set-id-once', 'OBX|2|', 'OBX|1|'],
    ['hl7/table-value', '||A||||', '||Q||||'],
    ['hl7/version', '2.5.1', '9.9'],
  ]),
  ...textTrialsOf('notice of v2.3.1', OLD_NOTICE, judged, [['hl7/value-type-of-version', '|CE|', '|CWE|']]),
  ...textTrialsOf('refusal', ACK, answered, [
    ['hl7/ack-correlated', '|M1|', '|M2|'],
    ['hl7/ack-reason', '|Unknown patient', ''],
    ['hl7/ack-type', 'MSA|', 'NTE|'],
  ]),
];
