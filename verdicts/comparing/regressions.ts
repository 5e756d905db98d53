import type { Change, ChangeKind, ComparedCell, ComparedRow, Regressions } from '../../model/comparison';

/** Worst first. */
const ORDER: readonly ChangeKind[] = [
  'new-fail',
  'lost',
  'new-warning',
  'still-failing',
  'still-undecided',
  'gained',
  'fixed',
];

/**
 * What changed from the baseline to the run after it. A pass that is no longer decided is not silently fine: it is `lost`.
 */
export function regressionsOf(
  rows: readonly ComparedRow[],
  baseline: { label: string; index: number },
  current: { label: string; index: number },
): Regressions {
  const changes = rows
    .flatMap(({ id, title, level, cells }): Change[] => {
      const [before, after] = [cells[baseline.index], cells[current.index]];
      if (!before || !after) return [];
      const kind = changeOf(before, after);
      return kind === undefined ? [] : [{ requirement: id, title, level, kind, before, after }];
    })
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const has = (kind: ChangeKind) => changes.some((change) => change.kind === kind);
  const exitCode = has('new-fail') ? 1 : has('lost') ? 3 : 0;
  return { baseline: baseline.label, current: current.label, changes, exitCode };
}

function changeOf(before: ComparedCell, after: ComparedCell): ChangeKind | undefined {
  const was = decided(before);
  const is = decided(after);
  if (after.state === 'fail') return was === 'fail' ? 'still-failing' : 'new-fail';
  // A fail that is no longer decided is not mended either.
  if (was !== undefined && is === undefined) return 'lost';
  if (was === undefined) {
    if (is !== undefined) return after.state === 'warning' ? 'new-warning' : 'gained';
    return open(after) && open(before) ? 'still-undecided' : undefined;
  }
  if (was === 'fail') return 'fixed';
  return after.state === 'warning' && was === 'pass' ? 'new-warning' : undefined;
}

function decided({ state }: ComparedCell): 'pass' | 'warning' | 'fail' | undefined {
  return state === 'pass' || state === 'warning' || state === 'fail' ? state : undefined;
}

function open({ state }: ComparedCell): boolean {
  return state === 'inconclusive' || state === 'not-tested';
}
