import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readAttestations } from '../../config/attestations';
import type { SutConfig } from '../../model/sut';
import { makeCertificates } from '../../runner/demo/certificates';
import { demoConfig } from '../../runner/demo/demo-config';
import { referencePlatform } from '../../runner/demo/reference-platform';
import { PACKAGE_ROOT } from '../../model/package-root';
import { findMutant } from '../../simulators/ai-platform/mutants';
import { runAndReport } from '../run-and-report';
import { engine } from './run';

export interface DemoFlags {
  out?: string;
  only?: string[];
  pacs: string;
  scannerEngine?: string;
  studies?: string;
  mutant?: string;
  tls: boolean;
  verbose?: boolean;
}

const LAUNCHERS = ['auto', 'path', 'docker', 'apt', 'embedded'] as const;

/** `airworthy demo`: the whole job against the reference AI platform, nothing to set up. */
export async function demo(flags: DemoFlags): Promise<number> {
  const launcher = LAUNCHERS.find((name) => name === flags.pacs);
  if (!launcher) throw new Error(`--pacs cannot be "${flags.pacs}". Allowed: ${LAUNCHERS.join(', ')}.`);
  const mutant = flags.mutant === undefined ? undefined : findMutant(flags.mutant);
  const scratch = await mkdtemp(join(tmpdir(), 'airworthy-demo-'));
  try {
    const tls = flags.tls ? await makeCertificates(scratch, ['localhost', '127.0.0.1']) : undefined;
    const config: SutConfig = demoConfig({ launcher, tls });
    if (flags.studies !== undefined) config.studies['out-of-scope']?.push({ source: resolve(flags.studies) });
    return await runAndReport({
      config,
      out: flags.out,
      only: flags.only,
      attestations: readAttestations(join(PACKAGE_ROOT, 'fixtures', 'reference', 'attestations.yaml')),
      standIn: referencePlatform({ mutant }),
      scannerEngine: engine(flags.scannerEngine),
      // A spoilt platform is to be judged, however silent it is.
      preflightBackwards: mutant === undefined,
      verbose: flags.verbose,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
