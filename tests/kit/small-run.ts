import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect, inject } from 'vitest';
import { airworthy } from '../e2e/cli';

const MADE_WITHIN_MS = 500_000;

/** A real run of a few requirements, real traffic through the embedded PACS, written to `out`. */
export async function smallRun(out: string, ...more: string[]): Promise<void> {
  const only = more.includes('--only') ? [] : ['--only', 'RCR-S6.1', 'RCR-A3.1'];
  const { code, stdout, stderr } = await airworthy(['demo', '--pacs', 'embedded', '--out', out, ...only, ...more]);
  expect([0, 1, 3], stdout + stderr).toContain(code);
}

/** A copy of the run of RCR-S6.1 and RCR-A3.1, at `out`. The first test file that asks for it makes it, for all of them. */
export async function usualRun(out: string): Promise<void> {
  const [made, being, failed] = ['made', 'being-made', 'failed'].map((name) => join(inject('sharedFolder'), name)) as [
    string,
    string,
    string,
  ];
  if (isFirst(`${being}.lock`)) {
    try {
      await smallRun(being);
      renameSync(being, made);
    } catch (error) {
      writeFileSync(failed, '');
      throw error;
    }
  }
  const deadline = performance.now() + MADE_WITHIN_MS;
  while (!existsSync(made)) {
    if (existsSync(failed)) throw new Error('The run could not be made; the test file that began it says why.');
    if (performance.now() > deadline) throw new Error(`The run was not made within ${MADE_WITHIN_MS / 1000} s.`);
    await pass(100);
  }
  cpSync(made, out, { recursive: true });
}

function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
