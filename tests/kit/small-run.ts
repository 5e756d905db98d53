import { expect } from 'vitest';
import { airworthy } from '../e2e/cli';

/** A real run of a few requirements, real traffic through the embedded PACS, written to `out`. */
export async function smallRun(out: string, ...more: string[]): Promise<void> {
  const only = more.includes('--only') ? [] : ['--only', 'RCR-S6.1', 'RCR-A3.1'];
  const { code, stdout, stderr } = await airworthy(['demo', '--pacs', 'embedded', '--out', out, ...only, ...more]);
  expect([0, 1, 3], stdout + stderr).toContain(code);
}

/** The same numbers for the same seed (mulberry32), in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
