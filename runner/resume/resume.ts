import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseJournal } from '../../evidence/journal';
import { RUN_LOCK } from '../../evidence/run-lock';
import { writeWhole } from '../../evidence/write-all';
import type { Plan } from '../../verdicts/plan';
import { folderSource } from '../run-source';
import { readRunStart, RUN_FILES, type RunStart, writeRunStart } from '../run-start';
import { removeUnfinished } from '../unfinished';

/** Folder of the parts of a run that was cut short and resumed. */
export const SHARDS = 'shards';

/** What is left to do of a run that ended before its time. */
export interface Rest {
  start: RunStart;
  plan: Plan;
  /** Folder for what is recorded from now on. */
  dir: string;
  /** Ids of the scenarios that have not been run to their end. */
  scenarios: string[];
  /** The number of this part, from 1. */
  part: number;
  /** One sentence, where something was removed that the killed run had not written to its end. */
  removed: string | undefined;
}

/**
 * Makes a run that was cut short ready to go on: what was recorded becomes a part of its own, whose finished scenarios
 * count, and of which the begun one counts for nothing. Nothing that was journalled is taken away.
 * @throws Error with one sentence where there is nothing to go on with
 */
export function prepareRest(dir: string, version: string): Rest {
  const run = folderSource(dir);
  const start = readRunStart(run);
  if (start.airworthy !== version)
    throw new Error(
      `${dir} was begun by airworthy ${start.airworthy}; resume it with that version, this is ${version}.`,
    );
  if (start.shard) throw new Error(`${dir} is a shard. Run that shard again; "airworthy merge" takes the new one.`);
  if (start.merged && !start.resumed)
    throw new Error(`${dir} is made of shards. Resume nothing here: run what is missing.`);
  const parts = begunParts(dir, start);
  const last = parts[parts.length - 1];
  if (!last) throw new Error(`${dir} has no part to go on from.`);
  const partDir = join(dir, last.folder);
  const finished = parts
    .slice(0, -1)
    .flatMap(({ folder }) => readRunStart(folderSource(join(dir, folder))).shard?.scenarios ?? []);
  // Not yet moved, or only in part where that was cut short as well.
  const { text, done, complete } = soundJournal(existsSync(join(dir, RUN_FILES.journal)) ? dir : partDir);
  if (complete)
    throw new Error(`${dir} ran to its end; there is nothing to resume. "airworthy judge" makes its verdicts again.`);
  const open = start.plan.scenarios.map(({ id }) => id).filter((id) => ![...finished, ...done].includes(id));

  const removed = removeUnfinished(dir);
  if (!start.merged) moveInto(dir, partDir, start);
  const partStart = readRunStart(folderSource(partDir));
  writeWhole(join(partDir, RUN_FILES.journal), text);
  writeRunStart(partDir, {
    ...partStart,
    shard: { index: parts.length, count: parts.length, scenarios: done },
    cutShort: true,
  });
  const next = parts.length + 1;
  const folder = `${SHARDS}/${next}`;
  const merged = [...parts.slice(0, -1), { ...last, runId: partStart.runId }, { folder, runId: '' }];
  const resumed = [...(start.resumed ?? []), new Date().toISOString()];
  writeRunStart(dir, { ...start, merged, resumed });
  return { start, plan: start.plan, dir: join(dir, folder), scenarios: open, part: next, removed };
}

/** The parts there are; one that was only announced, and killed before it began, is not. */
function begunParts(dir: string, { merged, runId }: RunStart): { folder: string; runId: string }[] {
  return merged
    ? merged.filter(({ folder }) => existsSync(join(dir, folder, RUN_FILES.start)))
    : [{ folder: `${SHARDS}/1`, runId }];
}

/** The lines of the journal that were written whole, and what had been done by then. */
function soundJournal(dir: string): { text: string; done: string[]; complete: boolean } {
  const source = folderSource(dir);
  const raw = source.has(RUN_FILES.journal) ? source.read(RUN_FILES.journal).toString('utf8') : '';
  const { events } = parseJournal(raw);
  const text = events.length === 0 ? '' : `${raw.split('\n').slice(0, events.length).join('\n')}\n`;
  const cucumber = source.has(RUN_FILES.messages) ? source.read(RUN_FILES.messages).toString('utf8') : '';
  const stopped = events.find((event) => event.kind === 'run.finished');
  const done = events.flatMap((event) =>
    event.kind === 'scenario.finished' && event.scenario ? [event.scenario] : [],
  );
  const troubled = new Set(
    events.flatMap((event) =>
      event.kind === 'harness.problem' && event.cause === 'interrupted' ? [event.scenario] : [],
    ),
  );
  return {
    text,
    // Cucumber's own end of the last one may not have been written: then it is done again.
    done: done.slice(0, endsIn(cucumber)).filter((id) => !troubled.has(id)),
    complete: stopped?.kind === 'run.finished' && stopped.reason === 'completed',
  };
}

function endsIn(messages: string): number {
  return messages.split('\n').filter((line) => line.startsWith('{"testCaseFinished"') && line.endsWith('}')).length;
}

/**
 * Everything but the folders of parts, and the lock of who resumes; reports are made anew for the whole. The plan stays too,
 * so that a kill within this leaves a run that can still be resumed.
 */
function moveInto(dir: string, to: string, start: RunStart): void {
  mkdirSync(to, { recursive: true });
  writeRunStart(to, start);
  for (const name of readdirSync(dir))
    if (name !== SHARDS && name !== RUN_LOCK && name !== RUN_FILES.start) renameSync(join(dir, name), join(to, name));
}
