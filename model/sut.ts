import type { ActorName, TlsFiles } from './actors';
import type { ArchiveDeclaration } from './archive';
import type { ConformanceDeclaration } from './claims';
import type { Code, StudyKind } from './exam';
import type { RisAccess } from './ris-access';
import type { WebViewer } from './viewer';

/** Result carriers an AI platform can declare. */
export const CARRIERS = [
  'sr',
  'seg',
  'secondary-capture',
  'presentation-state',
  'overlay',
  'parametric-map',
  'key-object',
  'encapsulated-pdf',
] as const;
export type Carrier = (typeof CARRIERS)[number];

/** Result primitives of IHE AI Results (6.5.3.2 to 6.5.3.8) that an Evidence Creator can declare. */
export const AIR_PRIMITIVES = [
  'qualitative-findings',
  'measurements',
  'locations',
  'regions',
  'parametric-maps',
  'tracking-identifiers',
  'image-references',
] as const;
export type AirPrimitive = (typeof AIR_PRIMITIVES)[number];

/** The claim to be an Evidence Creator of IHE AI Results. */
export interface AirClaim {
  /** Only what is declared is tried. */
  primitives: AirPrimitive[];
  /** Algorithms that contribute without reporting an abnormality of their own, such as one that finds the brain. */
  furtherAlgorithms?: Pick<Algorithm, 'name' | 'version' | 'manufacturer' | 'deviceUid'>[];
}

export interface Abnormality {
  code: Code;
  /** A detected one must raise an alert (RCR l.152-157, 217-218). */
  alertable: boolean;
  /** 0 to 1, as declared. */
  sensitivity?: number;
  specificity?: number;
}

export interface Algorithm {
  name: string;
  version: string;
  manufacturer: string;
  /** Device UID of Contributing Equipment (AIR 6.5.3.1). */
  deviceUid?: string;
  abnormalities: Abnormality[];
}

/** What the product declares it may be used on; a study outside must be refused (RCR l.13, 76-78). */
export interface IntendedUse {
  description: string;
  modalities: string[];
  /** Body Part Examined values (PS3.16 Annex L). */
  bodyParts: string[];
  minAgeYears?: number;
  maxAgeYears?: number;
  maxSliceThicknessMm?: number;
  minSlices?: number;
}

export interface Capabilities {
  carriers: Carrier[];
  /** How images reach the AI platform: sent to it, or fetched by it (RCR l.115). */
  intake: 'routed' | 'c-move' | 'c-get';
  /** How it stores results. */
  resultStorage: 'c-store' | 'stow-rs';
  fhir: boolean;
  tls: { dimse: boolean; mllp: boolean; http: boolean };
  /** Writes report text with a large language model (RCR l.54). */
  llmText: boolean;
  /** Uses a critical alert code per local policy (RCR l.156-157). */
  criticalAlertCode?: Code;
  /** Signals availability by the SR on the PACS as well (RCR l.199-201). */
  srSignalsAvailability: boolean;
  storageCommitment: boolean;
  /** Claims IHE AI Results, actor Evidence Creator; absent = makes no such claim. */
  air?: AirClaim;
}

/** Names by which requirements can depend on what is declared; see config/capabilities.ts. */
export type CapabilityName =
  | Carrier
  | 'fhir'
  | 'tls'
  | 'llm-text'
  | 'critical-alert-code'
  | 'sr-signals-availability'
  | 'storage-commitment'
  | 'air'
  | `air-${AirPrimitive}`
  | 'air-reports'
  | 'air-segmentations'
  | 'air-storage-commitment'
  | 'air-c-store'
  | 'air-c-store-commitment'
  | 'air-consumer';

export const ACQUISITION_STARTS = ['worklist', 'operator', 'command'] as const;
/** How an exam on the scanner under test begins: it works off its worklist by itself, a person is told, or a command runs. */
export type AcquisitionStart = (typeof ACQUISITION_STARTS)[number];

/** Scanner as product under test: what is ordered from it, and how it is made to acquire. */
export interface Acquisition {
  start: AcquisitionStart;
  /** For `command`: run by the shell, with the exam and the addresses in its environment (docs/for-suppliers.md). */
  command?: string;
  /** From the start to the end of the procedure step and the commitment report, seconds. */
  deadline: number;
  modality: string;
  /** Body Part Examined (PS3.16 Annex L). */
  bodyPart: string;
  procedure: Code;
}

export interface Timeouts {
  /** From ORC-5 = CM to the completion notice, seconds. */
  notice: number;
  /** How long after the notice late traffic is still watched for, seconds. */
  settle: number;
  /** How long nothing must happen where nothing should, seconds. */
  quiet: number;
  /** How long the SUT may need to recover once a fault is lifted, seconds. */
  recovery: number;
  /** Declared retention of images on the AI platform, seconds; absent = cannot be tried within a run. */
  retention?: number;
  /** One DIMSE, MLLP or HTTP exchange, seconds. */
  exchange: number;
}

export interface StudySource {
  /** `synthetic:ct-head-haemorrhage`, or a folder of DICOM files. */
  source: string;
  /** For a supplied folder: what is in it. Synthetic studies know this themselves. */
  present?: Code[];
  absent?: Code[];
}

/** Which of these a product has depends on its actor; config/load.ts says what each must give. */
export interface SutEndpoints {
  dimse?: { host: string; port: number; aeTitle: string };
  mllp?: { host: string; port: number };
  /** PACS: QIDO-RS, WADO-RS and STOW-RS below this path. */
  dicomWeb?: { host: string; port: number; path: string };
  /** RIS: FHIR and whatever else it offers over HTTP. */
  http?: { host: string; port: number };
}

/** The product under test and how to reach it: the content of sut.yaml, checked and with defaults filled in. */
export interface SutConfig {
  vendor: string;
  product: string;
  version: string;
  actor: ActorName;
  intendedUse: IntendedUse;
  algorithms: Algorithm[];
  capabilities: Capabilities;
  /** What its conformance statements say of interfaces; compared with what is seen, and decides nothing else. */
  conformance?: ConformanceDeclaration;
  /** What a PACS declares of itself as an archive. */
  archive?: ArchiveDeclaration;
  /** The web viewer that comes with a PACS; where there is one, the harness uses it in a browser. */
  viewer?: WebViewer;
  /** Where the SUT listens. Absent = the harness starts its reference actor in that place (demo). */
  endpoints?: SutEndpoints;
  /** RIS only. */
  ris?: RisAccess;
  /** Where the SUT finds the simulated peers; it must be configured with these. Port 0 only in the demo. */
  harness: {
    host: string;
    pacs: { aeTitle: string; dimsePort: number; dicomWebPort: number };
    ris: { aeTitle: string; dimsePort: number; mllpPort: number; fhirPort: number };
    scanner: { aeTitle: string; dimsePort: number };
    aiPlatform: { aeTitle: string; dimsePort: number; mllpPort: number };
    /** The harness itself, where it asks questions of its own. */
    probe: { aeTitle: string; dimsePort: number };
  };
  /** Harness certificates (server and client) and the CA to trust the SUT by. */
  tls?: TlsFiles;
  pacs: {
    launcher: 'auto' | 'path' | 'docker' | 'apt' | 'existing' | 'embedded';
    /** Image for `docker`. */
    image?: string;
    /** For `existing`. */
    host?: string;
    dimsePort?: number;
    httpPort?: number;
    aeTitle?: string;
  };
  timeouts: Timeouts;
  studies: Partial<Record<StudyKind, StudySource[]>>;
  /** Of a scanner. */
  acquisition?: Acquisition;
  /** Attestations file (YAML), see docs. */
  attestations?: string;
}
