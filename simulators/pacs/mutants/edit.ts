import { natural, readMeta, toPart10 } from '../../../protocols/dimse/part10';
import type { NaturalDataset } from '../../../protocols/dimse/types';
import type { Incoming, PacsHooks } from './types';

/** The same object with its data set changed. */
export function edited(bytes: Buffer, edit: (dataset: NaturalDataset) => NaturalDataset): Buffer {
  return toPart10(edit(natural(bytes)), readMeta(bytes).meta.transferSyntaxUid);
}

/** Spoils what is kept of the kinds that are chosen. */
export const keeping = (
  edit: (dataset: NaturalDataset) => NaturalDataset,
  chosen: (incoming: Incoming) => boolean = () => true,
): PacsHooks => ({
  keep: (incoming) => (chosen(incoming) ? edited(incoming.bytes, edit) : incoming.bytes),
});

export const without = (dataset: NaturalDataset, lost: (key: string) => boolean): NaturalDataset =>
  Object.fromEntries(Object.entries(dataset).filter(([key]) => !lost(key)));

export const SOP = {
  sr: '1.2.840.10008.5.1.4.1.1.88.34',
  seg: '1.2.840.10008.5.1.4.1.1.66.4',
  map: '1.2.840.10008.5.1.4.1.1.30',
  keyObject: '1.2.840.10008.5.1.4.1.1.88.59',
  pdf: '1.2.840.10008.5.1.4.1.1.104.1',
};
