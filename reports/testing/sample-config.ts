import type { SutConfig } from '../../model/sut';

export const DEFAULT_CONFIG: SutConfig = {
  vendor: 'V',
  product: 'P',
  version: '1',
  actor: 'ai-platform',
  intendedUse: { description: 'CT head', modalities: ['CT'], bodyParts: ['HEAD'] },
  algorithms: [],
  capabilities: {
    carriers: [],
    intake: 'routed',
    resultStorage: 'c-store',
    fhir: false,
    tls: { dimse: false, mllp: false, http: false },
    llmText: false,
    srSignalsAvailability: false,
    storageCommitment: true,
  },
  harness: {
    host: '127.0.0.1',
    pacs: { aeTitle: 'AIRW_PACS', dimsePort: 1, dicomWebPort: 2 },
    ris: { aeTitle: 'RIS', dimsePort: 5, mllpPort: 3, fhirPort: 4 },
    scanner: { aeTitle: 'SCANNER', dimsePort: 6 },
    aiPlatform: { aeTitle: 'AI', dimsePort: 7, mllpPort: 8 },
    probe: { aeTitle: 'PROBE', dimsePort: 9 },
  },
  pacs: { launcher: 'auto' },
  timeouts: { notice: 1, settle: 1, quiet: 1, recovery: 1, exchange: 1 },
  studies: {},
};
