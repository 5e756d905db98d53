import { readDicom } from '../../model/dicom/reader';
import { tagOf } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { wrap } from './file-meta';
import type { NaturalDataset } from './types';

const NUMERIC = new Set(['IS', 'DS', 'US', 'SS', 'UL', 'SL', 'FL', 'FD', 'SV', 'UV']);
const BINARY = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN']);

/**
 * Reads a Part 10 file as a plain object. Character sets are decoded as the data set declares; what could not be read
 * is left out. Throws when nothing at all could be read.
 */
export function natural(part10: Buffer): NaturalDataset {
  const object = readDicom(part10);
  if (object.dataset.elements.length === 0 && object.problems.length > 0)
    throw new Error(`The data set could not be read: ${object.problems.map((problem) => problem.message).join('; ')}`);
  return plain(object.dataset);
}

/** Reads the bare bytes of a data set. An empty one gives `{}`. */
export function naturalBytes(datasetBytes: Buffer, transferSyntaxUid: string): NaturalDataset {
  if (datasetBytes.length === 0) return {};
  return natural(wrap(datasetBytes, { sopClassUid: '', sopInstanceUid: '', transferSyntaxUid }));
}

function plain(dataset: DicomDataset): NaturalDataset {
  const result: NaturalDataset = {};
  const vrMap: Record<string, string> = {};
  for (const element of dataset.elements) {
    if (element.tag.endsWith('0000')) continue;
    result[element.keyword] = valueOf(dataset, element);
    if (tagOf(element.keyword) !== undefined) vrMap[element.keyword] = element.vr;
  }
  // As dcmjs does: private and ambiguous elements keep their VR for writing. Hidden, so that objects compare by value.
  Object.defineProperty(result, '_vrMap', { value: vrMap, enumerable: false });
  return result;
}

function valueOf(dataset: DicomDataset, element: DicomElement): unknown {
  if (element.vr === 'SQ' || element.items) return dataset.items(element.tag).map(plain);
  if (element.fragments) return element.fragments.map((fragment) => Buffer.from(fragment));
  if (BINARY.has(element.vr)) return Buffer.from(element.bytes);
  const texts = dataset.strings(element.tag);
  const values = NUMERIC.has(element.vr)
    ? texts.map((text) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text))
    : texts;
  if (values.length === 0) return '';
  return values.length === 1 ? values[0] : values;
}
