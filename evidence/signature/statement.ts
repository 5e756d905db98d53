import type { LoadOutcome, LoadRecord } from '../../model/load';
import type { RunRecord } from '../../model/run-record';
import type { Verdict } from '../../model/verdict';
import { MANIFEST } from '../pack/manifest';

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
    /** What was to be tested, against which configuration: plan.json or load-plan.json. */
    configuration: ResourceDescriptor[];
    /** Requirement ids; `load` in the pack of a load test. */
    passedTests: string[];
    warnedTests: string[];
    failedTests: string[];
    /** Our own addition: selected requirements that were not decided, so that their silence is no pass. */
    undecidedTests: string[];
  };
}

/** @param sha256Of hex, of a file of the pack, by name */
export function statementOf(record: RunRecord | LoadRecord, sha256Of: (name: string) => string): Statement {
  const described = (name: string): ResourceDescriptor => ({ name, digest: { sha256: sha256Of(name) } });
  return {
    _type: STATEMENT_TYPE,
    subject: [described(MANIFEST)],
    predicateType: PREDICATE_TYPE,
    predicate:
      record.format === 1 ? ofRun(record, described('plan.json')) : ofLoad(record.outcome, described('load-plan.json')),
  };
}

function ofRun(record: RunRecord, plan: ResourceDescriptor): Statement['predicate'] {
  const ids = (...verdicts: Verdict[]) =>
    record.requirements
      .filter(({ selected, verdict }) => selected && verdicts.includes(verdict))
      .map((requirement) => requirement.id);
  return {
    result: resultOf(record),
    configuration: [plan],
    passedTests: ids('pass'),
    warnedTests: ids('warning'),
    failedTests: ids('fail'),
    undecidedTests: ids('inconclusive', 'not-tested'),
  };
}

/** A load test is one test: whether the product held what was put on it. */
function ofLoad(outcome: LoadOutcome, plan: ResourceDescriptor): Statement['predicate'] {
  const when = (wanted: LoadOutcome) => (outcome === wanted ? ['load'] : []);
  return {
    result: outcome === 'met' ? 'PASSED' : 'FAILED',
    configuration: [plan],
    passedTests: when('met'),
    warnedTests: [],
    failedTests: when('not-met'),
    undecidedTests: when('inconclusive'),
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
