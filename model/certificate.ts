import type { ActorName } from './actors';
import type { ClaimLine } from './claims';
import type { Level, RequirementSource } from './requirement';
import type { Verdict } from './verdict';

/** What the requirements were taken from; named in every certificate. */
export const PROFILE_REVISIONS = [
  'Royal College of Radiologists, Integrating image analysis AI with radiology reporting workflows (RIS and PACS), second edition',
  'IHE Radiology Technical Framework Supplement, AI Results (AIR), revision 1.3',
];

/** The supplier's statement of conformity (schema: docs/certificate.schema.json). */
export interface Certificate {
  /** Version of this format. */
  format: 1;
  /** YYYY-MM-DD. */
  issuedOn: string;
  vendor: string;
  product: string;
  version: string;
  actor: ActorName;
  intendedUse: string;
  profileRevisions: string[];
  /** Names of what the product declares. */
  capabilities: string[];
  /** What was declared and not seen, or seen and not declared. */
  claims: ClaimLine[];
  run: {
    runId: string;
    airworthy: string;
    startedAt: string;
    finishedAt: string;
    recordSha256: string;
    planSha256: string;
  };
  counts: Record<Verdict, number>;
  requirements: CertifiedRequirement[];
  /** What is not met and stated as such by the supplier. */
  exceptions: CertifiedException[];
  /** The first day on which an attested answer no longer counts. */
  validUntil?: string;
}

export interface CertifiedRequirement {
  id: string;
  source: RequirementSource;
  lines: string;
  title: string;
  level: Level;
  verdict: Verdict;
  reason: string;
  attestedBy?: string;
}

export interface CertifiedException {
  requirement: string;
  /** In the supplier's words. */
  reason: string;
  /** YYYY-MM-DD: when it is to be met. */
  by?: string;
}
