import { tagOf } from '../../../model/dicom/dictionary';
import type { DicomDataset } from '../../../model/dicom/object';
import { GENERAL_MODULES, MACROS } from './general';
import { RESULT_MODULES } from './results';

/** One attribute of a module table. */
export interface Row {
  keyword: string;
  type: '1' | '1C' | '2' | '2C' | '3';
  /** Enumerated values; undefined where the value is free or the terms are open. */
  values?: string[];
  condition?: Condition;
  /** Rows for the items of a sequence. */
  children: Row[];
}

export type Condition = (set: DicomDataset) => boolean;

export interface ModuleTable {
  clause: string;
  rows: Row[];
}

const LINE = /^(>*)\s*(@?)(\w+)(?:\s+(1C?|2C?|3))?(?:\s+=(.+?))?(?:\s+if\s+(.+))?$/;
const TERM = /^(!?)(\w+)(?:(!=|=|>)(.+))?$/;

/** Modules by name, parsed from the tables once. */
export const MODULES: ReadonlyMap<string, ModuleTable> = new Map(
  Object.entries({ ...GENERAL_MODULES, ...RESULT_MODULES }).map(([name, { clause, rows }]) => [
    name,
    { clause, rows: parseRows(rows) },
  ]),
);

export function parseRows(text: string): Row[] {
  const top: Row[] = [];
  const open: Row[][] = [top];
  for (const line of text
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    const match = LINE.exec(line);
    if (!match) throw new Error(`Module table: "${line}" cannot be read`);
    const [, arrows = '', macro, name = '', type, values, condition] = match;
    const level = open[arrows.length];
    if (!level) throw new Error(`Module table: "${line}" is deeper than the line above allows`);
    open.length = arrows.length + 1;
    if (macro) {
      level.push(...parseRows(MACROS[name] ?? fail(`there is no macro ${name}`)));
      continue;
    }
    if (tagOf(name) === undefined) fail(`${name} is no keyword`);
    const row: Row = { keyword: name, type: (type ?? '3') as Row['type'], children: [] };
    if (values !== undefined) row.values = values.split('|');
    if (condition !== undefined) row.condition = parseCondition(condition);
    level.push(row);
    open.push(row.children);
  }
  return top;
}

/** `KEY`, `!KEY`, `KEY=A|B`, `KEY!=A`, `KEY>1`, joined by ` and `; on the item that holds the attribute. */
export function parseCondition(text: string): Condition {
  const terms = text.split(' and ').map((term): Condition => {
    const match = TERM.exec(term.trim());
    if (!match) return fail(`condition "${term}" cannot be read`);
    const [, not, key = '', operator, operand = ''] = match;
    if (tagOf(key) === undefined) fail(`${key} is no keyword`);
    switch (operator) {
      case '=':
        return (set) => operand.split('|').includes(set.string(key) ?? '');
      case '!=':
        return (set) => set.string(key) !== operand;
      case '>':
        return (set) => (set.number(key) ?? 0) > Number(operand);
      default:
        return (set) => set.has(key) === (not === '');
    }
  });
  return (set) => terms.every((term) => term(set));
}

function fail(what: string): never {
  throw new Error(`Module table: ${what}`);
}
