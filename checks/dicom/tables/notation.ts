import { tagOf } from '../../../model/dicom/dictionary';
import type { DicomDataset } from '../../../model/dicom/object';

/** One attribute of a module table. */
export interface Row {
  keyword: string;
  type: Type;
  /** Enumerated values; undefined where the value is free or the terms are open. */
  values?: string[];
  condition?: Condition;
  /** Rows for the items of a sequence. */
  children: Row[];
}

export type Type = '1' | '1C' | '2' | '2C' | '3';
export type Condition = (set: DicomDataset) => boolean;

export interface ModuleTable {
  clause: string;
  rows: Row[];
}

const LINE = /^(>*)\s*(@?)([\w-]+)(?:\s+(1C?|2C?|3))?(?:\s+=(.+?))?(?:\s+if\s+(.+))?$/;
const TERM = /^(!?)(\w+)(?:(!=|=|>)(.+))?$/;

/**
 * One line an attribute: `>` for each level below the module, keyword, type, `=A|B` for enumerated values, `if` a condition;
 * `@name` stands for the rows of a macro.
 */
export function parseRows(lines: readonly string[], macros: Readonly<Record<string, readonly string[]>> = {}): Row[] {
  const top: Row[] = [];
  const open: Row[][] = [top];
  for (const line of lines) {
    const match = LINE.exec(line);
    if (!match) throw new Error(`Module table: "${line}" cannot be read`);
    const [, arrows = '', macro, name = '', type, values, condition] = match;
    const level = open[arrows.length];
    if (!level) throw new Error(`Module table: "${line}" is deeper than the line above allows`);
    open.length = arrows.length + 1;
    if (macro) {
      level.push(...parseRows(macros[name] ?? fail(`there is no macro ${name}`), macros));
      continue;
    }
    if (tagOf(name) === undefined) fail(`${name} is no keyword`);
    const row: Row = { keyword: name, type: (type ?? '3') as Type, children: [] };
    if (values !== undefined) row.values = values.split('|');
    if (condition !== undefined) row.condition = parseCondition(condition);
    level.push(row);
    open.push(row.children);
  }
  return top;
}

/**
 * `KEY`, `!KEY`, `KEY=A|B` (any value), `KEY!=A`, `KEY>1`, joined by ` and `, and these by ` or `; on the item that holds the
 * attribute.
 */
export function parseCondition(text: string): Condition {
  const choices = text.split(' or ').map((choice) => choice.split(' and ').map(parseTerm));
  return (set) => choices.some((terms) => terms.every((term) => term(set)));
}

function parseTerm(text: string): Condition {
  const match = TERM.exec(text.trim());
  if (!match) return fail(`condition "${text}" cannot be read`);
  const [, not, key = '', operator, operand = ''] = match;
  if (tagOf(key) === undefined) fail(`${key} is no keyword`);
  switch (operator) {
    case '=':
      return (set) => set.strings(key).some((value) => operand.split('|').includes(value));
    case '!=':
      return (set) => set.string(key) !== operand;
    case '>':
      return (set) => (set.number(key) ?? 0) > Number(operand);
    default:
      return (set) => set.has(key) === (not === '');
  }
}

function fail(what: string): never {
  throw new Error(`Module table: ${what}`);
}
