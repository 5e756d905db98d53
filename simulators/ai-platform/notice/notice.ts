import { randomUUID } from 'node:crypto';
import type { Code } from '../../../model/exam';
import type { Algorithm } from '../../../model/sut';
import { type Field, segment, timestamp } from '../messages/write-hl7';
import type { ImagingOrder } from '../exams/order';
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
  /** Results that the PACS will not take, in words. */
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
  const rows: Record<number, Field>[] = completion.evaluated.map(({ code, present, alertable }) => ({
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
  for (const text of completion.notStored ?? [])
    rows.push({ 2: coded, 3: STATUS, 5: ['PARTLY-STORED', text, '99AIRW'], 11: CANNOT_BE_OBTAINED });
  rows.push(...declarationObservations(completion.algorithms));
  return message(context, rows, critical);
}

/** Not analysed, because it is outside the intended use, or because it could not be done (RCR l.13, 119, 146-150). */
export function withoutResult(context: NoticeContext, outcome: 'NOT-ANALYSED' | 'FAILED', reason: string): string {
  const text = `${outcome === 'FAILED' ? 'Analysis failed' : 'Not analysed'}: ${reason}`;
  const row = { 2: valueType(context.version), 3: STATUS, 5: [outcome, text, '99AIRW'], 11: CANNOT_BE_OBTAINED };
  return message(context, [row], false);
}

function message(context: NoticeContext, observations: Record<number, Field>[], urgent: boolean): string {
  const segments = [header(context), patient(context.order), visit(context.order), ...orderGroup(context, urgent)];
  for (const [i, fields] of observations.entries()) segments.push(segment('OBX', { ...fields, 1: String(i + 1) }));
  const { studyInstanceUid } = context.order;
  if (studyInstanceUid !== '')
    segments.push(segment('ZDS', { 1: [studyInstanceUid, context.sending.application, 'Application', 'DICOM'] }));
  return `${segments.join('\r')}\r`;
}

function header({ order, version, sending, controlId, at }: NoticeContext): string {
  return segment('MSH', {
    3: sending.application,
    4: sending.facility,
    5: order.sender.application,
    6: order.sender.facility,
    7: timestamp(at),
    9: ['ORM', 'O01'],
    10: controlId ?? newControlId(),
    11: 'P',
    12: version,
    18: 'UNICODE UTF-8',
  });
}

/** MSH-10, 20 characters: the most that every receiver must keep. */
export function newControlId(): string {
  return `AI${randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
}

function patient(order: ImagingOrder): string {
  return segment('PID', {
    1: '1',
    3: order.patientIdentifier,
    5: order.patientName,
    7: order.birthDate,
    8: order.sex,
  });
}

function visit(order: ImagingOrder): string {
  return segment('PV1', { 1: '1', 2: order.patientClass || 'U', 3: order.patientLocation });
}

/** ORC, TQ1 where the version has it, OBR. A critical finding asks for expedited reading: priority STAT (RCR l.152-155). */
function orderGroup({ order, version, at }: NoticeContext, urgent: boolean): string[] {
  const timing: Field = urgent ? ['', '', '', '', '', 'S'] : '';
  return [
    segment('ORC', {
      1: 'SC',
      2: order.placerOrderNumber,
      3: order.fillerOrderNumber,
      5: 'A',
      7: timing,
      9: timestamp(at),
    }),
    ...(urgent && version.startsWith('2.5') ? [segment('TQ1', { 1: '1', 9: 'S' })] : []),
    segment('OBR', {
      1: '1',
      2: order.placerOrderNumber,
      3: order.fillerOrderNumber,
      4: order.procedure.length > 0 ? order.procedure : ['AI-ANALYSIS', 'Image analysis', '99AIRW'],
      18: order.accessionNumber,
      27: timing,
    }),
  ];
}

function valueType(version: Hl7Version): string {
  return version.startsWith('2.5') ? 'CWE' : 'CE';
}

export function triplet({ value, meaning, scheme }: Code): Field {
  return [value, meaning, scheme];
}
