import type { Envelope } from '@cucumber/messages';
import { findCheck } from '../../checks';
import { parseJournal, type ReadJournal } from '../../evidence/journal';
import type { JournalEvent } from '../../model/events';
import type { Observation, RunRecord } from '../../model/run-record';
import type { Attestation } from '../../verdicts/attestation';
import { judge, type Recorded } from '../../verdicts/judge';
import { readOutcomes } from '../../verdicts/outcomes';
import { countVerdicts, exitCodeOf } from '../../verdicts/roll-up';
import { folderSource, type RunSource } from '../run-source';
import { readRunStart, RUN_FILES, type RunStart } from '../run-start';
import { judgeCheck } from './judge-check';

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
  const { events, problems } = journalOf(run);
  const finish = events.findLast((event) => event.kind === 'run.finished');
  const preflight = events.flatMap((event) => (event.kind === 'preflight' ? [event] : []));
  const failedProbe = preflight.find((probe) => !probe.ok);
  const complete = finish?.kind === 'run.finished' && finish.reason === 'completed' && problems.length === 0;
  const fingerprint = events.flatMap((event) =>
    event.kind === 'fingerprint' ? [{ link: event.link, values: event.values, changed: event.changed }] : [],
  );
  const recorded: Recorded = {
    plan: start.plan,
    outcomes: startedOutcomes(run, events),
    observations: observe(events, start, run),
    problems: events.flatMap((event) =>
      event.kind === 'harness.problem' && event.scenario !== undefined
        ? [{ scenario: event.scenario, cause: event.cause, sentence: event.sentence }]
        : [],
    ),
    attestations: events.flatMap((event): Attestation[] => (event.kind === 'attestation' ? [event] : [])),
    productVersion: start.config.version,
    interrupted: !complete,
    preflightFailure: failedProbe?.sentence,
    changedPeers: fingerprint.filter((entry) => entry.changed).map((entry) => entry.link),
  };
  const { requirements, scenarios } = judge(recorded);
  const counts = countVerdicts(
    requirements
      .filter(({ selected, verdict }) => selected || verdict === 'not-applicable')
      .map(({ verdict }) => verdict),
  );
  // Answers of persons may come long after the run.
  const last = finish ?? events.at(-1);
  const spans = eventSpans(events);
  const { config } = start;
  const record: RunRecord = {
    format: 1,
    runId: start.runId,
    airworthy: start.airworthy,
    startedAt: start.startedAt,
    finishedAt: last?.at ?? start.startedAt,
    durationMs: Math.round(last?.ms ?? 0),
    complete,
    endReason: failedProbe ? 'preflight-failed' : finish?.kind === 'run.finished' ? finish.reason : 'interrupted',
    endDetail: failedProbe?.sentence ?? (finish?.kind === 'run.finished' ? finish.detail : undefined),
    sut: {
      vendor: config.vendor,
      product: config.product,
      version: config.version,
      actor: config.actor,
      intendedUse: config.intendedUse.description,
    },
    config,
    environment: { ...start.environment, ...environmentOf(events) },
    fingerprint,
    preflight: preflight.map(({ probe, ok, sentence }) => ({ probe, ok, sentence })),
    requirements,
    scenarios: scenarios.map((scenario) => ({ ...scenario, ...spans.get(scenario.id) })),
    counts,
    exitCode: exitCodeOf(counts, complete),
    files: { journal: RUN_FILES.journal, messages: RUN_FILES.messages, captures: [RUN_FILES.capture] },
  };
  return { record, problems };
}

/** Repeats every check that the run made, each on the record as it was at that moment. */
function observe(events: JournalEvent[], { config }: RunStart, { read }: RunSource): Recorded['observations'] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'check' || event.scenario === undefined) return [];
    const { scenario, requirement, check: checkId, params } = event;
    // Checks for several requirements of one scenario are journalled in a row and saw the same record.
    const seen = events.slice(0, index);
    while (seen.at(-1)?.kind === 'check') seen.pop();
    const check = findCheck(checkId);
    const result = judgeCheck(seen, scenario, checkId, params, { sut: config, read });
    const observation: Observation = { scenario, check: checkId, title: check.title, clause: check.clause, ...result };
    return [{ scenario, requirement, observation }];
  });
}

export function journalOf(run: RunSource): ReadJournal {
  if (!run.has(RUN_FILES.journal)) return { events: [], problems: [`${RUN_FILES.journal} is missing`] };
  return parseJournal(run.read(RUN_FILES.journal).toString('utf8'));
}

/** What Cucumber ran off after the run had been stopped was never begun as far as the journal knows. */
function startedOutcomes(run: RunSource, events: JournalEvent[]): Recorded['outcomes'] {
  const begun = new Set(events.flatMap(({ kind, scenario }) => (kind === 'scenario.started' ? [scenario] : [])));
  return new Map([...readOutcomes(readMessages(run))].filter(([id]) => begun.has(id)));
}

function readMessages(run: RunSource): Envelope[] {
  if (!run.has(RUN_FILES.messages)) return [];
  return run
    .read(RUN_FILES.messages)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Envelope];
      } catch {
        // A torn last line after a crash: the scenario it belonged to has no end, and is judged as such.
        return [];
      }
    });
}

type Span = Pick<RunRecord['scenarios'][number], 'events' | 'judgedOn'>;

/** Which part of the journal shows the traffic that a scenario judges. */
function eventSpans(events: JournalEvent[]): Map<string, Span> {
  const spans = new Map<string, { events: [number, number] }>();
  for (const { scenario, seq } of events) {
    if (scenario === undefined) continue;
    const span = spans.get(scenario);
    if (span) span.events[1] = seq;
    else spans.set(scenario, { events: [seq, seq] });
  }
  const adopted = events.flatMap((event): [string, Span][] => {
    if (event.kind !== 'case.adopted' || event.scenario === undefined) return [];
    const [first = event.until] = spans.get(event.from)?.events ?? [];
    return [[event.scenario, { events: [first, event.until], judgedOn: event.from }]];
  });
  return new Map<string, Span>([...spans, ...adopted]);
}

function environmentOf(events: JournalEvent[]): Partial<RunRecord['environment']> {
  const pacs = events.find((event) => event.kind === 'actor.started' && event.actor === 'pacs');
  const acquired = events.find((event) => event.kind === 'scanner.acquired');
  return {
    ...(pacs?.kind === 'actor.started' ? { pacs: pacs.description } : {}),
    ...(acquired?.kind === 'scanner.acquired' ? { scannerEngine: acquired.engine } : {}),
  };
}
