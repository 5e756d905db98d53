/** Times and counts that a run record holds (verdicts/measures.ts). */
export const MEASURE_NAMES = [
  'notice-seconds',
  'acknowledgement-seconds',
  'store-response-seconds',
  'query-response-seconds',
  'fails',
  'warnings',
  'undecided',
] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

export interface Measure {
  name: MeasureName;
  /** How many values there are; 0 where the run gave no occasion. */
  values: number;
  /** Absent where there is no value. */
  median?: number;
  p95?: number;
  worst?: number;
  /** Journal event of the worst. */
  event?: number;
}

/** The value below or at which that part of all lies (0.95: 95 of 100): one that was seen, not one between. Ascending values. */
export function nearestRank<T>(sorted: readonly T[], part: number): T | undefined {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
