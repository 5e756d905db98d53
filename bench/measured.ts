import { appendFileSync } from 'node:fs';

/** One number of a bench. */
export interface Measurement {
  what: string;
  value: number;
  unit: string;
  /** What it must stay under, where that is promised. */
  limit?: number;
  /** What it must reach, where that is promised. */
  least?: number;
}

/** Where `npm run bench` collects the numbers of a bench that it runs as a process of its own. */
export const COLLECT_INTO = 'AIRWORTHY_BENCH_RESULTS';

/** Hands numbers to `npm run bench`; nothing happens where the bench runs by itself. */
export function measured(...measurements: Measurement[]): void {
  const file = process.env[COLLECT_INTO];
  if (file) appendFileSync(file, measurements.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Whether it kept what is promised of it; undefined where nothing is. */
export function keeps({ value, limit, least }: Measurement): boolean | undefined {
  if (limit === undefined && least === undefined) return undefined;
  return value < (limit ?? Infinity) && value >= (least ?? -Infinity);
}
