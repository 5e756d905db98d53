import { codeValue, type Editable, items } from './edit-dicom';

/** Concept name of a content item: the code value. */
export const conceptOf = (item: Editable): string => codeValue(item, 'ConceptNameCodeSequence');
/** Value of a CODE item. */
export const codeOf = (item: Editable): string => codeValue(item, 'ConceptCodeSequence');

/** Takes content items out, at any depth, with all below them. */
export function removeContent(tree: Editable, unwanted: (item: Editable) => boolean): void {
  if (tree['ContentSequence'] === undefined) return;
  const kept = items(tree, 'ContentSequence').filter((item) => !unwanted(item));
  if (kept.length === 0) delete tree['ContentSequence'];
  else tree['ContentSequence'] = kept;
  for (const item of kept) removeContent(item, unwanted);
}

/** Visits content items at any depth, parents first. */
export function eachContent(tree: Editable, visit: (item: Editable) => void): void {
  for (const item of items(tree, 'ContentSequence')) {
    visit(item);
    eachContent(item, visit);
  }
}
