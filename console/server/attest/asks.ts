import type { AttestedEvidence } from '../../../model/events';
import type { Attestation } from '../../../verdicts/attestation';
import type { SentStudy } from '../../contract';

interface Of {
  dir: string;
  requirement: string;
  /** The product as the console has it: a record keeps no private key, and the product may have moved. */
  product?: { yaml: string; file: string };
}

export interface AttestJobs {
  /** Requirements for which there is a study to look at. */
  displays: { ask: object; answer: string[]; news: never; told: never };
  look: {
    ask: Of;
    answer: { lookFor: string[]; notSentBecause?: string; /** PNG, base64. */ picture: string };
    news: never;
    told: never;
  };
  send: { ask: Of; answer: SentStudy & { evidence: AttestedEvidence[] }; news: never; told: never };
  /** Its evidence lies in the run folder already. */
  answer: { ask: { dir: string; attestation: Attestation }; answer: object; news: never; told: never };
  /** Verdicts and reports, made again. */
  renew: { ask: { dir: string }; answer: object; news: never; told: never };
}
