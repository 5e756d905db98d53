import type { Natural, NaturalValue } from '../kit/dicom-bytes';

/** Where an attribute is: keywords and numbers of items. */
export type Path = readonly (string | number)[];

const isItems = (value: NaturalValue): value is Natural[] =>
  Array.isArray(value) && value.some((each) => typeof each === 'object');

/** All attributes of an object, those in sequences too. Of alike items only the first. */
export function pathsOf(natural: Natural, around: Path = []): Path[] {
  return Object.entries(natural).flatMap(([keyword, value]): Path[] => {
    if (value === undefined) return [];
    const own: Path = [...around, keyword];
    return [own, ...(isItems(value) ? value.flatMap((item, i) => pathsOf(item, [...own, i])) : [])];
  });
}

/** The object with one attribute changed; `undefined` takes it away. */
export function changedAt(natural: Natural, path: Path, change: (value: NaturalValue) => NaturalValue): Natural {
  const [keyword, index, ...rest] = path;
  if (typeof keyword !== 'string') return natural;
  const value = natural[keyword];
  if (typeof index !== 'number') return { ...natural, [keyword]: change(value) };
  const items = (value as Natural[]).map((item, i) => (i === index ? changedAt(item, rest, change) : item));
  return { ...natural, [keyword]: items };
}

export const named = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`),
    '',
  );
