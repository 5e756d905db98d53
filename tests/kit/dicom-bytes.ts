import { lookUpTag, tagOf } from '../../model/dicom/dictionary';
import { hasLongHeader } from '../../model/dicom/vr';

/** A data set as tests write it down: keyword or `GGGGEEEE` to value; an array of objects is a sequence. */
export interface Natural {
  [key: string]: NaturalValue;
}
export type NaturalValue = string | number | Uint8Array | (string | number)[] | Natural[] | Raw | null | undefined;
/** A value with a VR of its own, or bytes as they are to be. */
export interface Raw {
  vr: string;
  value: string | number | Uint8Array | (string | number)[];
}

export interface EncodeOptions {
  explicit?: boolean;
  littleEndian?: boolean;
  undefinedLength?: boolean;
  /** How text is turned to bytes; latin1 unless told. */
  text?: BufferEncoding;
}

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && 'vr' in value;
const isSequence = (value: unknown): value is Natural[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object');

/** Encodes a data set by hand, so that tests of the reader rest on no library. */
export function encodeDataset(natural: Natural, options: EncodeOptions = {}): Buffer {
  const entries = Object.entries(natural)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ tag: tagOf(key) ?? fail(key), value }))
    .sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return Buffer.concat(entries.map(({ tag, value }) => encodeElement(tag, value, options)));
}

/** A Part 10 file around a data set (PS3.10 7.1). */
export function encodePart10(natural: Natural, options: EncodeOptions & { transferSyntax?: string } = {}): Buffer {
  const implicit = options.explicit === false;
  const meta = encodeDataset({
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: String(natural.SOPClassUID ?? ''),
    MediaStorageSOPInstanceUID: String(natural.SOPInstanceUID ?? ''),
    TransferSyntaxUID: options.transferSyntax ?? (implicit ? '1.2.840.10008.1.2' : '1.2.840.10008.1.2.1'),
    ImplementationClassUID: '1.2.3.4.5',
  });
  const length = encodeDataset({ FileMetaInformationGroupLength: meta.length });
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, encodeDataset(natural, options)]);
}

export function encodeElement(tag: string, value: NaturalValue, options: EncodeOptions = {}): Buffer {
  const { explicit = true, littleEndian = true, undefinedLength = false } = options;
  const dictionaryVr = lookUpTag(tag)?.vr.split(' ').at(-1) ?? 'LO';
  const vr = isRaw(value) ? value.vr : tag.endsWith('0000') ? 'UL' : dictionaryVr;
  const items = !isRaw(value) && isSequence(value) && (vr === 'SQ' || value.length > 0) ? value : undefined;
  const body = items
    ? Buffer.concat(items.map((item) => encodeItem(item, options)))
    : padded(toBytes(isRaw(value) ? value.value : (value as Exclude<NaturalValue, Natural[] | Raw>), vr, options), vr);
  const isOpen = items !== undefined && undefinedLength;
  const length = isOpen ? 0xffffffff : body.length;
  const header = Buffer.alloc(explicit && !hasLongHeader(vr) ? 8 : explicit ? 12 : 8);
  writeTag(header, tag, littleEndian);
  if (!explicit) writeUInt(header, 4, length, 4, littleEndian);
  else {
    header.write(vr, 4, 'latin1');
    if (hasLongHeader(vr)) writeUInt(header, 8, length, 4, littleEndian);
    else writeUInt(header, 6, length, 2, littleEndian);
  }
  return Buffer.concat([header, body, ...(isOpen ? [delimiter('FFFEE0DD', 0, littleEndian)] : [])]);
}

function encodeItem(item: Natural, options: EncodeOptions): Buffer {
  const { littleEndian = true, undefinedLength = false } = options;
  const body = encodeDataset(item, options);
  return Buffer.concat([
    delimiter('FFFEE000', undefinedLength ? 0xffffffff : body.length, littleEndian),
    body,
    ...(undefinedLength ? [delimiter('FFFEE00D', 0, littleEndian)] : []),
  ]);
}

export function delimiter(tag: string, length: number, littleEndian = true): Buffer {
  const bytes = Buffer.alloc(8);
  writeTag(bytes, tag, littleEndian);
  writeUInt(bytes, 4, length, 4, littleEndian);
  return bytes;
}

function toBytes(
  value: string | number | Uint8Array | (string | number)[] | null | undefined,
  vr: string,
  options: EncodeOptions,
): Buffer {
  if (value === null || value === undefined) return Buffer.alloc(0);
  if (value instanceof Uint8Array) return Buffer.from(value);
  const values = Array.isArray(value) ? value : [value];
  const little = options.littleEndian ?? true;
  const size = { US: 2, SS: 2, OW: 2, UL: 4, SL: 4, FL: 4, OF: 4, FD: 8, OD: 8 }[vr];
  if (vr === 'AT') {
    const tags = values.map(String).filter((tag) => /^[0-9A-Fa-f]{8}$/.test(tag));
    return Buffer.concat(tags.map((tag) => delimiter(tag, 0, little).subarray(0, 4)));
  }
  if (size === undefined) return Buffer.from(values.join('\\'), options.text ?? 'latin1');
  const bytes = Buffer.alloc(values.length * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  values.forEach((v, i) => {
    const at = i * size;
    if (vr === 'FL' || vr === 'OF') view.setFloat32(at, Number(v), little);
    else if (vr === 'FD' || vr === 'OD') view.setFloat64(at, Number(v), little);
    else if (size === 2) view.setInt16(at, Number(v), little);
    else view.setInt32(at, Number(v), little);
  });
  return bytes;
}

function padded(bytes: Buffer, vr: string): Buffer {
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from(vr === 'UI' || vr === 'OB' || vr === 'UN' ? '\0' : ' ', 'latin1')]);
}

function writeTag(bytes: Buffer, tag: string, little: boolean): void {
  writeUInt(bytes, 0, parseInt(tag.slice(0, 4), 16), 2, little);
  writeUInt(bytes, 2, parseInt(tag.slice(4), 16), 2, little);
}

function writeUInt(bytes: Buffer, at: number, value: number, size: number, little: boolean): void {
  if (little) bytes.writeUIntLE(value, at, size);
  else bytes.writeUIntBE(value, at, size);
}

function fail(key: string): never {
  throw new Error(`${key} is neither a keyword nor a tag`);
}
