/** Fields of a DIMSE command set by keyword (PS3.7 Annex E). */
export type CommandFields = Record<string, unknown>;

type CommandVr = 'UI' | 'US' | 'AE' | 'LO' | 'AT';

/** PS3.7 Table E.1-1: element of group 0000 and VR. */
const FIELDS: readonly [element: number, keyword: string, vr: CommandVr][] = [
  [0x0002, 'AffectedSOPClassUID', 'UI'],
  [0x0003, 'RequestedSOPClassUID', 'UI'],
  [0x0100, 'CommandField', 'US'],
  [0x0110, 'MessageID', 'US'],
  [0x0120, 'MessageIDBeingRespondedTo', 'US'],
  [0x0600, 'MoveDestination', 'AE'],
  [0x0700, 'Priority', 'US'],
  [0x0800, 'CommandDataSetType', 'US'],
  [0x0900, 'Status', 'US'],
  [0x0901, 'OffendingElement', 'AT'],
  [0x0902, 'ErrorComment', 'LO'],
  [0x0903, 'ErrorID', 'US'],
  [0x1000, 'AffectedSOPInstanceUID', 'UI'],
  [0x1001, 'RequestedSOPInstanceUID', 'UI'],
  [0x1002, 'EventTypeID', 'US'],
  [0x1005, 'AttributeIdentifierList', 'AT'],
  [0x1008, 'ActionTypeID', 'US'],
  [0x1020, 'NumberOfRemainingSuboperations', 'US'],
  [0x1021, 'NumberOfCompletedSuboperations', 'US'],
  [0x1022, 'NumberOfFailedSuboperations', 'US'],
  [0x1023, 'NumberOfWarningSuboperations', 'US'],
  [0x1030, 'MoveOriginatorApplicationEntityTitle', 'AE'],
  [0x1031, 'MoveOriginatorMessageID', 'US'],
];
const BY_ELEMENT = new Map(FIELDS.map(([element, keyword, vr]) => [element, { keyword, vr }]));
const HEADER = 8;
/** The element that says how long the others are. */
const GROUP_LENGTH = HEADER + 4;
const MOST_BYTES = 64 * 1024;

/**
 * Encodes a command set: Implicit VR Little Endian, elements in order, its own length first (PS3.7 6.3.1). Every message has
 * one, so this decides how many messages a second there can be; the library takes a thousand times as long. Fields that are
 * undefined are left out.
 */
export function encodeCommand(fields: CommandFields): Buffer {
  const present: [element: number, value: number | string][] = [];
  let length = 0;
  for (const [element, keyword, vr] of FIELDS) {
    const value = fields[keyword];
    if (value === undefined) continue;
    const encoded = vr === 'US' ? Number(value) & 0xffff : padded(String(value), vr);
    length += HEADER + (typeof encoded === 'number' ? 2 : encoded.length);
    present.push([element, encoded]);
  }
  const bytes = Buffer.alloc(GROUP_LENGTH + length);
  bytes.writeUInt32LE(4, 4);
  bytes.writeUInt32LE(length, HEADER);
  let at = GROUP_LENGTH;
  for (const [element, value] of present) {
    bytes.writeUInt16LE(element, at + 2);
    bytes.writeUInt32LE(typeof value === 'number' ? 2 : value.length, at + 4);
    at += HEADER;
    at = typeof value === 'number' ? bytes.writeUInt16LE(value, at) : at + bytes.write(value, at, 'latin1');
  }
  return bytes;
}

/** Reads a command set, as far as it can be read; elements that are no fields of one are passed over. @throws where it is none */
export function decodeCommand(bytes: Buffer): CommandFields {
  const fields: CommandFields = {};
  let at = 0;
  while (at + HEADER <= Math.min(bytes.length, MOST_BYTES) && bytes.readUInt16LE(at) === 0x0000) {
    const field = BY_ELEMENT.get(bytes.readUInt16LE(at + 2));
    const from = at + HEADER;
    const end = from + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) break;
    if (field) fields[field.keyword] = decoded(bytes.subarray(from, end), field.vr);
    at = end;
  }
  if (at === 0) throw new Error('a command set cannot be read');
  return fields;
}

function padded(text: string, vr: CommandVr): string {
  if (text.length % 2 === 0) return text;
  return text + (vr === 'UI' ? '\0' : ' ');
}

function decoded(value: Buffer, vr: CommandVr): unknown {
  if (vr === 'US') return value.length >= 2 ? value.readUInt16LE(0) : '';
  if (vr === 'AT') return value.toString('hex');
  const text = value.toString('latin1').replace(/[\0 ]+$/, '');
  return vr === 'UI' ? text : text.trimStart();
}
