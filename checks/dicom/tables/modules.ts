import { CONDITIONS } from './conditions';
import iodData from './data/iods.json';
import generated from './data/modules.json';
import supplement from './data/supplement.json';
import { type Condition, type ModuleTable, parseCondition, parseRows, type Row, type Type } from './notation';

/** A module of an IOD. `when`: its required attributes are asked for only then; a user option without it: never. */
export interface ModuleUse {
  module: string;
  usage: 'M' | 'C' | 'U';
  when?: Condition;
}

export interface Iod {
  name: string;
  clause: string;
  modules: ModuleUse[];
  /** Functional group macros by name; [] where the IOD has none. */
  functionalGroups: string[];
}

const MACROS: Record<string, string[]> = generated.macros;

/** Modules by id, as PS3.3 Annex C has them. */
export const MODULES: ReadonlyMap<string, ModuleTable> = tables({ ...generated.modules, ...supplement.modules });

/** Functional group macros by id; the first row is the sequence that stands in a functional groups item. */
export const FUNCTIONAL_GROUPS: ReadonlyMap<string, ModuleTable> = tables(supplement.functionalGroups);

/** IODs by SOP Class UID (PS3.3 Annex A). */
export const IODS: ReadonlyMap<string, Iod> = new Map(
  iodData.iods.map(({ sopClass, name, clause, modules, functionalGroups = [] }) => [
    sopClass,
    { name, clause, modules: modules.map(parseUse), functionalGroups },
  ]),
);

/** Rows by themselves, with what is known of their conditions. */
export function tableOf(clause: string, lines: readonly string[]): ModuleTable {
  return { clause, rows: completed('', parseRows(lines, MACROS)) };
}

function tables(data: Record<string, { clause: string; rows: string[] }>): Map<string, ModuleTable> {
  return new Map(
    Object.entries(data).map(([id, { clause, rows }]) => [
      id,
      { clause, rows: completed(id, parseRows(rows, MACROS)) },
    ]),
  );
}

/** Adds conditions, and what later editions changed. */
function completed(path: string, rows: Row[]): Row[] {
  for (const row of rows) {
    const at = path === '' ? row.keyword : `${path}.${row.keyword}`;
    const amendment = supplement.amendments.find((each) => each.at === at);
    if (amendment?.type !== undefined) row.type = amendment.type as Type;
    if (amendment?.values !== undefined) row.values = amendment.values;
    if (row.type.endsWith('C')) row.condition ??= conditionOf(at);
    completed(at, row.children);
  }
  return rows;
}

function conditionOf(path: string): Condition | undefined {
  for (let at = path; ; at = at.slice(at.indexOf('.') + 1)) {
    const text = CONDITIONS[at];
    if (text !== undefined) return parseCondition(text);
    if (!at.includes('.')) return undefined;
  }
}

function parseUse(line: string): ModuleUse {
  const match = /^(\S+) ([MCU])(?: if (.+))?$/.exec(line);
  const [, module = '', usage, when] = match ?? [];
  if (!MODULES.has(module)) throw new Error(`IOD table: there is no module in "${line}"`);
  return { module, usage: usage as ModuleUse['usage'], ...(when === undefined ? {} : { when: parseCondition(when) }) };
}
