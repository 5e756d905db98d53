import type { BarStanding } from '../../model/bar';
import type { ComparedCell } from '../../model/comparison';

/**
 * Whether a requirement is met by what one run shows. What was not tried, could not be decided, or is not declared by the
 * product is never met: silence is no pass.
 */
export function standingOf(cell: ComparedCell, warningIsEnough: boolean): BarStanding {
  if (cell.state === 'pass') return 'met';
  if (cell.state === 'fail') return 'not-met';
  if (cell.state === 'warning') return warningIsEnough ? 'met' : 'not-met';
  return 'cannot-tell';
}

/** Of several, the one that decides: one that is not met, else one of which it cannot be told. */
export function worstOf(standings: readonly BarStanding[]): BarStanding {
  if (standings.includes('not-met')) return 'not-met';
  return standings.includes('cannot-tell') || standings.length === 0 ? 'cannot-tell' : 'met';
}
