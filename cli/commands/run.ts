import { resolve } from 'node:path';
import { readAttestations } from '../../config/attestations';
import { loadSutConfig } from '../../config/load';
import { parseShard } from '../../runner/sharding/shard';
import { runAndReport } from '../run-and-report';

export interface RunFlags {
  config: string;
  out?: string;
  only?: string[];
  studies?: string;
  scannerEngine?: string;
  oneWay?: boolean;
  freshExams?: boolean;
  shard?: string;
  verbose?: boolean;
}

/** `airworthy run`: the scenarios against the product that sut.yaml describes. */
export async function runCommand(flags: RunFlags): Promise<number> {
  const config = loadSutConfig(flags.config);
  if (flags.studies !== undefined) {
    config.studies = { ...config.studies, positive: [{ source: resolve(flags.studies) }] };
  }
  return runAndReport({
    config,
    out: flags.out,
    only: flags.only,
    attestations: config.attestations === undefined ? [] : readAttestations(config.attestations),
    scannerEngine: engine(flags.scannerEngine),
    preflightBackwards: flags.oneWay !== true,
    freshExams: flags.freshExams,
    shard: flags.shard === undefined ? undefined : parseShard(flags.shard),
    verbose: flags.verbose,
  });
}

export function engine(name: string | undefined): 'auto' | 'native' | 'dcmjs' {
  if (name === undefined || name === 'auto' || name === 'native' || name === 'dcmjs') return name ?? 'auto';
  throw new Error(`--scanner-engine cannot be "${name}". Allowed: auto, native, dcmjs.`);
}
