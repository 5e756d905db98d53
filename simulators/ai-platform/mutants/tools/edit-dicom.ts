import { readMeta, toPart10, natural } from '../../../../protocols/dimse/part10';
import type { NaturalDataset } from '../../../../protocols/dimse/types';
import type { Deliverable } from '../../delivery/deliverable';

/** A data set's value with everything below it open to change. */
export type Editable = NaturalDataset;

/** Changes the data set of the objects that are chosen; the others keep their bytes. */
export function editObjects(
  objects: readonly Deliverable[],
  chosen: (object: Deliverable) => boolean,
  edit: (dataset: Editable) => void,
): Deliverable[] {
  return objects.map((object) => (chosen(object) ? edited(object, edit) : object));
}

/** SOP Class and Instance UID of the deliverable follow the data set. */
export function edited(object: Deliverable, edit: (dataset: Editable) => void): Deliverable {
  const { transferSyntaxUid } = readMeta(object.bytes).meta;
  const dataset = natural(object.bytes);
  edit(dataset);
  return {
    ...object,
    sopClassUid: String(dataset['SOPClassUID']),
    sopInstanceUid: String(dataset['SOPInstanceUID']),
    bytes: toPart10(dataset, transferSyntaxUid),
  };
}

export function items(dataset: Editable | undefined, keyword: string): Editable[] {
  const value = dataset?.[keyword];
  return Array.isArray(value) ? (value as Editable[]) : [];
}

/** Calls `visit` for the data set and every item in it, at any depth; parents first. */
export function walk(dataset: Editable, visit: (item: Editable) => void): void {
  visit(dataset);
  for (const value of Object.values(dataset)) {
    if (!Array.isArray(value)) continue;
    for (const item of value) if (isItem(item)) walk(item, visit);
  }
}

function isItem(value: unknown): value is Editable {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

/** First code value of a code sequence. */
export function codeValue(dataset: Editable | undefined, keyword: string): string {
  return String(items(dataset, keyword)[0]?.['CodeValue'] ?? '');
}

export const carries =
  (...carriers: string[]) =>
  ({ carrier }: Deliverable): boolean =>
    carriers.includes(carrier);
