import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import type { LineQuality } from '../../protocols/tap/tap';
import { demoOptions } from '../../runner/demo/demo-options';
import { parseShard } from '../../runner/sharding/shard';
import { runAndReport } from '../run-and-report';
import { engine } from './run';

export interface DemoFlags {
  actor: string;
  out?: string;
  only?: string[];
  pacs: string;
  scannerEngine?: string;
  studies?: string;
  mutant?: string;
  variant?: string;
  tls: boolean;
  freshExams?: boolean;
  shard?: string;
  verbose?: boolean;
  latency?: string;
  stalls?: string;
  viewer?: string;
}

const LAUNCHERS = ['auto', 'path', 'docker', 'apt', 'embedded'] as const;

/** `airworthy demo`: the whole job against a reference actor, nothing to set up. */
export async function demoCommand(flags: DemoFlags): Promise<number> {
  const launcher = LAUNCHERS.find((name) => name === flags.pacs);
  if (!launcher) throw new Error(`--pacs cannot be "${flags.pacs}". Allowed: ${LAUNCHERS.join(', ')}.`);
  const scratch = scratchFolder('airworthy-demo');
  try {
    const { actor, mutant, variant, tls, viewer } = flags;
    const options = await demoOptions({ actor, mutant, variant, launcher, tls, viewer, scratch });
    if (flags.studies !== undefined) options.config.studies['out-of-scope']?.push({ source: resolve(flags.studies) });
    return await runAndReport({
      ...options,
      out: flags.out,
      only: flags.only,
      scannerEngine: engine(flags.scannerEngine),
      freshExams: flags.freshExams,
      shard: flags.shard === undefined ? undefined : parseShard(flags.shard),
      verbose: flags.verbose,
      line: lineOf(flags),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Throws a sentence when a number is none. */
function lineOf({ latency = '0', stalls = '0' }: DemoFlags): LineQuality | undefined {
  const number = (flag: string, text: string, most: number): number => {
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new Error(`${flag} cannot be "${text}". Give a whole number, 0 to ${most}.`);
  };
  const latencyMs = number('--latency', latency, 5000);
  const percent = number('--stalls', stalls, 90);
  return latencyMs + percent === 0 ? undefined : { latencyMs, stallMs: percent * 10 };
}
