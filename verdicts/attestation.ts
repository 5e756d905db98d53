import type { RequirementResult } from '../model/run-record';
import type { Decision } from './scenario-verdict';

/** A named person's answer to an attested requirement. */
export interface Attestation {
  requirement: string;
  answer: 'yes' | 'no';
  name: string;
  role: string;
  /** Date, YYYY-MM-DD. */
  on: string;
  /** Version of the product that the person looked at. */
  productVersion: string;
  statement: string;
  evidence: { file: string; sha256: string }[];
}

/** Unanswered is not tested; an answer for another version of the product is stale and counts as unanswered. */
export function decideAttestation(attestation: Attestation | undefined, productVersion: string): Decision {
  if (!attestation) {
    return { verdict: 'not-tested', reason: 'A person must answer this one, and nobody has yet.' };
  }
  const { name, role, on, statement } = attestation;
  if (attestation.productVersion !== productVersion) {
    return {
      verdict: 'not-tested',
      reason: `${name} answered for version ${attestation.productVersion}; this is version ${productVersion}.`,
    };
  }
  if (attestation.answer === 'no') return { verdict: 'fail', reason: `${name}, ${role}, on ${on}: ${statement}` };
  if (attestation.evidence.length === 0) {
    return { verdict: 'not-tested', reason: `${name} answered yes on ${on}, but named no evidence.` };
  }
  return { verdict: 'pass', reason: `${name}, ${role}, on ${on}: ${statement}` };
}

export function attestedBy(attestation: Attestation): NonNullable<RequirementResult['attested']> {
  const { name, role, on, productVersion, evidence } = attestation;
  return { name, role, on, productVersion, evidence };
}
