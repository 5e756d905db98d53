import { createRequire } from 'node:module';

interface Ucum {
  validateUnitString(unit: string): { status: string; msg?: string[] };
  convertUnitTo(from: string, value: number, to: string): { status: string };
}

let loaded: Ucum | undefined;

/** Loaded when the first unit is met: the library takes 50 ms to begin. */
function ucum(): Ucum {
  const load = createRequire(__filename) as (id: string) => { UcumLhcUtils: { getInstance(): Ucum } };
  loaded ??= load('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance();
  return loaded;
}

const problems = new Map<string, string | undefined>();

/** Why a text is no unit of UCUM (case sensitive); undefined when it is one. */
export function unitProblem(unit: string): string | undefined {
  if (unit === '' || /[\s\\]/.test(unit)) return 'it is empty or has blanks';
  if (!problems.has(unit)) problems.set(unit, validate(unit));
  return problems.get(unit);
}

function validate(unit: string): string | undefined {
  // The library accepts a longer text slowly; no unit is that long.
  if (unit.length > 64) return `it has ${unit.length} characters`;
  const { status, msg = [] } = ucum().validateUnitString(unit);
  if (status === 'valid') return undefined;
  return (msg[0] ?? 'it cannot be read').replace(/\.\s*$/, '');
}

/** Whether a value in one unit can be had in the other; true where one of them is no unit. */
export function isCommensurable(unit: string, other: string): boolean {
  if (unitProblem(unit) !== undefined || unitProblem(other) !== undefined) return true;
  return ucum().convertUnitTo(unit, 1, other).status === 'succeeded';
}
