import { ARCHIVE_TRANSFER_SYNTAXES, type ArchiveTransferSyntax } from '../../model/archive';
import { unwrap, wrap } from '../../protocols/dimse/part10';
import { transcode } from '../../protocols/dimse/transcode';
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
