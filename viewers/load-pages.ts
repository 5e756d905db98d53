import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ohifPages } from './ohif/pages';
import { type MakePages, PAGE_ACTIONS, type ViewerPages } from './page-object';

/**
 * The pages of a viewer by the name in sut.yaml: those of OHIF, or a file of the supplier.
 * @throws Error with one sentence that names the file and what is wrong with it
 */
export async function loadPages(pages: string): Promise<MakePages> {
  if (pages === 'ohif') return ohifPages;
  const name = basename(pages);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(pages).href);
  } catch (error) {
    throw new Error(`The pages of the viewer in ${name} cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const make = functionIn(loaded);
  if (!make)
    throw new Error(`${name} must export a function (page, { url }) => pages; see docs/viewer.md for an example.`);
  return (page, context) => checked(make(page, context), name);
}

/** `export default f`, `module.exports = f`, and what transpilers make of both. */
function functionIn(loaded: unknown, depth = 0): MakePages | undefined {
  if (typeof loaded === 'function') return loaded as MakePages;
  if (typeof loaded !== 'object' || loaded === null || depth > 2) return undefined;
  return functionIn((loaded as { default?: unknown }).default, depth + 1);
}

function checked(made: unknown, file: string): ViewerPages {
  const pages = (typeof made === 'object' && made !== null ? made : {}) as Record<string, unknown>;
  if (typeof pages['name'] !== 'string' || pages['name'] === '')
    throw new Error(`The pages in ${file} have no "name": say which viewer they are for.`);
  for (const [action, need] of Object.entries(PAGE_ACTIONS)) {
    const found = pages[action];
    if (found === undefined && need === 'optional') continue;
    if (typeof found !== 'function')
      throw new Error(`The pages in ${file} have no function "${action}", which every viewer needs (docs/viewer.md).`);
  }
  const strangers = Object.keys(pages).filter(
    (key) => key !== 'name' && !(key in PAGE_ACTIONS) && !key.startsWith('_'),
  );
  if (strangers.length > 0)
    throw new Error(
      `The pages in ${file} have "${strangers[0]}", which is no action. There are: ${Object.keys(PAGE_ACTIONS).join(', ')}.`,
    );
  return pages as unknown as ViewerPages;
}
