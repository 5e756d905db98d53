import { join } from 'node:path';
import { expect } from 'vitest';
import type { SutConfig } from '../../model/sut';
import { airworthy } from '../e2e/cli';
import { describePlatform, startPlatform, writeConfig } from '../e2e/platform';

export interface ProductOfTest {
  /** Of the run folder and the sut.yaml, below `dir`. */
  name: string;
  about: Partial<SutConfig>;
  mutant?: string;
  only: string[];
}

/** A real run against an AI platform in a process of its own, which sut.yaml describes as the product of somebody. */
export async function productRun(dir: string, { name, about, mutant, only }: ProductOfTest): Promise<string> {
  const file = join(dir, `${name}.yaml`);
  const out = join(dir, name);
  writeConfig(file, { ...(await describePlatform()), ...about });
  const platform = await startPlatform(file, ...(mutant === undefined ? [] : [`mutant=${mutant}`]));
  try {
    const args = ['run', '--config', file, '--out', out, '--one-way', '--scanner-engine', 'dcmjs', '--only', ...only];
    const { code, stdout, stderr } = await airworthy(args);
    expect([0, 1, 3], stdout + stderr).toContain(code);
  } finally {
    await platform.stop();
  }
  return out;
}
