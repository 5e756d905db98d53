import { expect } from 'vitest';
import { airworthy } from '../e2e/cli';

/** A real run of a few requirements, real traffic through the embedded PACS, written to `out`. */
export async function smallRun(out: string, ...more: string[]): Promise<void> {
  const only = more.includes('--only') ? [] : ['--only', 'RCR-S6.1', 'RCR-A3.1'];
  const { code, stdout, stderr } = await airworthy(['demo', '--pacs', 'embedded', '--out', out, ...only, ...more]);
  expect([0, 1, 3], stdout + stderr).toContain(code);
}
