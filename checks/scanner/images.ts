import type { CaseRecord, StoredInstance } from '../../model/record';
import type { DicomObject } from '../../model/dicom/object';

/** An image of the scanner that could be read. */
export type ReadImage = StoredInstance & { object: DicomObject };

export const isRead = (image: StoredInstance): image is ReadImage => image.object !== undefined;

/** What the scanner sent to the PACS, each SOP Instance by its first attempt. */
export function imagesOf({ images }: CaseRecord): StoredInstance[] {
  const first = new Map<string, StoredInstance>();
  for (const image of images) if (!first.has(image.sopInstanceUid)) first.set(image.sopInstanceUid, image);
  return [...first.values()];
}
