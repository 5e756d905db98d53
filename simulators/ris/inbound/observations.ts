import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import { splitEscaped, unescape } from '../../../model/hl7/escapes';
import type { Concept, Statement } from '../database/ai-results';
import type { AlertRow, ObservationRow } from '../database/types';
import { statementOf, type Coded } from './statements';

export interface Observations {
  /** Every OBX. */
  rows: ObservationRow[];
  /** Abnormalities stated as present, absent, unclear or not analysed. */
  statements: Statement[];
  alerts: Pick<AlertRow, 'meaning' | 'flag'>[];
  /** What was said before of these is taken back or corrected. */
  revised: Concept[];
  /** The first OBX that says that there is no result, and why. */
  noResult?: { failed: boolean; reason: string };
}

/** OBX-11, table 0085: X results cannot be obtained, N not asked for. */
const NO_RESULT = new Set(['X', 'N']);
/** D deleted, W posted wrong, O order detail only: nothing is claimed. */
const NO_CLAIM = new Set(['D', 'W', 'O']);
/** Table 0078: what is no abnormality (N), a trend, or a susceptibility. Any other flag counts, known or not. */
const NO_ALERT = new Set(['', '""', 'N', 'U', 'D', 'B', 'W', 'S', 'R', 'I', 'MS', 'VS', 'NULL']);
/** C corrects, D deletes, W says that it was wrong. */
const REVISING = new Set(['C', 'D', 'W']);
/** OBX-3 that says something of the analysis or of the urgency, and names no abnormality. */
const STATUS_CODE = 'AI-STATUS';
const ALERT_CODE = 'CRITICAL-ALERT';
/** Data types of OBX-5 in which an abnormality can be stated. */
const STATEMENT_TYPES = new Set(['', 'CE', 'CWE', 'CNE', 'CF', 'ST', 'IS', 'ID', 'TX', 'FT']);

/** Reads all OBX: RCR l.144 (OBX-5), l.152-157 and 217-218 (OBX-8). */
export function readObservations(message: Hl7Message): Observations {
  const observations: Observations = { rows: [], statements: [], alerts: [], revised: [] };
  for (const obx of message.all('OBX')) read(obx, message.delimiters, observations);
  return observations;
}

function read(obx: Hl7Segment, delimiters: Hl7Message['delimiters'], into: Observations): void {
  const asked: Coded = {
    code: obx.component(3, 1),
    meaning: obx.component(3, 2) || obx.component(3, 1),
    scheme: obx.component(3, 3),
  };
  const status = obx.component(11, 1);
  const flags = flagsOf(obx, delimiters);
  into.rows.push({
    ...asked,
    value_type: obx.field(2),
    value: obx.field(5),
    units: obx.component(6, 1),
    flags: flags.join(' '),
    result_status: status,
    segment: obx.fields.join(delimiters.field),
  });
  const values = obx.repetitions(5).map((repetition) => codedOf(repetition, delimiters));
  if (REVISING.has(status)) into.revised.push(asked);
  if (NO_RESULT.has(status)) {
    const [first] = values;
    into.noResult ??= {
      failed: first?.code === 'FAILED',
      reason: first?.meaning || `${asked.meaning}: no result (OBX-11 ${status})`,
    };
    if (asked.code !== STATUS_CODE)
      into.statements.push({ ...asked, presence: 'not-analysed', value: obx.field(5), alert: '' });
    return;
  }
  if (NO_CLAIM.has(status)) return;
  if (asked.code === ALERT_CODE) {
    for (const { code, meaning } of values) into.alerts.push({ meaning: meaning || code, flag: code });
    return;
  }
  const alert = flags.find((flag) => !NO_ALERT.has(flag.toUpperCase())) ?? '';
  if (alert !== '') into.alerts.push({ meaning: asked.meaning, flag: alert });
  if (!STATEMENT_TYPES.has(obx.field(2)) || asked.code === STATUS_CODE) return;
  for (const [index, value] of values.entries()) {
    const statement = statementOf(asked, value, /^C/.test(obx.field(2)));
    if (statement) into.statements.push({ ...statement, value: obx.repetitions(5)[index] ?? '', alert });
  }
}

function flagsOf(obx: Hl7Segment, delimiters: Hl7Message['delimiters']): string[] {
  return obx
    .repetitions(8)
    .map((flag) => unescape(splitEscaped(flag, delimiters.component)[0] ?? '', delimiters).trim())
    .filter((flag) => flag !== '');
}

function codedOf(repetition: string, delimiters: Hl7Message['delimiters']): Coded {
  const [code = '', meaning = '', scheme = ''] = splitEscaped(repetition, delimiters.component).map((part) =>
    unescape(part, delimiters).trim(),
  );
  return { code, meaning: meaning || code, scheme };
}
