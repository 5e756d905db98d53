import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { joinPath } from './rule';

export interface Visited {
  element: DicomElement;
  /** The set that holds it. */
  set: DicomDataset;
  path: string;
}

/** Every element of a data set, those in sequence items included, with its path. */
export function* walkElements(set: DicomDataset, path = ''): Generator<Visited> {
  for (const element of set.elements) {
    const at = joinPath(path, element.keyword);
    yield { element, set, path: at };
    let i = 0;
    for (const item of element.items ?? []) {
      yield* walkElements(item, `${at}[${i}]`);
      i += 1;
    }
  }
}
