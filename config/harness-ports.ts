import type { ActorName } from '../model/actors';
import type { SutConfig } from '../model/sut';

type HarnessPorts = Omit<SutConfig['harness'], 'host'>;
export type PortPath = {
  [S in keyof HarnessPorts]: [section: S, key: keyof HarnessPorts[S] & string];
}[keyof HarnessPorts];

/** The ports at which a product finds its simulated peers, by the link that it opens to them. */
export const HARNESS_PORTS: Record<ActorName, Record<string, PortPath>> = {
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

/** 0 (any free port) where the product does not open that link itself. */
export function harnessPort({ actor, harness }: SutConfig, link: string): number {
  const path = HARNESS_PORTS[actor][link];
  return path ? portAt(harness, path) : 0;
}

export function portAt(harness: SutConfig['harness'], [section, key]: PortPath): number {
  return (harness[section] as Record<string, unknown>)[key] as number;
}
