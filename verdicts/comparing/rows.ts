import type { Bar, MustHaveInWords } from '../../model/bar';
import type { ComparedCell, ComparedRow } from '../../model/comparison';
import type { Level } from '../../model/requirement';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import { fits, mustHavesOf, weightOf } from './buyer';

/** From best to worst, for how far apart two products are. */
const GRADE: Record<ComparedCell['state'], number> = {
  pass: 4,
  warning: 3,
  'not-applicable': 2,
  unknown: 2,
  'not-run': 1,
  'not-tested': 1,
  inconclusive: 1,
  fail: 0,
};
const LEVELS: readonly Level[] = ['shall', 'should', 'discouraged', 'may'];

/** Every requirement of the records, those first on which they differ. */
export function rowsOf(records: readonly RunRecord[], bar: Bar | undefined): ComparedRow[] {
  const results = records.map(({ requirements }) => new Map(requirements.map((each) => [each.id, each])));
  const known = new Map<string, RequirementResult>();
  for (const one of results) for (const [id, result] of one) if (!known.has(id)) known.set(id, result);
  const mustHaves = mustHavesOf(bar);
  const rows = [...known.values()].map((requirement) =>
    rowOf(
      requirement,
      results.map((one) => one.get(requirement.id)),
      bar,
      mustHaves,
    ),
  );
  const spread = new Map(rows.map((row) => [row, spreadOf(row)]));
  const importance = (row: ComparedRow) =>
    (row.mandatory === 'no' ? 0 : 10_000) +
    (spread.get(row) ?? 0) * 100 +
    (LEVELS.length - LEVELS.indexOf(row.level)) * 10;
  const [apart, alike] = [rows.filter(({ differs }) => differs), rows.filter(({ differs }) => !differs)];
  // Array sorting is stable: within the same importance the order is that of the catalogue.
  return [...apart.sort((a, b) => importance(b) - importance(a) || b.weight - a.weight), ...alike];
}

function rowOf(
  { id, source, lines, group, title, level, method }: RequirementResult,
  results: readonly (RequirementResult | undefined)[],
  bar: Bar | undefined,
  mustHaves: readonly MustHaveInWords[],
): ComparedRow {
  const cells = results.map(cellOf);
  return {
    id,
    source,
    lines,
    group,
    title,
    level,
    method,
    weight: weightOf(bar, id),
    mandatory: cells.some(binds) ? mandatoryOf(mustHaves, id) : 'no',
    faced: cells.some((cell) => binds(cell) && cell.state !== 'not-run'),
    differs: new Set(cells.map(({ state }) => state)).size > 1,
    cells,
  };
}

function binds({ state }: ComparedCell): boolean {
  return state !== 'not-applicable' && state !== 'unknown';
}

/** The strictest of what the buyer says of it. */
function mandatoryOf(mustHaves: readonly MustHaveInWords[], id: string): ComparedRow['mandatory'] {
  const own = mustHaves.filter(({ requirement }) => fits(requirement, id));
  if (own.length === 0) return 'no';
  return own.some(({ warningIsEnough }) => warningIsEnough === false) ? 'pass' : 'pass-or-warning';
}

export function cellOf(result: RequirementResult | undefined): ComparedCell {
  if (!result) {
    return { state: 'unknown', reason: 'The catalogue of this run has no such requirement.', attested: false };
  }
  const { verdict, selected, cause, reason, attested } = result;
  return {
    state: selected || verdict === 'not-applicable' ? verdict : 'not-run',
    ...(cause ? { cause } : {}),
    reason,
    attested: attested !== undefined,
  };
}

function spreadOf({ cells }: ComparedRow): number {
  const grades = cells.map(({ state }) => GRADE[state]);
  return Math.max(...grades) - Math.min(...grades);
}
