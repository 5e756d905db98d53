import type { Acquisition, SutConfig } from '../model/sut';

/** What sut.yaml may leave out. Lists are replaced, not merged, by what the file says. */
export const DEFAULTS: Pick<SutConfig, 'capabilities' | 'harness' | 'pacs' | 'timeouts' | 'studies'> = {
  capabilities: {
    carriers: ['sr', 'seg'],
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
    pacs: { aeTitle: 'AIRW_PACS', dimsePort: 11112, dicomWebPort: 8043 },
    ris: { aeTitle: 'AIRW_RIS', dimsePort: 11114, mllpPort: 2575, fhirPort: 8080 },
    scanner: { aeTitle: 'AIRW_SCANNER', dimsePort: 11115 },
    aiPlatform: { aeTitle: 'AIRW_AI', dimsePort: 11113, mllpPort: 2576 },
    probe: { aeTitle: 'AIRW_PROBE', dimsePort: 11116 },
  },
  pacs: { launcher: 'auto' },
  timeouts: { notice: 300, settle: 5, quiet: 30, recovery: 120, exchange: 30 },
  studies: {
    critical: [{ source: 'synthetic:ct-head-haemorrhage' }],
    positive: [{ source: 'synthetic:ct-head-calcification' }],
    negative: [{ source: 'synthetic:ct-head-normal' }],
    'out-of-scope': [{ source: 'synthetic:ct-abdomen' }],
    damaged: [{ source: 'synthetic:ct-head-damaged' }],
  },
};

/** What is ordered from a scanner under test; it waits for a person, as most scanners do. */
export const DEFAULT_ACQUISITION: Acquisition = {
  start: 'operator',
  deadline: 900,
  modality: 'CT',
  bodyPart: 'HEAD',
  procedure: { value: 'CTHEAD', scheme: '99AIRW', meaning: 'CT of head without contrast' },
};

/** How long one action in a web viewer may take, seconds. */
export const VIEWER_TIMEOUT = 60;
