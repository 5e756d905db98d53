import { FileSource } from '../../../evidence/file-source';
import type { DicomObject } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import { type DicomJson, jsonItems } from '../../../protocols/dicomweb/dicom-json';
import { toDicomJson } from '../../../protocols/dicomweb/encode-json';

/** What the index keeps of an instance. */
export interface Header {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  studyInstanceUid: string;
  patientId: string;
  modality: string;
  transferSyntaxUid: string;
  /** All attributes but bulk. */
  set: DicomJson;
}

/** Most headers are whole within this. */
const FIRST_READ_BYTES = 64 * 1024;
/** Where the header is longer, so many times as much is read. */
const GROWTH = 8;
const MAX_INDEXED_VALUE_BYTES = 256;
/** Grows with the frames and is of no use to a query. */
const NOT_INDEXED = new Set(['52009230', '7FE00008', '7FE00009', '7FE00010']);
const UID = /^[0-9.]{1,64}$/;

/** Nothing of what is read into it outlives the reading, during which nothing else is done. */
const room = Buffer.allocUnsafeSlow(FIRST_READ_BYTES);

/**
 * Reads the header of a Part 10 file; pixel data beyond the first bytes stays on disk. At once: most are found in the system's
 * cache, where handing the reading to another thread would take longer.
 */
export function readHeaderOf(file: string): Header | { problem: string } {
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
export function headerOf(object: DicomObject): Header | { problem: string } {
  const { dataset } = object;
  const text = (keyword: string): string => dataset.string(keyword) ?? '';
  for (const keyword of ['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID']) {
    const uid = text(keyword);
    if (!UID.test(uid)) return { problem: uid === '' ? `${keyword} is missing` : `${keyword} is not a UID` };
  }
  return {
    sopClassUid: text('SOPClassUID'),
    sopInstanceUid: text('SOPInstanceUID'),
    seriesInstanceUid: text('SeriesInstanceUID'),
    studyInstanceUid: text('StudyInstanceUID'),
    patientId: text('PatientID'),
    modality: text('Modality'),
    transferSyntaxUid: object.transferSyntaxUid,
    set: withQuantity(toDicomJson(dataset, { maxInlineBytes: MAX_INDEXED_VALUE_BYTES, omit: NOT_INDEXED })),
  };
}

/** AIR asks for the quantity of a map as a key of its own; in the object it lies in the functional groups. */
function withQuantity(set: DicomJson): DicomJson {
  const items = jsonItems(set, 'SharedFunctionalGroupsSequence')
    .flatMap((group) => jsonItems(group, 'RealWorldValueMappingSequence'))
    .flatMap((mapping) => jsonItems(mapping, 'QuantityDefinitionSequence'));
  return set['00409220'] || items.length === 0 ? set : { ...set, '00409220': { vr: 'SQ', Value: items } };
}
