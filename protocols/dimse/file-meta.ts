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

/** Puts preamble and file meta (PS3.10 7.1) before the bytes of a data set, which are not touched. */
export function wrap(datasetBytes: Buffer | readonly Buffer[], meta: Part10Meta): Buffer {
  const elements = Buffer.concat([
    element(0x0001, 'OB', Buffer.from([0, 1])),
    uid(0x0002, meta.sopClassUid),
    uid(0x0003, meta.sopInstanceUid),
    uid(0x0010, meta.transferSyntaxUid),
    uid(0x0012, IMPLEMENTATION_CLASS_UID),
    text(0x0013, 'SH', IMPLEMENTATION_VERSION_NAME),
    meta.sourceAeTitle === undefined ? Buffer.alloc(0) : text(0x0016, 'AE', meta.sourceAeTitle),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  const start = Buffer.alloc(132);
  start.write('DICM', 128, 'latin1');
  return Buffer.concat([start, element(0x0000, 'UL', length), elements, ...[datasetBytes].flat()]);
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

function element(number: number, vr: string, value: Buffer): Buffer {
  const long = hasLongHeader(vr);
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt16LE(META_GROUP, 0);
  header.writeUInt16LE(number, 2);
  header.write(vr, 4, 'latin1');
  if (long) header.writeUInt32LE(value.length, 8);
  else header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}

function padded(value: string, pad: string): Buffer {
  return Buffer.from(value.length % 2 === 0 ? value : value + pad, 'latin1');
}

function uid(number: number, value: string): Buffer {
  return element(number, 'UI', padded(value, '\0'));
}

function text(number: number, vr: string, value: string): Buffer {
  return element(number, vr, padded(value, ' '));
}
