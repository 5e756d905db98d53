import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import type { AbnormalityRow, AiStatus } from '../database/types';

export interface Notice {
  controlId: string;
  sender: string;
  /** ORC-1 and ORC-5. */
  control: string;
  status: string;
  ids: { patientId: string; accessionNumber: string; placer: string; filler: string; study: string };
  abnormalities: Omit<AbnormalityRow, 'sender' | 'control_id' | 'received_at'>[];
  ai: { status: AiStatus; text: string };
  /** One OBX-8 at least raises an alert (table 0078). */
  alert: boolean;
}

const ALERTING = new Set(['A', 'AA', 'H', 'HH', 'L', 'LL', '<', '>']);
const ABSENT = /^(2667000|260385009|272519000|373067005|N)$/;
const ABSENT_TEXT = /\b(no|not|without|absent|absence|negative|none|nil)\b/i;
const PRESENT_TEXT = /^(present|positive|yes|detected|found|Y)$/i;
/** Statuses that say: results cannot be obtained, order not asked for (table 0085). */
const NO_RESULT = new Set(['X', 'N']);

/** Reads a notice of the AI platform; nothing is required here, what is missing is ''. */
export function readNotice(message: Hl7Message): Notice {
  const orc = message.all('ORC')[0];
  const obr = message.all('OBR')[0];
  const results = message.all('OBX').map((obx) => resultOf(obx));
  const noResult = results.find((result) => result.noResult);
  const statements = results.filter((result) => !result.noResult);
  return {
    controlId: message.controlId,
    sender: `${message.get('MSH-3.1')}|${message.get('MSH-4.1')}`,
    control: orc?.component(1, 1) ?? '',
    status: orc?.component(5, 1) ?? '',
    ids: {
      patientId: message.get('PID-3.1'),
      accessionNumber: obr?.component(18, 1) || message.get('IPC-1.1'),
      placer: orc?.component(2, 1) || (obr?.component(2, 1) ?? ''),
      filler: orc?.component(3, 1) || (obr?.component(3, 1) ?? ''),
      study: message.get('ZDS-1.1') || message.get('IPC-3.1'),
    },
    abnormalities: statements.map(({ noResult: _noResult, ...row }) => row),
    ai: noResult
      ? {
          status: /^FAILED$/.test(noResult.valueCode) ? 'failed' : 'not-analysed',
          text: noResult.meaningOfValue || noResult.value,
        }
      : { status: 'available', text: '' },
    alert: statements.some(({ alert, presence }) => ALERTING.has(alert) && presence !== 'absent'),
  };
}

function resultOf(obx: Hl7Segment) {
  const value = obx.field(5);
  const valueCode = obx.component(5, 1);
  const valueText = obx.component(5, 2) || valueCode;
  return {
    code: obx.component(3, 1),
    scheme: obx.component(3, 3),
    meaning: obx.component(3, 2) || obx.component(3, 1),
    presence: presenceOf(obx.component(3, 1), valueCode, valueText),
    value,
    alert: obx.component(8, 1),
    noResult: NO_RESULT.has(obx.component(11, 1)),
    valueCode,
    meaningOfValue: obx.component(5, 2),
  };
}

function presenceOf(asked: string, code: string, text: string): 'present' | 'absent' | 'unclear' {
  if (ABSENT.test(code) || ABSENT_TEXT.test(text)) return 'absent';
  if (code !== '' && (code === asked || code === '52101004' || PRESENT_TEXT.test(text) || PRESENT_TEXT.test(code)))
    return 'present';
  return 'unclear';
}
