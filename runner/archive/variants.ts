import {
  ARCHIVE_TRANSFER_SYNTAXES,
  type ArchiveTransferSyntax,
  COMPRESSIONS,
  type CompressedTransferSyntax,
} from '../../model/archive';
import { canCompress, compress } from '../../protocols/dimse/compression';
import { unwrap, wrap } from '../../protocols/dimse/part10';
import { transcode } from '../../protocols/dimse/transcode';
import type { NaturalDataset } from '../../protocols/dimse/types';
import { newUid } from '../../protocols/dimse/uids';
import type { StudyInstance } from '../../fixtures/studies';
import { rewritten } from './results';

/** The same instance in another uncompressed transfer syntax. */
export function inTransferSyntax(instance: StudyInstance, name: ArchiveTransferSyntax): StudyInstance {
  const { meta, datasetBytes } = unwrap(instance.bytes);
  const transferSyntaxUid = ARCHIVE_TRANSFER_SYNTAXES[name];
  const data = transcode(datasetBytes, meta.transferSyntaxUid, transferSyntaxUid);
  return { ...instance, bytes: wrap(data, { ...meta, transferSyntaxUid }) };
}

/** Those of the instances that can lawfully be compressed so, compressed; a segmentation for it with a byte a pixel. */
export async function compressedAs(
  instances: readonly StudyInstance[],
  name: CompressedTransferSyntax,
): Promise<StudyInstance[]> {
  const uid = ARCHIVE_TRANSFER_SYNTAXES[name];
  const result: StudyInstance[] = [];
  for (const instance of instances) {
    const isSegmentation = instance.sopClassUid === SEGMENTATION;
    // What lies in a segment and what does not is nothing to approximate.
    if (isSegmentation && COMPRESSIONS[name] === 'lossy') continue;
    const bytes = isSegmentation ? rewritten(instance.bytes, withBytes) : instance.bytes;
    if (canCompress(bytes, uid)) result.push({ ...instance, bytes: await compress(bytes, uid) });
  }
  return result;
}

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

/** BINARY as FRACTIONAL, which unlike single bits can be compressed (PS3.3 C.8.20.2.3). */
function withBytes(dataset: NaturalDataset): NaturalDataset {
  const bits = dataset['PixelData'] as Buffer;
  const pixels = Number(dataset['Rows']) * Number(dataset['Columns']) * Number(dataset['NumberOfFrames']);
  const bytes = Uint8Array.from({ length: pixels }, (_, at) => (((bits[at >> 3] ?? 0) >> (at & 7)) & 1 ? FULL : 0));
  return Object.assign(dataset, {
    SegmentationType: 'FRACTIONAL',
    SegmentationFractionalType: 'OCCUPANCY',
    MaximumFractionalValue: FULL,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelData: Buffer.from(bytes),
  });
}

const FULL = 255;

/** Another object under the same SOP Instance UID. */
export function withOtherContent(instance: StudyInstance): StudyInstance {
  const bytes = rewritten(instance.bytes, (dataset) => ({ ...dataset, SeriesDescription: 'Other content, same UID' }));
  return { ...instance, bytes };
}

/** A SOP class of our own, which no archive can have declared. */
export const UNKNOWN_SOP_CLASS = '2.25.150270283450152380394103216723460116021';

export function ofUnknownClass(instance: StudyInstance): StudyInstance {
  const sopInstanceUid = newUid();
  const bytes = rewritten(instance.bytes, (dataset) => ({
    ...dataset,
    SOPClassUID: UNKNOWN_SOP_CLASS,
    SOPInstanceUID: sopInstanceUid,
    SeriesInstanceUID: newUid(),
  }));
  return { sopClassUid: UNKNOWN_SOP_CLASS, sopInstanceUid, bytes };
}
