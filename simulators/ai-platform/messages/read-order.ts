import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import { Hl7ReadError, readHl7 } from '../../../model/hl7/reader';
import { splitEscaped, unescape } from '../../../model/hl7/escapes';
import { type ImagingOrder, idOf } from '../exams/order';

export interface OrderMessage {
  controlId: string;
  /** ORC-1. */
  control: string;
  /** ORC-5. */
  status: string;
  order: ImagingOrder;
}

/** Why a message cannot be taken: AR, it is none that is understood here; AE, its content is not usable. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
  constructor(
    readonly code: 'AE' | 'AR',
    message: string,
    readonly controlId: string,
  ) {
    super(message);
  }
}

const VERSIONS = new Set(['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1', '2.8']);

/**
 * Reads an ORM^O01 with one order.
 * @throws MessageRefused with the acknowledgement code and one sentence
 */
export function readOrder(bytes: Uint8Array): OrderMessage {
  const message = readMessage(bytes);
  const { controlId } = message;
  const refuse = (code: 'AE' | 'AR', text: string): never => {
    throw new MessageRefused(code, text, controlId);
  };
  const type = `${message.get('MSH-9.1')}^${message.get('MSH-9.2')}`;
  if (type !== 'ORM^O01') refuse('AR', `MSH-9 is ${type}; only ORM^O01 is understood here`);
  const version = message.get('MSH-12.1');
  if (!VERSIONS.has(version)) refuse('AR', `MSH-12 is '${version}'; HL7 2.1 to 2.8 are understood here`);
  if (controlId === '') refuse('AE', 'MSH-10 (message control ID) is empty');
  if (message.charset.invalid) refuse('AE', `The text is not encoded as MSH-18 says ('${message.charset.declared}')`);
  const [orc, second] = message.all('ORC');
  if (!orc) return refuse('AE', 'There is no ORC segment');
  if (second) refuse('AE', 'There is more than one order in the message; send each in a message of its own');
  const order = readImagingOrder(message, orc);
  if (!orderNumbers(order).some((number) => number !== ''))
    refuse('AE', 'Neither an order number (ORC-2, ORC-3) nor an accession number (OBR-18) is given');
  return { controlId, control: orc.component(1, 1), status: orc.component(5, 1), order };
}

function readMessage(bytes: Uint8Array): Hl7Message {
  try {
    return readHl7(bytes);
  } catch (error) {
    if (error instanceof Hl7ReadError) throw new MessageRefused('AR', error.message, '');
    throw error;
  }
}

function orderNumbers(order: ImagingOrder): string[] {
  return [order.accessionNumber, idOf(order.placerOrderNumber), idOf(order.fillerOrderNumber)];
}

function readImagingOrder(message: Hl7Message, orc: Hl7Segment): ImagingOrder {
  const segment = (name: string): Hl7Segment | undefined => message.all(name)[0];
  const field = (from: Hl7Segment | undefined, number: number): string[][] => parts(message, from, number);
  const [pid, pv1, obr, ipc, zds] = ['PID', 'PV1', 'OBR', 'IPC', 'ZDS'].map(segment);
  const either = (number: number): string[][] => {
    const own = field(orc, number);
    return idOf(own) === '' ? field(obr, number) : own;
  };
  const first = (...candidates: (string | undefined)[]): string => candidates.find((each) => each) ?? '';
  return {
    patientIdentifier: field(pid, 3),
    patientName: field(pid, 5),
    birthDate: pid?.component(7, 1) ?? '',
    sex: pid?.component(8, 1) ?? '',
    patientClass: pv1?.component(2, 1) ?? '',
    patientLocation: field(pv1, 3),
    placerOrderNumber: either(2),
    fillerOrderNumber: either(3),
    procedure: field(obr, 4),
    accessionNumber: first(obr?.component(18, 1), ipc?.component(1, 1), obr?.component(20, 1)),
    studyInstanceUid: first(zds?.component(1, 1), ipc?.component(3, 1)),
    sender: { application: message.get('MSH-3.1'), facility: message.get('MSH-4.1') },
  };
}

/** Components and subcomponents of a field's first repetition, unescaped. */
function parts({ delimiters }: Hl7Message, segment: Hl7Segment | undefined, number: number): string[][] {
  const raw = segment?.repetitions(number)[0] ?? '';
  if (raw === '') return [];
  return splitEscaped(raw, delimiters.component).map((component) =>
    splitEscaped(component, delimiters.subcomponent).map((part) => unescape(part, delimiters)),
  );
}
