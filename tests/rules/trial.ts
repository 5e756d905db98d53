import type { Natural, NaturalValue } from '../kit/dicom-bytes';
import { changedAt, type Path } from '../check-files/mutations';

/**
 * One rule on two inputs that differ in the named places and nowhere else. Rules are pure functions, so both go the same way
 * up to the first reading of a changed place: where the verdict differs, the rule has looked at that place in the lawful
 * input too, and was content with it.
 */
export interface Trial {
  rule: string;
  /** The lawful input, and the place that is spoilt. */
  of: string;
  /** Rules of all findings, in the order found. */
  lawful(): string[];
  spoilt(): string[];
}

/** A place of an object as findings name it, and what is put there; undefined takes it away. */
export type Change = readonly [where: string, value: NaturalValue];
export type Row = readonly [rule: string, ...changes: Change[]];

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** Trials of one lawful object. Every place that is spoilt is there in the lawful object: nothing is only added. */
export function trialsOf(
  name: string,
  natural: Natural,
  judge: (natural: Natural) => string[],
  rows: readonly Row[],
): Trial[] {
  const lawful = once(() => judge(natural));
  return rows.map(([rule, ...changes]) => ({
    rule,
    of: `${name}: ${changes.map(([where]) => where).join(', ')}`,
    lawful,
    spoilt: () => judge(changes.reduce((before, [where, value]) => changed(before, where, value), natural)),
  }));
}

export function changed(natural: Natural, where: string, value: NaturalValue): Natural {
  let found: NaturalValue;
  const result = changedAt(natural, pathOf(where), (before) => {
    found = before;
    return value;
  });
  if (found === undefined) throw new Error(`The lawful object has no ${where}, so nothing can be spoilt there.`);
  return result;
}

const pathOf = (where: string): Path =>
  where.split('.').flatMap((part) => {
    const [, keyword = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(part) ?? [];
    return index === undefined ? [keyword] : [keyword, Number(index)];
  });

/** Trials of one lawful text: a piece of it is replaced, wherever it stands. */
export function textTrialsOf(
  name: string,
  text: string,
  judge: (text: string) => string[],
  rows: readonly (readonly [rule: string, piece: string, instead: string])[],
): Trial[] {
  const lawful = once(() => judge(text));
  return rows.map(([rule, piece, instead]) => ({
    rule,
    of: `${name}: ${JSON.stringify(piece)}`,
    lawful,
    spoilt: () => {
      if (!text.includes(piece)) throw new Error(`The lawful text has no ${piece}, so nothing can be spoilt there.`);
      return judge(text.replaceAll(piece, instead));
    },
  }));
}
