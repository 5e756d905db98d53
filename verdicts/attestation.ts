import type { AttestedEvidence } from '../model/events';
import type { Requirement } from '../model/requirement';
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
  /** Last day on which it counts, YYYY-MM-DD. */
  expires?: string;
  evidence: AttestedEvidence[];
}

type Asked = Pick<Requirement, 'id' | 'evidence'>;

/** Why an answer decides nothing on a day, as a sentence; undefined where it does. */
export function whyNotCounted(
  { name, on, answer, productVersion, expires, evidence }: Attestation,
  requirement: Asked,
  version: string,
  day: string,
): string | undefined {
  if (productVersion !== version) return `${name} answered for version ${productVersion}; this is version ${version}.`;
  if (expires !== undefined && expires < day) return `${name} answered on ${on}, and the answer expired on ${expires}.`;
  if (answer === 'no') return undefined;
  if (evidence.length === 0) return `${name} answered yes on ${on}, but named no evidence.`;
  if (requirement.evidence === 'screenshot' && !isSupported(evidence)) {
    return `${name} answered yes on ${on}, but attached no screenshot, which this one needs.`;
  }
  return undefined;
}

/** The last answer that decides something; where none does, the last one, which then says why not. */
export function answerFor(
  attestations: readonly Attestation[],
  requirement: Asked,
  version: string,
  day: string,
): Attestation | undefined {
  const own = attestations.filter((one) => one.requirement === requirement.id);
  return own.findLast((one) => whyNotCounted(one, requirement, version, day) === undefined) ?? own.at(-1);
}

/** Unanswered is not tested; what is stale, expired or without evidence counts as unanswered. */
export function decideAttestation(
  attestation: Attestation | undefined,
  requirement: Asked,
  version: string,
  day: string,
): Decision {
  if (!attestation) {
    return { verdict: 'not-tested', reason: 'A person must answer this one, and nobody has yet.' };
  }
  const open = whyNotCounted(attestation, requirement, version, day);
  if (open !== undefined) return { verdict: 'not-tested', reason: open };
  const { name, role, on, statement, answer, evidence } = attestation;
  const said = `${name}, ${role}, on ${on}: ${statement}`;
  if (answer === 'no') return { verdict: 'fail', reason: said };
  return { verdict: 'pass', reason: isSupported(evidence) ? said : `${said} (${NO_SCREENSHOT})` };
}

/** What the harness itself sent and drew shows what was to be seen, not what was. */
const NO_SCREENSHOT = 'No screenshot supports this: it rests on their word alone.';

function isSupported(evidence: readonly AttestedEvidence[]): boolean {
  return evidence.some(({ kind }) => kind === undefined);
}

/** Whether a person is to answer: not where the harness has decided for itself, for then what a person says does not count. */
export function isForPerson({ method, selected, scenarios, attested, verdict }: RequirementResult): boolean {
  return (
    method === 'attested' && selected && (scenarios.length === 0 || attested !== undefined || verdict === 'not-tested')
  );
}

export function attestedBy(attestation: Attestation): NonNullable<RequirementResult['attested']> {
  const { name, role, on, productVersion, expires, evidence } = attestation;
  return { name, role, on, productVersion, ...(expires === undefined ? {} : { expires }), evidence };
}
