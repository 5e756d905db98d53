import { counted } from '../../model/counted';
import type { DicomElement } from '../../model/dicom/object';

const SHOWN = 24;

/** Where something stands in its file, and how it begins there: what an engineer opens a hex viewer for. */
export function bytesAt(bytes: Uint8Array, offset: number, length: number): string {
  const shown = Buffer.from(bytes.subarray(0, SHOWN));
  const hex = shown.toString('hex').replace(/(..)(?=.)/g, '$1 ');
  const more = bytes.length > SHOWN ? ' …' : '';
  return `offset ${offset} (0x${offset.toString(16)}), ${length === 0xffffffff ? 'undefined length' : counted(length, 'byte')}${hex === '' ? '' : `: ${hex}${more}`}`;
}

export function elementBytes({ bytes, offset, length }: DicomElement): string {
  return bytesAt(bytes, offset, length);
}

/**
 * The bytes of a field in a message, `OBX[2]-5`; of the whole segment where no field is named, '' where it is not there.
 * Segments and fields are told apart by their bytes alone, which is right in every character set that HL7 allows.
 */
export function fieldBytes(message: Buffer, name: string, index: number, field: number | undefined): string {
  const separator = message[3];
  let seen = 0;
  for (let at = 0; at < message.length;) {
    let end = at;
    while (end < message.length && message[end] !== 0x0d && message[end] !== 0x0a) end += 1;
    const segment = message.subarray(at, end);
    if (segment.toString('latin1', 0, 3) === name && ++seen === index) {
      if (field === undefined || field < 1) return bytesAt(segment, at, segment.length);
      const [from, to] = fieldSpan(segment, separator, name === 'MSH' ? field - 1 : field);
      return from > segment.length ? '' : bytesAt(segment.subarray(from, to), at + from, to - from);
    }
    at = end + 1;
  }
  return '';
}

/** First byte of the n-th field, and the first after it. */
function fieldSpan(segment: Buffer, separator: number | undefined, number: number): [number, number] {
  let from = 0;
  for (let passed = 0; passed < number; passed += 1) {
    const next = separator === undefined ? -1 : segment.indexOf(separator, from);
    if (next === -1) return [segment.length + 1, segment.length + 1];
    from = next + 1;
  }
  const end = separator === undefined ? -1 : segment.indexOf(separator, from);
  return [from, end === -1 ? segment.length : end];
}
