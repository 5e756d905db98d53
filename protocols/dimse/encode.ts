import { data, log } from 'dcmjs';
import { lookUpKeyword, lookUpTag, tagOf } from '../../model/dicom/dictionary';
import { wrap } from './file-meta';
import type { NaturalDataset } from './types';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './uids';
import { type Elements, writeElements } from './write-elements';

log.setLevel('silent', false);

const BINARY = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN']);
const UTF8 = 'ISO_IR 192';

/**
 * Writes a plain object as data set bytes. Text that is not ASCII is written as UTF-8 and Specific Character Set says
 * so. Values are written as given, even where they break their VR: it is for the peer to object.
 * @throws when a key is neither a keyword of PS3.6 nor a tag.
 */
export function encodeDataset(dataset: NaturalDataset, transferSyntaxUid: string): Buffer {
  const pixels = plainPixels(dataset, transferSyntaxUid);
  if (!pixels) return encodeElements(dataset, transferSyntaxUid);
  const { PixelData: _pixels, ...rest } = withVrMap(dataset);
  return Buffer.concat([encodeElements(rest, transferSyntaxUid), ...pixels]);
}

function encodeElements(dataset: NaturalDataset, transferSyntaxUid: string): Buffer {
  const elements = elementsOf(dataset);
  return writeElements(elements, transferSyntaxUid) ?? writeByLibrary(elements, transferSyntaxUid);
}

/** The elements of a plain object, with their VRs. @throws when a key is neither a keyword of PS3.6 nor a tag */
export function elementsOf(dataset: NaturalDataset): Elements {
  return toElements(hasForeignText(dataset) ? { ...withVrMap(dataset), SpecificCharacterSet: UTF8 } : dataset, '');
}

/** Whatever dcmjs knows, binary values, compressed pixels and values of 64 KiB too. */
export function writeByLibrary(elements: Elements, transferSyntaxUid: string): Buffer {
  const stream = new data.WriteBufferStream(1024);
  data.DicomMessage.write(elements, stream, transferSyntaxUid, { allowInvalidVRLength: true });
  return Buffer.from(stream.getBuffer());
}

/**
 * Header and value of uncompressed Pixel Data where they end the data set: dcmjs copies values several times, which is what
 * writing a study would spend its time on. Undefined where dcmjs has to write them.
 */
function plainPixels(dataset: NaturalDataset, transferSyntaxUid: string): Buffer[] | undefined {
  const value = dataset['PixelData'];
  const explicit = transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN;
  if (!isBytes(value) || !(explicit || transferSyntaxUid === IMPLICIT_VR_LITTLE_ENDIAN)) return undefined;
  const isLast = Object.keys(dataset).every((key) => !/^(FFF|7FE1)/i.test(tagOf(key) ?? key));
  if (!isLast) return undefined;
  const vrMap = (dataset['_vrMap'] ?? {}) as Record<string, string>;
  const vr = settle(vrMap['PixelData'] ?? 'OB or OW', [value], dataset);
  const bytes =
    value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const padding = Buffer.alloc(bytes.length % 2);
  const header = Buffer.alloc(explicit ? 12 : 8);
  header.writeUInt16LE(0x7fe0, 0);
  header.writeUInt16LE(0x0010, 2);
  if (explicit) header.write(vr, 4, 'latin1');
  header.writeUInt32LE(bytes.length + padding.length, explicit ? 8 : 4);
  return [header, bytes, padding];
}

/** Writes a plain object as a Part 10 file; SOPClassUID and SOPInstanceUID must be in it. */
export function toPart10(dataset: NaturalDataset, transferSyntaxUid: string): Buffer {
  const sopClassUid = dataset['SOPClassUID'];
  const sopInstanceUid = dataset['SOPInstanceUID'];
  if (typeof sopClassUid !== 'string' || typeof sopInstanceUid !== 'string')
    throw new Error('A DICOM file needs SOPClassUID and SOPInstanceUID in its data set.');
  return wrap(encodeDataset(dataset, transferSyntaxUid), { sopClassUid, sopInstanceUid, transferSyntaxUid });
}

function withVrMap(dataset: NaturalDataset): NaturalDataset {
  return { ...dataset, _vrMap: dataset['_vrMap'] };
}

function toElements(dataset: NaturalDataset, path: string): Elements {
  const vrMap = (dataset['_vrMap'] ?? {}) as Record<string, string>;
  const elements: Elements = {};
  for (const [key, value] of Object.entries(dataset)) {
    if (key === '_vrMap' || key === '_meta' || value === undefined) continue;
    const entry = lookUpKeyword(key) ?? (/^[0-9A-Fa-f]{8}$/.test(key) ? lookUpTag(key.toUpperCase()) : undefined);
    const tag = /^[0-9A-Fa-f]{8}$/.test(key) ? key.toUpperCase() : entry?.tag.replace('xx', '00');
    if (tag === undefined) throw new Error(`${path}${key} is neither a DICOM keyword nor a tag.`);
    const values = value === null || value === '' ? [] : Array.isArray(value) ? value : [value];
    const vr = settle(vrMap[key] ?? entry?.vr ?? 'UN', values, dataset);
    elements[tag] = { vr, Value: vr === 'SQ' ? items(values, `${path}${key}`) : values.map((one) => written(one, vr)) };
  }
  return elements;
}

function items(values: unknown[], path: string): Elements[] {
  return values.map((item, index) => {
    if (typeof item !== 'object' || item === null) throw new Error(`${path}[${index}] must be an object.`);
    return toElements(item as NaturalDataset, `${path}[${index}].`);
  });
}

/** Chooses where PS3.6 leaves a choice (PS3.5 Annex A, PS3.3 C.7.6.3.1). */
function settle(vr: string, values: unknown[], dataset: NaturalDataset): string {
  const binary = values.some(isBytes);
  if (vr.includes('OB or OW')) return Number(dataset['BitsAllocated'] ?? 16) > 8 ? 'OW' : 'OB';
  if (vr.includes(' or ')) {
    if (binary) return 'OW';
    const signed = dataset['PixelRepresentation'] === 1 || values.some((value) => Number(value) < 0);
    return signed && vr.includes('SS') ? 'SS' : 'US';
  }
  return vr === 'UN' && !binary && values.length > 0 ? 'LO' : vr;
}

function written(value: unknown, vr: string): unknown {
  if (value === null || value === undefined) return '';
  if (isBytes(value)) return value instanceof ArrayBuffer ? value : arrayBufferOf(value);
  if (BINARY.has(vr)) throw new Error(`A value of VR ${vr} must be bytes, not ${typeof value}.`);
  if (vr === 'PN') return personName(value);
  if (vr === 'DS' && typeof value === 'number') return decimalString(value);
  if (vr === 'AT' && typeof value === 'string') return parseInt(value, 16);
  if (['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'AT', 'SV', 'UV'].includes(vr))
    return typeof value === 'string' ? Number(value) : value;
  return String(value);
}

function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function arrayBufferOf(view: ArrayBufferView): ArrayBuffer {
  return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) as ArrayBuffer;
}

/** Also takes the form that dcmjs reads names into. */
function personName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}

/** DS has 16 characters at most (PS3.5 6.2). */
function decimalString(value: number): string {
  const text = String(value);
  if (text.length <= 16) return text;
  for (let digits = 16; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return text;
}

function hasForeignText(value: unknown): boolean {
  // eslint-disable-next-line no-control-regex
  if (typeof value === 'string') return /[^\x00-\x7f]/.test(value);
  if (Array.isArray(value)) return value.some(hasForeignText);
  if (typeof value === 'object' && value !== null && !isBytes(value)) return Object.values(value).some(hasForeignText);
  return false;
}
