import type { Defect, KnockOn } from '../../model/defect';
import type { LawfulVariant } from '../demo/contract';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import type { Collateral, Job, MutantResult, ReferenceResult } from './contract';

const isRed = ({ verdict }: RequirementResult): boolean => verdict === 'fail' || verdict === 'warning';
const breachesOf = ({ observations }: RequirementResult) => observations.filter(({ outcome }) => outcome === 'breach');

/**
 * Killed: a check of the requirement that the defect breaks observed the breach, and the verdict says so. Inconclusive or
 * not tested is a survivor: it would let a bad product through.
 */
export function judgeMutant({ actor }: Job, defect: Defect, record: RunRecord, seconds: number): MutantResult {
  const { id: mutant, requirement, sentence } = defect;
  const own = record.requirements.find(({ id }) => id === requirement);
  const caughtBy = own ? [...new Set(breachesOf(own).map(({ check }) => check))] : [];
  const killed = own !== undefined && isRed(own) && caughtBy.length > 0;
  // A mutant that the preflight already stops was tried, and not caught by its scenarios.
  const broken = !record.complete && record.endReason !== 'preflight-failed';
  const others = triedIn(record).filter(({ id }) => id !== requirement);
  const red = others.filter(isRed);
  return {
    actor,
    mutant,
    requirement,
    sentence,
    outcome: killed ? 'killed' : broken ? 'error' : 'survived',
    verdict: own?.verdict ?? 'absent',
    reason: (broken ? record.endDetail : undefined) ?? own?.reason ?? record.endDetail ?? '',
    caughtBy,
    collateral: red.map((other) => collateralOf(other, defect)),
    staleKnockOns: staleKnockOns(defect, (id) => others.some((other) => other.id === id && !isRed(other))),
    undecided: others
      .filter(({ verdict }) => verdict === 'not-tested' || verdict === 'inconclusive')
      .map(({ id }) => id),
    seconds,
  };
}

/** The reference, and what differs from it lawfully, must pass whatever it is tried for. */
export function judgeReference(
  { actor }: Job,
  record: RunRecord,
  seconds: number,
  variant?: LawfulVariant,
): ReferenceResult {
  const notPassed = triedIn(record)
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
    .map(({ id, verdict, reason }) => ({ requirement: id, verdict, reason }));
  const failed = !record.complete || notPassed.length > 0 || !triedIn(record).some(({ verdict }) => verdict === 'pass');
  const which = variant ? { variant: variant.id, sentence: variant.sentence } : {};
  return { actor, ...which, outcome: failed ? 'failed' : 'passed', notPassed, reason: record.endDetail ?? '', seconds };
}

/** A run that never came to a record. */
export function errorOf({ actor }: Job, defect: Defect, reason: string, seconds: number): MutantResult {
  const { id: mutant, requirement, sentence } = defect;
  const nothing = { caughtBy: [], collateral: [], staleKnockOns: [], undecided: [] };
  return { actor, mutant, requirement, sentence, outcome: 'error', verdict: 'absent', reason, ...nothing, seconds };
}

/** Also what persons attest of most products, where the harness could see for itself. */
function triedIn(record: RunRecord): RequirementResult[] {
  return record.requirements.filter(
    ({ selected, method, scenarios }) => selected && (method === 'automated' || scenarios.length > 0),
  );
}

function collateralOf(other: RequirementResult, defect: Defect): Collateral {
  const [breach] = breachesOf(other);
  return {
    requirement: other.id,
    verdict: other.verdict,
    check: breach?.check,
    sentence: breach?.sentence ?? other.reason,
    because: declaredKnockOns(defect).find(({ id }) => id === other.id)?.because,
  };
}

/** What it is declared to break beside its own requirement, requirement by requirement. */
export function declaredKnockOns({ knockOn = [] }: Defect): (Omit<KnockOn, 'requirements'> & { id: string })[] {
  return knockOn.flatMap(({ requirements, ...why }) => requirements.map((id) => ({ id, ...why })));
}

/** Those that should have turned red, and did not although they were tried. */
export function staleKnockOns(defect: Defect, stayedGreen: (requirement: string) => boolean): string[] {
  return declaredKnockOns(defect)
    .filter(({ id, sometimes }) => !sometimes && stayedGreen(id))
    .map(({ id }) => id);
}
