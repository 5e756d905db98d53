import type { Code } from '../../../model/exam';
import type { Algorithm } from '../../../model/sut';
import { buildMessage, newControlId, type SegmentValues, timestamp } from '../../../protocols/mllp/build';
import type { ImagingOrder } from '../exams/order';
import { type Field, type Fields, pathValues } from '../messages/fields';
import type { Hl7Version } from '../options';
import { declarationObservations } from './declaration';
import type { Evaluated } from './evaluated';

export interface NoticeContext {
  order: ImagingOrder;
  version: Hl7Version;
  sending: { application: string; facility: string };
  /** MSH-10; a fresh one where absent. */
  controlId?: string;
  at: Date;
}

export interface Completion {
  evaluated: readonly Evaluated[];
  algorithms: readonly Algorithm[];
  /** Sent where an alertable abnormality was found (RCR l.156-157). */
  criticalAlertCode?: Code;
  /** Results that the PACS will not take, in words: NTE of the order. */
  notStored?: string[];
}

export const ABSENT: Code = { value: '2667000', scheme: 'SCT', meaning: 'Absent' };
const STATUS: Field = ['AI-STATUS', 'AI analysis status', '99AIRW'];
/** HL7 table 0085: P preliminary, X results cannot be obtained for this observation. */
const PRELIMINARY = 'P';
const CANNOT_BE_OBTAINED = 'X';
/** HL7 table 0078: very abnormal, also of values that are no numbers. */
const VERY_ABNORMAL = 'AA';

/** Analysis is complete: ORC-5 = A, one OBX an abnormality, then the declaration (RCR l.140-164, 212-218). */
export function completionNotice(context: NoticeContext, completion: Completion): string {
  const critical = completion.evaluated.some(({ present, alertable }) => present && alertable);
  const coded = valueType(context.version);
  const rows: Fields[] = completion.evaluated.map(({ code, present, alertable }) => ({
    2: coded,
    3: triplet(code),
    5: triplet(present ? code : ABSENT),
    8: present && alertable ? VERY_ABNORMAL : '',
    11: PRELIMINARY,
    14: timestamp(context.at),
  }));
  if (critical && completion.criticalAlertCode)
    rows.push({
      2: coded,
      3: ['CRITICAL-ALERT', 'Critical alert code', '99AIRW'],
      5: triplet(completion.criticalAlertCode),
      11: PRELIMINARY,
    });
  rows.push(...declarationObservations(completion.algorithms));
  return message(context, rows, { urgent: critical, notes: completion.notStored });
}

/** Not analysed, because it is outside the intended use, or because it could not be done (RCR l.13, 119, 146-150). */
export function withoutResult(context: NoticeContext, outcome: 'NOT-ANALYSED' | 'FAILED', reason: string): string {
  const text = `${outcome === 'FAILED' ? 'Analysis failed' : 'Not analysed'}: ${reason}`;
  const row = { 2: valueType(context.version), 3: STATUS, 5: [outcome, text, '99AIRW'], 11: CANNOT_BE_OBTAINED };
  return message(context, [row]);
}

type Segments = [name: string, values: SegmentValues][];

function message(
  context: NoticeContext,
  observations: Fields[],
  { urgent = false, notes = [] }: { urgent?: boolean; notes?: string[] } = {},
): string {
  const { order, sending, version, controlId } = context;
  const segments: [name: string, fields: Fields][] = [
    ['PID', patient(order)],
    ['PV1', { 1: '1', 2: order.patientClass || 'U', 3: order.patientLocation }],
    ...orderGroup(context, urgent),
    ...notes.map((text, i): [string, Fields] => ['NTE', { 1: String(i + 1), 3: text }]),
    ...observations.map((fields, i): [string, Fields] => ['OBX', { ...fields, 1: String(i + 1) }]),
  ];
  // IHE RAD TF-2 4.4: Study Instance UID, application, type of data.
  if (order.studyInstanceUid !== '')
    segments.push(['ZDS', { 1: [order.studyInstanceUid, sending.application, 'Application', 'DICOM'] }]);
  return buildMessage(
    { sending, receiving: order.sender, type: ['ORM', 'O01'], version, controlId: controlId ?? newControlId() },
    segments.map(([name, fields]): Segments[number] => [name, pathValues(fields)]),
  );
}

function patient(order: ImagingOrder): Fields {
  return { 1: '1', 3: order.patientIdentifier, 5: order.patientName, 7: order.birthDate, 8: order.sex };
}

/** ORC, TQ1 where the version has it, OBR. A critical finding asks for expedited reading: priority STAT (RCR l.152-155). */
function orderGroup({ order, version, at }: NoticeContext, urgent: boolean): [name: string, fields: Fields][] {
  const timing: Field = urgent ? ['', '', '', '', '', 'S'] : '';
  const numbers = { 2: order.placerOrderNumber, 3: order.fillerOrderNumber };
  return [
    ['ORC', { 1: 'SC', ...numbers, 5: 'A', 7: timing, 9: timestamp(at) }],
    ...(urgent && version.startsWith('2.5') ? [['TQ1', { 1: '1', 9: 'S' }] satisfies [string, Fields]] : []),
    [
      'OBR',
      {
        1: '1',
        ...numbers,
        4: order.procedure.length > 0 ? order.procedure : ['AI-ANALYSIS', 'Image analysis', '99AIRW'],
        18: order.accessionNumber,
        27: timing,
      },
    ],
  ];
}

function valueType(version: Hl7Version): string {
  return version.startsWith('2.5') ? 'CWE' : 'CE';
}

export function triplet({ value, meaning, scheme }: Code): Field {
  return [value, meaning, scheme];
}
