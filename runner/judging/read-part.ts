import type { Envelope } from '@cucumber/messages';
import { findCheck } from '../../checks';
import { parseJournal, type ReadJournal } from '../../evidence/journal';
import { JournalIndex } from '../../evidence/record/journal-index';
import type { JournalEvent } from '../../model/events';
import type { Observation, RunRecord } from '../../model/run-record';
import type { Recorded } from '../../verdicts/judge';
import { readOutcomes } from '../../verdicts/outcomes';
import type { RunSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';
import { type Part, partsOf, relocate } from '../sharding/parts';
import { judgeCheck } from './judge-check';

/** What one journal of a run gives for judging. Events and files are numbered and named as in the whole run. */
export interface ReadPart {
  part: Part;
  events: JournalEvent[];
  /** Where the journal is damaged. */
  problems: string[];
  outcomes: Recorded['outcomes'];
  observations: Recorded['observations'];
}

/** Reads every journal of a run, with the checks repeated on it: one, or one a shard. */
export function readParts(run: RunSource): ReadPart[] {
  let offset = 0;
  return partsOf(run, readRunStart(run)).map((part) => {
    const { events, problems } = journalOfPart(part);
    const counts = countedIn(part);
    const read: ReadPart = {
      part,
      events: relocate(events, part.prefix, offset),
      problems: problems.map((problem) => part.prefix + problem),
      outcomes: new Map([...startedOutcomes(part.source, events)].filter(([id]) => counts(id))),
      observations: relocate(
        observe(events, part).filter(({ scenario }) => counts(scenario)),
        part.prefix,
        offset,
      ),
    };
    offset += events.length;
    return read;
  });
}

/** Of a part that was cut short, only what ran to its end counts; the begun scenario was run again from its start. */
export function countedIn({ start }: Part): (scenario: string | undefined) => boolean {
  if (!start.cutShort) return () => true;
  const finished = new Set<string | undefined>(start.shard?.scenarios);
  return (scenario) => finished.has(scenario);
}

/** All events of a run, in the order and with the numbers that its verdicts refer to. */
export function journalOf(run: RunSource): ReadJournal {
  const whole: ReadJournal = { events: [], problems: [] };
  for (const part of partsOf(run, readRunStart(run))) {
    const { events, problems } = journalOfPart(part);
    whole.problems.push(...problems.map((problem) => part.prefix + problem));
    const offset = whole.events.length;
    for (const event of events) whole.events.push(relocate(event, part.prefix, offset));
  }
  return whole;
}

/** Events and files with the numbers and names that they have in the part itself. */
export function journalOfPart({ source }: Part): ReadJournal {
  if (!source.has(RUN_FILES.journal)) return { events: [], problems: [`${RUN_FILES.journal} is missing`] };
  return parseJournal(source.read(RUN_FILES.journal).toString('utf8'));
}

/** Repeats every check that the run made, each on the record as it was at that moment. */
function observe(events: JournalEvent[], { start, source }: Part): Recorded['observations'] {
  const seen = new JournalIndex();
  // Checks for several requirements of one scenario are journalled in a row and saw the same record.
  let inARow: JournalEvent[] = [];
  return events.flatMap((event) => {
    if (event.kind !== 'check') {
      for (const each of [...inARow, event]) seen.add(each);
      inARow = [];
      return [];
    }
    inARow.push(event);
    if (event.scenario === undefined) return [];
    const { scenario, requirement, check: checkId, params } = event;
    const check = findCheck(checkId);
    const result = judgeCheck(seen, scenario, checkId, params, { sut: start.config, files: source });
    const observation: Observation = { scenario, check: checkId, title: check.title, clause: check.clause, ...result };
    return [{ scenario, requirement, observation }];
  });
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
export function eventSpans(events: readonly JournalEvent[]): Map<string, Span> {
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
