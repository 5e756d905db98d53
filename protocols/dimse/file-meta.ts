import { hasLongHeader } from '../../model/dicom/vr';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './identity';

export interface Part10Meta {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  /** Who sent it (0002,0016), where known. */
  sourceAeTitle?: string;
}

const META_GROUP = 0x0002;
/** Preamble and DICM. */
const START = 132;

/** Puts preamble and file meta (PS3.10 7.1) before the bytes of a data set, which are not touched. */
export function wrap(datasetBytes: Buffer | readonly Buffer[], meta: Part10Meta): Buffer {
  const elements: [number, vr: string, value: string][] = [
    [0x0001, 'OB', '\0\x01'],
    [0x0002, 'UI', meta.sopClassUid],
    [0x0003, 'UI', meta.sopInstanceUid],
    [0x0010, 'UI', meta.transferSyntaxUid],
    [0x0012, 'UI', IMPLEMENTATION_CLASS_UID],
    [0x0013, 'SH', IMPLEMENTATION_VERSION_NAME],
  ];
  if (meta.sourceAeTitle !== undefined) elements.push([0x0016, 'AE', meta.sourceAeTitle]);
  const length = elements.reduce((sum, [, vr, value]) => sum + headerLength(vr) + even(value.length), 0);
  const start = Buffer.alloc(START + headerLength('UL') + 4 + length);
  start.write('DICM', START - 4, 'latin1');
  let at = writeHeader(start, START, 0x0000, 'UL', 4);
  at = start.writeUInt32LE(length, at);
  for (const [number, vr, value] of elements) {
    const padded = even(value.length);
    at = writeHeader(start, at, number, vr, padded);
    start.write(value, at, 'latin1');
    if (padded > value.length && vr !== 'UI') start.write(' ', at + value.length, 'latin1');
    at += padded;
  }
  return Buffer.concat([start, ...[datasetBytes].flat()]);
}

/**
 * Splits a Part 10 file. `datasetBytes` is a view, not a copy.
 * @throws with one plain sentence when it is no Part 10 file or its file meta lacks a UID.
 */
export function unwrap(part10: Buffer): { meta: Part10Meta; datasetBytes: Buffer } {
  const { meta, datasetAt } = readMeta(part10);
  return { meta, datasetBytes: part10.subarray(datasetAt) };
}

/** Reads the file meta from the beginning of a file; some 2 KB of it are enough. Throws as `unwrap`. */
export function readMeta(beginning: Buffer): { meta: Part10Meta; datasetAt: number } {
  if (beginning.length < 140 || beginning.toString('latin1', 128, 132) !== 'DICM')
    throw new Error('This is not a DICOM file: DICM is missing at byte 128 (PS3.10 7.1).');
  const values = new Map<number, string>();
  let at = 132;
  while (at + 8 <= beginning.length && beginning.readUInt16LE(at) === META_GROUP) {
    const number = beginning.readUInt16LE(at + 2);
    const long = hasLongHeader(beginning.toString('latin1', at + 4, at + 6));
    if (long && at + 12 > beginning.length) break;
    const valueAt = at + (long ? 12 : 8);
    const length = long ? beginning.readUInt32LE(at + 8) : beginning.readUInt16LE(at + 6);
    if (valueAt + length > beginning.length) throw new Error('The file ends within its file meta information.');
    values.set(number, beginning.toString('latin1', valueAt, valueAt + length).replace(/[\0 ]+$/, ''));
    at = valueAt + length;
  }
  const required = (number: number, keyword: string): string => {
    const value = values.get(number);
    if (!value) throw new Error(`The file meta information has no ${keyword} (PS3.10 7.1).`);
    return value;
  };
  const meta: Part10Meta = {
    sopClassUid: required(0x0002, 'MediaStorageSOPClassUID'),
    sopInstanceUid: required(0x0003, 'MediaStorageSOPInstanceUID'),
    transferSyntaxUid: required(0x0010, 'TransferSyntaxUID'),
  };
  const sourceAeTitle = values.get(0x0016);
  return { meta: sourceAeTitle ? { ...meta, sourceAeTitle } : meta, datasetAt: at };
}

const headerLength = (vr: string): number => (hasLongHeader(vr) ? 12 : 8);
const even = (length: number): number => length + (length % 2);

/** Returns where the value begins. */
function writeHeader(bytes: Buffer, at: number, number: number, vr: string, length: number): number {
  bytes.writeUInt16LE(META_GROUP, at);
  bytes.writeUInt16LE(number, at + 2);
  bytes.write(vr, at + 4, 'latin1');
  if (hasLongHeader(vr)) return bytes.writeUInt32LE(length, at + 8);
  return bytes.writeUInt16LE(length, at + 6);
}
