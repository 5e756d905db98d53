import { DEFAULTS } from '../../config/defaults';
import { AIR_PRIMITIVES, CARRIERS, type SutConfig } from '../../model/sut';
import { findMutant, MUTANTS } from '../../simulators/ai-platform/mutants';
import {
  BRAIN_MASK,
  REFERENCE_ALGORITHM,
  REFERENCE_INTENDED_USE,
} from '../../simulators/ai-platform/analysis/reference';
import { findVariant, VARIANTS } from '../../simulators/ai-platform/variants';
import { ANY_PORTS, type Demo, type DemoOptions } from './contract';
import { referencePlatform } from './reference-platform';

/** Retention of the reference platform in the demo, seconds: short enough to be tried within a run. */
const DEMO_RETENTION_S = 3;

/** The reference AI platform as product under test: everything declared, every port free, waits to match its speed. */
function config(o: DemoOptions): SutConfig {
  const tls = o.tls !== undefined;
  return {
    vendor: 'airworthy',
    product: REFERENCE_ALGORITHM.name,
    version: REFERENCE_ALGORITHM.version,
    actor: 'ai-platform',
    intendedUse: REFERENCE_INTENDED_USE,
    algorithms: [REFERENCE_ALGORITHM],
    capabilities: {
      ...DEFAULTS.capabilities,
      carriers: [...CARRIERS],
      fhir: true,
      tls: { dimse: tls, mllp: tls, http: tls },
      llmText: true,
      criticalAlertCode: { value: 'CRIT', scheme: '99AIRW', meaning: 'Critical finding, expedited reading asked for' },
      srSignalsAvailability: true,
      air: { primitives: [...AIR_PRIMITIVES], furtherAlgorithms: [BRAIN_MASK] },
      ...(o.variant === undefined ? {} : findVariant(o.variant).declares),
    },
    harness: ANY_PORTS,
    tls: o.tls,
    pacs: { launcher: o.launcher },
    timeouts: { notice: 20, settle: 0.15, quiet: 1, recovery: 20, retention: DEMO_RETENTION_S, exchange: 10 },
    studies: {
      ...DEFAULTS.studies,
      'out-of-scope': [
        { source: 'synthetic:ct-abdomen' },
        { source: 'synthetic:mr-head' },
        { source: 'synthetic:ct-head-child' },
        { source: 'synthetic:ct-head-thick' },
      ],
    },
  };
}

export const aiPlatform: Demo = {
  config,
  selftestTimeouts: { notice: 8, settle: 0.4, quiet: 2.5, recovery: 8, retention: 2, exchange: 5 },
  standIn: ({ mutant, variant }) =>
    referencePlatform(mutant ? findMutant(mutant) : variant ? findVariant(variant) : undefined),
  mutants: MUTANTS,
  variants: VARIANTS,
  attestations: 'attestations.yaml',
};
