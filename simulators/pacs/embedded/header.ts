import { FileSource } from '../../../evidence/file-source';
import type { DicomObject } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import { isUid } from '../../../model/dicom/uid';
import { HeaderText } from './header-text';
import { LikeBefore } from './like-before';

/** What the index keeps of an instance. */
export interface Header {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  studyInstanceUid: string;
  patientId: string;
  modality: string;
  transferSyntaxUid: string;
  /** All attributes but bulk, as DICOM JSON. */
  json: string;
}

/** Why there is none. */
export interface Problem {
  problem: string;
}

/** Most headers are whole within this. */
const FIRST_READ_BYTES = 64 * 1024;
/** Where the header is longer, so many times as much is read. */
const GROWTH = 8;

const texts = new HeaderText();
const likeBefore = new LikeBefore();

/** Nothing of what is read into it outlives the reading, during which nothing else is done. */
const room = Buffer.allocUnsafeSlow(FIRST_READ_BYTES);

/** Reads the header of a Part 10 file in its beginning; undefined where that is too little. */
export function readHeaderIn(beginning: Buffer): Header | Problem | undefined {
  const told = likeBefore.read(beginning);
  if (told) return told;
  const object = readDicom(beginning, { skipPixelData: true });
  if (!reachesPixelData(object)) return undefined;
  const header = headerOf(object);
  if (!('problem' in header)) likeBefore.remember(beginning, object, header, () => texts.ofEach(object));
  return header;
}

/**
 * Reads the header of a Part 10 file; pixel data beyond the first bytes stays on disk. At once: most are found in the system's
 * cache, where handing the reading to another thread would take longer.
 */
export function readHeaderOf(file: string): Header | Problem {
  const source = new FileSource(file, room);
  try {
    const { size } = source;
    let read = Math.min(size, FIRST_READ_BYTES);
    let object = readBeginning(read);
    while (read < size && !reachesPixelData(object)) {
      read = Math.min(size, read * GROWTH);
      object = readBeginning(read);
    }
    return headerOf(object);
  } finally {
    source.close();
  }

  function readBeginning(length: number): DicomObject {
    return readDicom(source.read(0, length), { skipPixelData: true });
  }
}

function reachesPixelData({ dataset }: DicomObject): boolean {
  return ['7FE00008', '7FE00009', '7FE00010'].some((tag) => dataset.has(tag));
}

/** What to index, or why the object cannot be kept: without its UIDs it could never be found again. */
export function headerOf(object: DicomObject): Header | Problem {
  const { dataset } = object;
  const text = (keyword: string): string => dataset.string(keyword) ?? '';
  for (const keyword of ['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID']) {
    const uid = text(keyword);
    if (!isUid(uid)) return { problem: uid === '' ? `${keyword} is missing` : `${keyword} is not a UID` };
  }
  return {
    sopClassUid: text('SOPClassUID'),
    sopInstanceUid: text('SOPInstanceUID'),
    seriesInstanceUid: text('SeriesInstanceUID'),
    studyInstanceUid: text('StudyInstanceUID'),
    patientId: text('PatientID'),
    modality: text('Modality'),
    transferSyntaxUid: object.transferSyntaxUid,
    json: texts.of(object),
  };
}
