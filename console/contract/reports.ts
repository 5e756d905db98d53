import type { Certificate } from '../../model/certificate';
import type { Comparison } from '../../model/comparison';
import type { Measure } from '../../model/measure';
import type { Verdict } from '../../model/verdict';

/** Forms that `reports.export` makes and gives as a download. `report.html` is at `reports.page`. */
export const EXPORT_FORMS = ['pdf', 'xlsx', 'oscal', 'sarif', 'junit', 'cucumber'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

export interface CompareRuns {
  /** 2 to 20: ids of runs and of packs. */
  of: ({ run: string } | { pack: string })[];
  /** Index into `of`: the version before. */
  baseline?: number;
  /** bar.yaml of the buyer (docs/comparing.md). */
  bar?: string;
  despiteDifferences?: boolean;
}

/** Also at `comparisons.read`, as page at `comparisons.page` and as spreadsheet at `comparisons.xlsx`, until the server ends. */
export interface ComparisonAnswer {
  id: string;
  comparison: Comparison;
}

/** A run as one zip file: made here, or uploaded. */
export interface Pack {
  id: string;
  name: string;
  bytes: number;
  /** ISO 8601. */
  addedAt: string;
  addedBy: string;
  origin: 'made' | 'uploaded';
  /** Of the run here from which it was made. */
  run?: string;
  redacted: boolean;
  /** Ids of keys that signed it here. */
  signedBy: string[];
}

export interface SignPack {
  /** PEM, Ed25519 or ECDSA P-256: used once and never kept. Absent = the key configured at the start. */
  key?: string;
  passphrase?: string;
}

export interface VerifyPack {
  /** PEM public keys or certificates; each must have signed. */
  keys?: string[];
}

export interface PackVerification {
  held: boolean;
  findings: PackFinding[];
  /** What the pack says of itself, where it could be read. */
  about?: { runId: string; vendor: string; product: string; version: string; startedAt: string; exitCode: 0 | 1 | 3 };
}

export interface PackFinding {
  what: string;
  /** Absent: it could not be, or was not to be, tried. */
  held?: boolean;
  sentence: string;
  details: string[];
}

export interface CertifyRun {
  /** exceptions.yaml: what is stated as unmet (docs/for-suppliers.md). */
  exceptions?: string;
}

/** Files of a certificate are at `certificates.file`. */
export type CertificateAnswer = { certificate: Certificate; id: string } | { missing: string[] };
export const CERTIFICATE_FILES = ['certificate.html', 'certificate.json', 'certificate.pdf'] as const;

/** The runs of one product, oldest first. */
export interface Trend {
  vendor: string;
  product: string;
  actor: string;
  points: TrendPoint[];
}

export interface TrendPoint {
  run: string;
  version: string;
  airworthy: string;
  startedAt: string;
  complete: boolean;
  counts: Record<Verdict, number>;
  measures: Measure[];
  /** Requirements whose verdict is not as in the point before, where both faced them. */
  changes: { requirement: string; title: string; before: Verdict; after: Verdict }[];
}
