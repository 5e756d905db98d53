import type { DicomDataset } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';

const MAX_TEXT = 1024;

/**
 * Values of a small data set by keyword, sequences as arrays of the same, for the journal. What cannot be read is left
 * out: the bytes are in the data set's file.
 */
export function attributesOf(part10: Buffer): Record<string, unknown> {
  return plain(readDicom(part10, { skipPixelData: true }).dataset);
}

function plain(dataset: DicomDataset): Record<string, unknown> {
  return Object.fromEntries(
    dataset.elements.map((element) => {
      if (element.vr === 'SQ') return [element.keyword, (element.items ?? []).map(plain)];
      const values = dataset
        .strings(element.tag)
        .map((value) => (value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value));
      return [element.keyword, values.length <= 1 ? (values[0] ?? '') : values];
    }),
  );
}
