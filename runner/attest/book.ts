import type { Requirement } from '../../model/requirement';
import type { SutConfig } from '../../model/sut';
import { answerFor, type Attestation, whyNotCounted } from '../../verdicts/attestation';
import type { Plan } from '../../verdicts/plan';
import type { KeptEvidence } from './keep-evidence';

export type { Attestation } from '../../verdicts/attestation';

/** Where answers go: a run's record, or the attestations file of a sut.yaml. */
export interface AttestationBook {
  config: SutConfig;
  /** Evidence is kept below this folder. */
  dir: string;
  /** The attested requirements that bind this product, each with the answer that counts, where there is one. */
  questions: { requirement: Requirement; answered?: Attestation }[];
  /** On disk when this returns. */
  record(attestation: Attestation): void;
  /** Copies a file to where the book keeps them. Throws one sentence. */
  keep(source: string): KeptEvidence;
  /** Renews what is made from the answers, and says what in one sentence. */
  close(): Promise<string>;
}

/** Attested requirements that the plan has not set aside, each with the answer that counts. */
export function questionsOf(
  plan: Plan,
  given: readonly Attestation[],
  version: string,
  on: string,
): AttestationBook['questions'] {
  return plan.requirements
    .filter(({ notApplicable, notSelected }) => notApplicable === undefined && notSelected === undefined)
    .map(({ requirement }) => requirement)
    .filter(({ method }) => method === 'attested')
    .map((requirement) => {
      const answered = answerFor(given, requirement, version, on);
      const counts = answered && whyNotCounted(answered, requirement, version, on) === undefined;
      return { requirement, ...(counts ? { answered } : {}) };
    });
}
