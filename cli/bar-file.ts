import { readBar } from '../config/bar';
import type { Bar } from '../model/bar';
import { loadCatalogue } from '../requirements/load';

/** A bar that names only requirements that there are. */
export function barOf(file: string): Bar {
  return readBar(
    file,
    loadCatalogue().map(({ id }) => id),
  );
}
