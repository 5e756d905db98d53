import { constants, inflateRawSync } from 'node:zlib';
import { Dataset } from './dataset';
import { type Encoding, readHeader } from './header';
import type { DicomObject, ReadOptions, ReadProblem } from './object';
import { parseDataset } from './parser';
import { isKnownVr } from './vr';

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** A deflated data set may not grow beyond this: what a small file unpacks to is a stranger's choice. */
const MAX_INFLATED_BYTES = 256 * 1024 * 1024;
const EXPLICIT_LITTLE: Encoding = { explicit: true, littleEndian: true };

/**
 * Reads a DICOM object: a Part 10 file (PS3.10), or a bare data set with or without file meta. Never throws; what was
 * wrong is in `problems`, and bytes that are no DICOM give an object without elements.
 */
export function readDicom(bytes: Uint8Array, options: ReadOptions = {}): DicomObject {
  const problems: ReadProblem[] = [];
  const start = hasMagic(bytes, 128) ? 132 : hasMagic(bytes, 0) ? 4 : 0;
  if (start === 4) problems.push({ message: 'The 128-byte preamble is missing (PS3.10 7.1)', offset: 0 });
  const { skipPixelData = false, detached = false, omitted = [] } = options;

  let meta = new Dataset(true);
  let at = start;
  if (groupAt(bytes, start, true) === 0x0002) {
    const read = parseDataset(bytes, start, EXPLICIT_LITTLE, problems, { skipPixelData, detached, onlyGroup: '0002' });
    meta = read.set;
    at = read.end;
  }
  const declared = meta.string('TransferSyntaxUID');
  const guessed = declared ?? guessTransferSyntax(bytes, at);
  const finish = (dataset: Dataset, transferSyntaxUid: string): DicomObject => ({
    meta,
    dataset,
    transferSyntaxUid,
    sopClassUid: dataset.string('SOPClassUID') ?? meta.string('MediaStorageSOPClassUID') ?? '',
    sopInstanceUid: dataset.string('SOPInstanceUID') ?? meta.string('MediaStorageSOPInstanceUID') ?? '',
    byteLength: omitted.reduce((sum, { length }) => sum + length, bytes.length),
    problems,
  });
  if (guessed === undefined) {
    problems.push({
      message: meta.elements.length > 0 ? 'There is no data set after the file meta' : 'This is not DICOM',
      offset: at,
    });
    return finish(new Dataset(true), declared ?? '');
  }
  if (declared === undefined && start > 0) {
    problems.push({
      message: 'Transfer Syntax UID (0002,0010) is missing; the encoding was told from the data',
      offset: at,
    });
  }
  const source = guessed === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN ? inflate(bytes, at, problems) : bytes;
  const from = source === bytes ? at : 0;
  const parsed = parseDataset(source, from, encodingOf(guessed), problems, { skipPixelData, detached, omitted });
  return finish(parsed.set, guessed);
}

/**
 * Where the data set of a file begins and how it is encoded, told from the beginning of the file; undefined when it does
 * not look like DICOM. `bytes` must hold the whole File Meta Information.
 */
export function locateDataset(bytes: Uint8Array): { at: number; transferSyntaxUid: string } | undefined {
  const start = hasMagic(bytes, 128) ? 132 : hasMagic(bytes, 0) ? 4 : 0;
  let at = start;
  let declared: string | undefined;
  if (groupAt(bytes, start, true) === 0x0002) {
    const options = { skipPixelData: true, onlyGroup: '0002' };
    const read = parseDataset(bytes, start, EXPLICIT_LITTLE, [], options);
    declared = read.set.string('TransferSyntaxUID');
    at = read.end;
  }
  const transferSyntaxUid = declared ?? guessTransferSyntax(bytes, at);
  return transferSyntaxUid === undefined ? undefined : { at, transferSyntaxUid };
}

/** Whether the bytes begin like a DICOM file or data set. Cheap: looks at the first 140 bytes at most. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasMagic(bytes, 128) || hasMagic(bytes, 0) || guessTransferSyntax(bytes, 0) !== undefined;
}

/** All transfer syntaxes but the three special ones are explicit VR little endian (PS3.5 Annex A). */
export function encodingOf(transferSyntaxUid: string): Encoding {
  return {
    explicit: transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN,
    littleEndian: transferSyntaxUid !== EXPLICIT_VR_BIG_ENDIAN,
  };
}

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return bytes.length >= at + 4 && Buffer.from(bytes.subarray(at, at + 4)).toString('latin1') === 'DICM';
}

function groupAt(bytes: Uint8Array, at: number, littleEndian: boolean): number | undefined {
  if (bytes.length < at + 8) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 2).getUint16(0, littleEndian);
}

/** Tells the encoding of a data set from its first element; undefined when it does not look like one. */
function guessTransferSyntax(bytes: Uint8Array, at: number): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < at + 8) return undefined;
  const plausible = (group: number | undefined): boolean => group === 0x0002 || group === 0x0004 || group === 0x0008;
  const vr = String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
  if (plausible(groupAt(bytes, at, true))) {
    if (isKnownVr(vr)) return EXPLICIT_VR_LITTLE_ENDIAN;
    const header = readHeader(view, at, bytes.length, { explicit: false, littleEndian: true });
    if (header && header.valueAt + header.length <= bytes.length) return IMPLICIT_VR_LITTLE_ENDIAN;
    return undefined;
  }
  if (plausible(groupAt(bytes, at, false)) && isKnownVr(vr)) return EXPLICIT_VR_BIG_ENDIAN;
  return undefined;
}

/** PS3.5 A.5: raw deflate, perhaps padded. A stream that ends early gives what it held. */
function inflate(bytes: Uint8Array, at: number, problems: ReadProblem[]): Uint8Array {
  try {
    return inflateRawSync(bytes.subarray(at), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: MAX_INFLATED_BYTES,
    });
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const message = tooBig
      ? `The deflated data set unpacks to more than ${MAX_INFLATED_BYTES / 1024 / 1024} MiB and was not read`
      : `The deflated data set cannot be unpacked: ${(error as Error).message}`;
    problems.push({ message, offset: at });
    return new Uint8Array(0);
  }
}
