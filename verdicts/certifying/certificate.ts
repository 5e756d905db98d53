import { type Certificate, type CertifiedException, PROFILE_REVISIONS } from '../../model/certificate';
import { counted } from '../../model/counted';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import { asOf } from '../comparing/as-of';

export interface CertifyingOptions {
  /** YYYY-MM-DD. */
  day: string;
  exceptions: readonly CertifiedException[];
  /** Of the record: torn lines, a broken hash chain. */
  problems: readonly string[];
  /** Names of what the product declares. */
  capabilities: string[];
  /** SHA-256 of run.json and plan.json. */
  recordSha256: string;
  planSha256: string;
}

/** Why a run supports no statement by the supplier, a sentence each; empty where it does. */
export function missingFor(run: RunRecord, { day, exceptions, problems }: CertifyingOptions): string[] {
  const record = asOf(run, day);
  const { complete, shard, endDetail, sut, config } = record;
  const applicable = record.requirements.filter(({ verdict }) => verdict !== 'not-applicable');
  const selected = applicable.filter((requirement) => requirement.selected);
  const ids = (requirements: readonly RequirementResult[]) => requirements.map(({ id }) => id).join(', ');
  const byChoice = applicable.filter((one) => !one.selected && /left out of this run by choice/.test(one.reason));
  const stated = new Set(exceptions.map(({ requirement }) => requirement));
  const failed = selected.filter(({ verdict, id }) => verdict === 'fail' && !stated.has(id));
  const open = selected.filter(({ verdict, id }) => isOpen(verdict) && !stated.has(id));
  const idle = exceptions.filter(
    ({ requirement }) => !selected.some(({ id, verdict }) => id === requirement && isShort(verdict)),
  );
  return [
    ...(problems.length > 0 ? [`The record is damaged: ${problems.join('; ')}.`] : []),
    ...(complete ? [] : [`The run is incomplete: ${endDetail ?? 'it did not come to its end'}.`]),
    ...(shard ? [`The run is part ${shard.index} of ${shard.count}: merge the parts first.`] : []),
    ...(config.endpoints === undefined || sut.vendor === 'airworthy'
      ? ['The run is of the reference actor of airworthy, which is no product of a supplier.']
      : []),
    ...(byChoice.length > 0
      ? [`${counted(byChoice.length, 'requirement was', 'requirements were')} left out by --only: ${ids(byChoice)}.`]
      : []),
    ...failed.map(({ id, reason }) => `${id} is not met, and not among the exceptions: ${reason}`),
    ...open.map(({ id, reason }) => `${id} is not decided: ${reason}`),
    ...idle.map(({ requirement }) => `The exception ${requirement} is none: the run does not show it as unmet.`),
  ];
}

function isOpen(verdict: RequirementResult['verdict']): boolean {
  return verdict === 'not-tested' || verdict === 'inconclusive';
}

function isShort(verdict: RequirementResult['verdict']): boolean {
  return verdict === 'fail' || verdict === 'warning' || isOpen(verdict);
}

/** The statement, of a run for which nothing is missing. */
export function certificateOf(run: RunRecord, options: CertifyingOptions): Certificate {
  const record = asOf(run, options.day);
  const selected = record.requirements.filter((requirement) => requirement.selected);
  const expiries = selected.flatMap(({ attested }) => attested?.expires ?? []).sort();
  const { vendor, product, version, actor, intendedUse } = record.sut;
  const { runId, airworthy, startedAt, finishedAt } = record;
  const { recordSha256, planSha256 } = options;
  return {
    format: 1,
    issuedOn: options.day,
    vendor,
    product,
    version,
    actor,
    intendedUse,
    profileRevisions: [...PROFILE_REVISIONS],
    capabilities: [...options.capabilities].sort(),
    claims: (record.claims?.lines ?? []).filter(({ standing }) => standing.endsWith('-claim')),
    run: { runId, airworthy, startedAt, finishedAt, recordSha256, planSha256 },
    counts: record.counts,
    requirements: selected.map(({ id, source, lines, title, level, verdict, reason, attested }) => ({
      ...{ id, source, lines, title, level, verdict, reason },
      ...(attested ? { attestedBy: `${attested.name}, ${attested.role}, ${attested.on}` } : {}),
    })),
    exceptions: [...options.exceptions],
    ...(expiries[0] === undefined ? {} : { validUntil: expiries[0] }),
  };
}
