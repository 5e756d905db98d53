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
