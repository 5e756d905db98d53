import type { ActorName } from '../model/actors';
import type { SutConfig } from '../model/sut';

type HarnessPorts = Omit<SutConfig['harness'], 'host'>;
export type PortPath = {
  [S in keyof HarnessPorts]: [section: S, key: keyof HarnessPorts[S] & string];
}[keyof HarnessPorts];

/** The ports at which a product finds its simulated peers, by the link that it opens to them. */
const HARNESS_PORTS: Record<ActorName, Record<string, PortPath>> = {
  'ai-platform': {
    'ai-platform>pacs:dimse': ['pacs', 'dimsePort'],
    'ai-platform>pacs:dicomweb': ['pacs', 'dicomWebPort'],
    'ai-platform>ris:mllp': ['ris', 'mllpPort'],
    'ai-platform>ris:fhir': ['ris', 'fhirPort'],
  },
  ris: {
    'ris>ai-platform:mllp': ['aiPlatform', 'mllpPort'],
  },
  pacs: {
    'pacs>ai-platform:dimse': ['aiPlatform', 'dimsePort'],
    'pacs>harness:dimse': ['probe', 'dimsePort'],
    'pacs>harness:dicomweb': ['pacs', 'dicomWebPort'],
  },
  scanner: {
    'scanner>ris:dimse': ['ris', 'dimsePort'],
    'scanner>pacs:dimse': ['pacs', 'dimsePort'],
  },
};

/** Those of a product that it needs for what it declares. */
export function harnessPorts({ actor, ris }: Pick<SutConfig, 'actor' | 'ris'>): Record<string, PortPath> {
  const common = HARNESS_PORTS[actor];
  if (actor !== 'ris' || !ris?.consumer) return common;
  return ris.consumer.retrieve === 'wado-rs'
    ? { ...common, 'ris>pacs:dicomweb': ['pacs', 'dicomWebPort'] }
    : { ...common, 'ris>pacs:dimse': ['pacs', 'dimsePort'] };
}

/** 0 (any free port) where the product does not open that link itself. */
export function harnessPort(config: SutConfig, link: string): number {
  const path = harnessPorts(config)[link];
  return path ? portAt(config.harness, path) : 0;
}

export function portAt(harness: SutConfig['harness'], [section, key]: PortPath): number {
  return (harness[section] as Record<string, unknown>)[key] as number;
}
