import type { Party } from '../../../model/actors';
import type { Arrow } from '../../contract';

/** From left to right as work flows through a hospital, with ourselves at the edge. */
export const LANES: readonly Party[] = ['scanner', 'ris', 'pacs', 'ai-platform', 'harness'];

/** Middle of a lane, in per cent of the width that the lanes share. */
export function laneAt(party: Party): number {
  const index = Math.max(LANES.indexOf(party), 0);
  return ((index + 0.5) / LANES.length) * 100;
}

export interface Drawn {
  from: number;
  to: number;
  /** Where its label hangs: from the left end to the right, or from the right end to the left. */
  label: { side: 'left' | 'right'; at: number };
}

/** Where an arrow or a note stands, in per cent. */
export function drawn({ from, to, kind }: Pick<Arrow, 'from' | 'to' | 'kind'>): Drawn {
  const start = laneAt(from);
  const end = laneAt(kind === 'note' ? from : to);
  const [left, right] = start < end ? [start, end] : [end, start];
  const side = (left + right) / 2 <= 50 ? 'left' : 'right';
  return { from: start, to: end, label: { side, at: side === 'left' ? left : 100 - right } };
}
