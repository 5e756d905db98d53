import type { NaturalDataset } from '../../../protocols/dimse/client';
import { natural, readMeta, toPart10 } from '../../../protocols/dimse/part10';
import type { Image } from './types';

/** Changes the data set of every image; SOP Class and Instance UID follow it. */
export const editImages =
  (edit: (dataset: NaturalDataset) => void) =>
  (images: Image[]): Image[] =>
    images.map(({ bytes }) => {
      const dataset = natural(bytes);
      edit(dataset);
      return {
        sopClassUid: String(dataset['SOPClassUID']),
        sopInstanceUid: String(dataset['SOPInstanceUID']),
        bytes: toPart10(dataset, readMeta(bytes).meta.transferSyntaxUid),
      };
    });

/** A data set with other values for some attributes. */
export const withValues =
  (values: NaturalDataset) =>
  (dataset: NaturalDataset): NaturalDataset => ({ ...dataset, ...values });

/** A data set without some attributes. */
export const without =
  (...keywords: string[]) =>
  (dataset: NaturalDataset): NaturalDataset =>
    Object.fromEntries(Object.entries(dataset).filter(([keyword]) => !keywords.includes(keyword)));

/** A data set whose sequence has been changed item by item. */
export const withItems =
  (sequence: string, edit: (item: NaturalDataset) => NaturalDataset) =>
  (dataset: NaturalDataset): NaturalDataset => ({
    ...dataset,
    [sequence]: ((dataset[sequence] ?? []) as NaturalDataset[]).map(edit),
  });
