import type { RunRecord } from '../../model/run-record';
import type { Verdict } from '../../model/verdict';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';
/** Of our own: what in-toto says of a statement by the supplier itself. */
export const CERTIFICATE_PREDICATE_TYPE = 'https://airworthy.dev/attestation/statement-of-conformity/v1';

interface ResourceDescriptor {
  name: string;
  digest: { sha256: string };
}

/** in-toto Statement v1 with the predicate Test Result v0.1. */
export interface Statement {
  _type: string;
  subject: ResourceDescriptor[];
  predicateType: string;
  predicate: {
    result: 'PASSED' | 'WARNED' | 'FAILED';
    /** What was to be tested, against which configuration: plan.json. */
    configuration: ResourceDescriptor[];
    /** Requirement ids. */
    passedTests: string[];
    warnedTests: string[];
    failedTests: string[];
    /** Our own addition: selected requirements that were not decided, so that their silence is no pass. */
    undecidedTests: string[];
  };
}

/** @param digests SHA-256, hex, of files of the pack, by name */
export function statementOf(record: RunRecord, digests: { manifest: string; plan: string }): Statement {
  const ids = (...verdicts: Verdict[]) =>
    record.requirements
      .filter(({ selected, verdict }) => selected && verdicts.includes(verdict))
      .map((requirement) => requirement.id);
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'manifest.json', digest: { sha256: digests.manifest } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      result: resultOf(record),
      configuration: [{ name: 'plan.json', digest: { sha256: digests.plan } }],
      passedTests: ids('pass'),
      warnedTests: ids('warning'),
      failedTests: ids('fail'),
      undecidedTests: ids('inconclusive', 'not-tested'),
    },
  };
}

/**
 * The predicate knows no "undecided". A run that is not wholly decided must not pass a gate that looks at this word
 * alone, so it is FAILED as a run; `failedTests` still names only what the product failed.
 */
function resultOf({ exitCode, counts }: RunRecord): Statement['predicate']['result'] {
  if (exitCode !== 0) return 'FAILED';
  return counts.warning > 0 ? 'WARNED' : 'PASSED';
}
