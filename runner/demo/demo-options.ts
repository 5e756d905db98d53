import { join } from 'node:path';
import { readAttestations } from '../../config/attestations';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { SutConfig } from '../../model/sut';
import type { RunOptions } from '../run';
import { makeCertificates } from './certificates';
import { DEMO_VIEWERS } from './contract';
import { demoOf } from './demo';

export interface DemoChoice {
  actor: string;
  mutant?: string;
  /** A lawful variant in the place of the reference. */
  variant?: string;
  launcher: SutConfig['pacs']['launcher'];
  /** False: no link of the actor under test has TLS. */
  tls: boolean;
  /** Of the PACS; `reference` when absent. */
  viewer?: string;
  /** For certificates; must outlive the run. */
  scratch: string;
}

/**
 * A reference AI platform that is not spoilt brings all that is waited for, and a wait ends then: on a slow machine it has several
 * times as long. A spoilt one often stays silent.
 */
function withTime(config: SutConfig, spoilt: boolean): SutConfig {
  if (spoilt || config.actor !== 'ai-platform') return config;
  return { ...config, timeouts: { ...config.timeouts, notice: 120, recovery: 120, exchange: 60 } };
}

/** What a run needs whose product under test is a reference actor. Throws a sentence where there is no such actor or mutant. */
export async function demoOptions({
  actor,
  mutant,
  variant,
  launcher,
  tls,
  viewer: wanted = 'reference',
  scratch,
}: DemoChoice): Promise<Pick<RunOptions, 'config' | 'standIn' | 'attestations' | 'demo' | 'preflightBackwards'>> {
  const demo = await demoOf(actor);
  const viewer = DEMO_VIEWERS.find((name) => name === wanted);
  if (!viewer) throw new Error(`--viewer cannot be "${wanted}". Allowed: ${DEMO_VIEWERS.join(', ')}.`);
  if (viewer === 'ohif' && (actor !== 'pacs' || (mutant ?? variant) !== undefined))
    throw new Error(
      '--viewer ohif goes with --actor pacs, and with no --mutant or --variant: Orthanc and OHIF are as they are.',
    );
  if (mutant !== undefined && variant !== undefined) throw new Error('Give --mutant or --variant, not both.');
  if (variant !== undefined && !demo.variants?.some(({ id }) => id === variant)) {
    const ids = demo.variants?.map(({ id }) => id).join(', ') ?? 'none';
    throw new Error(`There is no lawful variant "${variant}" of the ${actor}. There are: ${ids}.`);
  }
  const standIn = demo.standIn({ mutant, variant, viewer });
  const certificates = tls ? await makeCertificates(scratch, ['localhost', '127.0.0.1']) : undefined;
  const { attestations } = demo;
  return {
    config: withTime(demo.config({ launcher, tls: certificates, viewer, variant }), mutant !== undefined),
    standIn,
    attestations:
      attestations === undefined || viewer === 'ohif'
        ? []
        : readAttestations(join(PACKAGE_ROOT, 'fixtures', 'reference', attestations)),
    demo: { mutant, ...(variant === undefined ? {} : { variant }), ...(viewer === 'reference' ? {} : { viewer }) },
    // A spoilt actor is to be judged, however silent it is.
    preflightBackwards: mutant === undefined,
  };
}
