import type { TlsFiles } from '../../model/actors';
import type { Defect } from '../../model/defect';
import type { SutConfig } from '../../model/sut';
import type { StandIn } from '../harness/part';

export interface DemoOptions {
  launcher: SutConfig['pacs']['launcher'];
  tls?: TlsFiles;
  /** What the lawful variant of that id declares, instead of the reference. */
  variant?: string;
  /** `ohif`: OHIF is the viewer of the PACS, which is then a real Orthanc, for OHIF asks for more than the embedded one has. */
  viewer?: DemoViewer;
}

export const DEMO_VIEWERS = ['reference', 'ohif', 'none'] as const;
export type DemoViewer = (typeof DEMO_VIEWERS)[number];

/** The reference as another supplier might lawfully have built it: it must pass everything. */
export interface LawfulVariant {
  id: string;
  sentence: string;
  /** The clause that allows it. */
  allowedBy: string;
}

/** A reference actor as product under test: what the demo runs, and what the selftest spoils. */
export interface Demo {
  /** Everything declared, every port free, waits to match its speed. */
  config(options: DemoOptions): SutConfig;
  /** The waits of the selftest, shorter: a spoilt actor often stays silent. */
  selftestTimeouts: SutConfig['timeouts'];
  /** The reference, or its mutant or variant of that id. Throws a sentence where there is none. */
  standIn(options: { mutant?: string; variant?: string; viewer?: DemoViewer }): StandIn;
  mutants: readonly Defect[];
  variants?: readonly LawfulVariant[];
  /** Attestations file of the demo, below fixtures/reference/. */
  attestations?: string;
}

/** Every port of the harness is any free one. */
export const ANY_PORTS: SutConfig['harness'] = {
  host: '127.0.0.1',
  pacs: { aeTitle: 'AIRW_PACS', dimsePort: 0, dicomWebPort: 0 },
  ris: { aeTitle: 'AIRW_RIS', dimsePort: 0, mllpPort: 0, fhirPort: 0 },
  scanner: { aeTitle: 'AIRW_SCANNER', dimsePort: 0 },
  aiPlatform: { aeTitle: 'AIRW_AI', dimsePort: 0, mllpPort: 0 },
  probe: { aeTitle: 'AIRW_PROBE', dimsePort: 0 },
};
