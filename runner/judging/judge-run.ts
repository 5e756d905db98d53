import type { JournalEvent } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import type { Attestation } from '../../verdicts/attestation';
import { claimsOf } from '../../verdicts/claims/claims';
import { judge, type Recorded } from '../../verdicts/judge';
import { measuresOf } from '../../verdicts/measures';
import { countVerdicts, exitCodeOf } from '../../verdicts/roll-up';
import { folderSource, type RunSource } from '../run-source';
import { readRunStart, RUN_FILES, type RunStart } from '../run-start';
import { fingerprintOf } from '../sharding/changed-peers';
import { countedIn, eventSpans, readParts, type ReadPart } from './read-part';

export interface JudgedRun {
  record: RunRecord;
  /** Where the record itself is damaged: torn lines, a broken hash chain. */
  problems: string[];
}

/**
 * Makes the run record from what is on disk and from nothing else: plan, journal, Cucumber messages, captured files. Used
 * at the end of every run, by `airworthy judge RUN` and by `airworthy verify PACK`, so all give the same verdicts by
 * construction. A path is that of a run folder.
 */
export function judgeRun(from: string | RunSource): JudgedRun {
  const run = typeof from === 'string' ? folderSource(from) : from;
  const start = readRunStart(run);
  const parts = readParts(run);
  const events = parts.flatMap((part) => part.events);
  const problems = parts.flatMap((part) => part.problems);
  const end = endOf(parts);
  const preflight = events.flatMap((event) => (event.kind === 'preflight' ? [event] : []));
  const fingerprint = fingerprintOf(parts);
  const recorded: Recorded = {
    plan: start.plan,
    outcomes: new Map(parts.flatMap((part) => [...part.outcomes])),
    observations: parts.flatMap((part) => part.observations),
    problems: [...parts.flatMap(problemsIn), ...(start.merged ? parts.flatMap(deadShard) : [])],
    attestations: events.flatMap((event): Attestation[] => (event.kind === 'attestation' ? [event] : [])),
    productVersion: start.config.version,
    ranOn: start.startedAt.slice(0, 10),
    interrupted: !end.complete,
    preflightFailure: end.endReason === 'preflight-failed' ? end.endDetail : undefined,
    changedPeers: fingerprint.filter((entry) => entry.changed).map((entry) => entry.link),
    notHere: notHere(start, parts),
    part: start.shard !== undefined,
  };
  const { requirements, scenarios } = judge(recorded);
  const counts = countVerdicts(
    requirements
      .filter(({ selected, verdict }) => selected || verdict === 'not-applicable')
      .map(({ verdict }) => verdict),
  );
  const spans = new Map(parts.flatMap((part) => [...eventSpans(part.events)]));
  const lasts = parts.map(lastOf);
  const ends = parts.map(({ part }, index) => lasts[index]?.at ?? part.start.startedAt).sort();
  const { config, shard } = start;
  const record: RunRecord = {
    format: 1,
    runId: start.runId,
    airworthy: start.airworthy,
    startedAt: start.startedAt,
    finishedAt: ends.at(-1) ?? start.startedAt,
    durationMs: Math.round(Math.max(0, ...lasts.map((last) => last?.ms ?? 0))),
    ...end,
    sut: {
      vendor: config.vendor,
      product: config.product,
      version: config.version,
      actor: config.actor,
      intendedUse: config.intendedUse.description,
    },
    config,
    environment: { ...start.environment, ...environmentOf(events) },
    studySets: start.studySets,
    ...(start.resumed === undefined ? {} : { resumed: start.resumed }),
    ...(start.redacted === undefined ? {} : { redacted: start.redacted }),
    shard: shard && { index: shard.index, count: shard.count },
    fingerprint,
    preflight: preflight.map(({ probe, ok, sentence }) => ({ probe, ok, sentence })),
    requirements,
    scenarios: scenarios.map((scenario) => ({ ...scenario, ...spans.get(scenario.id) })),
    counts,
    claims: claimsOf(config, events, requirements),
    measures: measuresOf(events, config.actor, counts),
    exitCode: exitCodeOf(counts, end.complete, { part: shard !== undefined }),
    files: {
      journal: start.merged ? `shards/*/${RUN_FILES.journal}` : RUN_FILES.journal,
      messages: start.merged ? `shards/*/${RUN_FILES.messages}` : RUN_FILES.messages,
      captures: parts.map(({ part }) => part.prefix + RUN_FILES.capture),
    },
  };
  return { record, problems };
}

/** Answers of persons may come long after the run. */
function lastOf({ events }: ReadPart): JournalEvent | undefined {
  return events.findLast((event) => event.kind === 'run.finished') ?? events.at(-1);
}

type End = Pick<RunRecord, 'complete' | 'endReason' | 'endDetail'>;

/** How the run ended; of a merged one, how the first ended that did not end well. */
function endOf(parts: readonly ReadPart[]): End {
  // A part that was cut short and went on in the next has no end that counts.
  const ends = parts
    .filter(({ part }) => !part.start.cutShort)
    .map(({ events, problems }): End => {
      const finish = events.findLast((event) => event.kind === 'run.finished');
      const failed = events.find((event) => event.kind === 'preflight' && !event.ok);
      const reason = finish?.kind === 'run.finished' ? finish.reason : 'interrupted';
      return {
        complete: reason === 'completed' && problems.length === 0,
        endReason: failed ? 'preflight-failed' : reason,
        endDetail:
          failed?.kind === 'preflight' ? failed.sentence : finish?.kind === 'run.finished' ? finish.detail : undefined,
      };
    });
  const [first = { complete: false, endReason: 'interrupted' as const }] = ends;
  if (ends.length === 1) return first;
  const bad = ends.find(({ complete, endReason }) => !complete || endReason !== 'completed');
  // One dead shard leaves what the others showed as it is.
  return bad
    ? { ...bad, complete: false, endReason: bad.endReason === 'preflight-failed' ? 'failed' : bad.endReason }
    : first;
}

function problemsIn({ part, events }: ReadPart): Recorded['problems'] {
  const counts = countedIn(part);
  return events.flatMap(problemOf).filter(({ scenario }) => counts(scenario));
}

function problemOf(event: JournalEvent): Recorded['problems'] {
  return event.kind === 'harness.problem' && event.scenario !== undefined
    ? [{ scenario: event.scenario, cause: event.cause, sentence: event.sentence }]
    : [];
}

/** Nothing of a shard whose links were dead could be tried. */
function deadShard({ events, part }: ReadPart): Recorded['problems'] {
  const failed = events.find((event) => event.kind === 'preflight' && !event.ok);
  if (failed?.kind !== 'preflight') return [];
  const { sentence } = failed;
  return (part.start.shard?.scenarios ?? []).map((scenario) => ({ scenario, cause: 'set-up' as const, sentence }));
}

/** Scenarios of the plan that this record was never to hold, with the reason. */
function notHere({ plan, shard, merged }: RunStart, parts: readonly ReadPart[]): Map<string, string> {
  if (!shard && !merged) return new Map();
  const here = new Set(shard?.scenarios ?? parts.flatMap(({ part }) => part.start.shard?.scenarios ?? []));
  const reason = shard
    ? `This is part ${shard.index} of ${shard.count} of a run; another part tries it ("airworthy merge" joins them).`
    : 'It was planned, but it is in none of the shards that were merged.';
  return new Map(plan.scenarios.filter(({ id }) => !here.has(id)).map(({ id }) => [id, reason]));
}

function environmentOf(events: JournalEvent[]): Partial<RunRecord['environment']> {
  const pacs = events.find((event) => event.kind === 'actor.started' && event.actor === 'pacs');
  const acquired = events.find((event) => event.kind === 'scanner.acquired');
  return {
    ...(pacs?.kind === 'actor.started' ? { pacs: pacs.description } : {}),
    ...(acquired?.kind === 'scanner.acquired' ? { scannerEngine: acquired.engine } : {}),
  };
}
