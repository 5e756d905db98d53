import type { Exam } from '../../model/exam';
import type { OrderDetail, RisAccess } from '../../model/ris-access';
import { buildMessage, newControlId, type SegmentValues, timestamp } from '../../protocols/mllp/build';
import { patientSegment } from '../../protocols/mllp/patient-segment';

/** Who sends orders and reports to a RIS under test, and how it is addressed. */
export interface Ends {
  sending: { application: string; facility: string };
  receiving: { application: string; facility: string };
}

export type OrderDetails = Partial<Record<OrderDetail, string>>;

/**
 * ORM^O01, ORC-1 = NW: the new order of the order entry. It names the patient and the placer's number; accession number and
 * Study Instance UID are the RIS's to give.
 */
export function newOrder(
  exam: Exam,
  details: OrderDetails,
  access: RisAccess,
  ends: Ends,
  characterSet?: string,
): string {
  const segments: Record<'PID' | 'PV1' | 'ORC' | 'OBR', SegmentValues> = {
    PID: patientSegment(exam),
    PV1: { '1': '1', '2': 'O' },
    ORC: { '1': 'NW', '2': exam.placerOrderNumber, '9': timestamp(new Date()) },
    OBR: { '1': '1', '2': exam.placerOrderNumber, ...procedure(exam), '24': exam.modality },
  };
  const extra = new Map<string, SegmentValues>();
  for (const [detail, value] of Object.entries(details) as [OrderDetail, string][]) {
    const [segment = '', path = ''] = access.orders.fields[detail].split('-');
    const known = segments[segment as keyof typeof segments] ?? extra.get(segment) ?? {};
    known[path] = value;
    if (!(segment in segments)) extra.set(segment, known);
  }
  return message(['ORM', 'O01'], ends, [...Object.entries(segments), ...extra], characterSet);
}

/** ADT^A04: the patient is registered, for products that must know one before an order. */
export function registration(exam: Exam, ends: Ends, characterSet?: string): string {
  const event: SegmentValues = { '1': 'A04', '2': timestamp(new Date()) };
  return message(
    ['ADT', 'A04'],
    ends,
    [
      ['EVN', event],
      ['PID', patientSegment(exam)],
      ['PV1', { '1': '1', '2': 'O' }],
    ],
    characterSet,
  );
}

/** ORM^O01 with ORC-5 = CM from the order entry, where the product takes completion so. */
export function completion(exam: Exam, ends: Ends): string {
  const numbers = { '2': exam.placerOrderNumber, '3': exam.fillerOrderNumber };
  return message(['ORM', 'O01'], ends, [
    ['PID', patientSegment(exam)],
    ['ORC', { '1': 'SC', ...numbers, '5': 'CM' }],
    ['OBR', { '1': '1', ...numbers, ...procedure(exam), '18': exam.accessionNumber }],
  ]);
}

/** ORU^R01 with OBR-25 and OBX-11 = F: the radiologist's report, issued. */
export function finalReport(exam: Exam, text: string, ends: Ends): string {
  const numbers = { '2': exam.placerOrderNumber, '3': exam.fillerOrderNumber };
  return message(['ORU', 'R01'], ends, [
    ['PID', patientSegment(exam)],
    ['ORC', { '1': 'RE', ...numbers }],
    ['OBR', { '1': '1', ...numbers, ...procedure(exam), '18': exam.accessionNumber, '25': 'F' }],
    [
      'OBX',
      { '1': '1', '2': 'TX', '3.1': '18748-4', '3.2': 'Diagnostic imaging study', '3.3': 'LN', '5': text, '11': 'F' },
    ],
  ]);
}

function message(
  type: [string, string],
  ends: Ends,
  segments: [string, SegmentValues][],
  characterSet?: string,
): string {
  return buildMessage({ ...ends, type, controlId: newControlId(), characterSet }, segments);
}

function procedure({ procedure: { value, meaning, scheme } }: Exam): SegmentValues {
  return { '4.1': value, '4.2': meaning, '4.3': scheme };
}
