import { join } from 'node:path';
import { parseJournal, type ReadJournal } from '../../evidence/journal';
import { writeWhole } from '../../evidence/write-all';
import type { LoadPlan } from '../../model/load';
import type { SutConfig } from '../../model/sut';
import type { RunRecord } from '../../model/run-record';
import type { RunSource } from '../run-source';
import { RUN_FILES } from '../run-start';

/** Names inside the folder of a load test; journal and capture are named as in a run. */
export const LOAD_FILES = { start: 'load-plan.json', record: 'load.json', report: 'load.html' } as const;

/** Every event of a load test bears it. */
export const LOAD_SCENARIO = 'load';

/** Written before anything is sent, so that also a test that broke off can be judged. */
export interface LoadStart {
  airworthy: string;
  startedAt: string;
  plan: LoadPlan;
  /** Without secrets. */
  config: SutConfig;
  environment: Pick<RunRecord['environment'], 'node' | 'platform' | 'host'>;
  reference: boolean;
}

export function writeLoadStart(dir: string, start: LoadStart): void {
  writeWhole(join(dir, LOAD_FILES.start), `${JSON.stringify(start, null, 2)}\n`);
}

/** Throws a plain sentence where it is no load test. */
export function readLoadStart(folder: RunSource): LoadStart {
  if (!folder.has(LOAD_FILES.start))
    throw new Error(
      `${folder.name} is no load test: it has no ${LOAD_FILES.start}. Give the folder that "airworthy load" printed.`,
    );
  try {
    return JSON.parse(folder.read(LOAD_FILES.start).toString('utf8')) as LoadStart;
  } catch (error) {
    throw new Error(`${join(folder.name, LOAD_FILES.start)} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** False for a run, and for what is neither. */
export function isLoadTest(folder: RunSource): boolean {
  return folder.has(LOAD_FILES.start) && !folder.has(RUN_FILES.start);
}

export function journalOfLoad(folder: RunSource): ReadJournal {
  return folder.has(RUN_FILES.journal)
    ? parseJournal(folder.read(RUN_FILES.journal).toString('utf8'))
    : { events: [], problems: [`${RUN_FILES.journal} is missing`] };
}

/** As its journal has it from the beginning; empty where that is gone. */
export function loadIdOf({ events }: ReadJournal): string {
  const first = events.find((event) => event.kind === 'run.started');
  return first?.kind === 'run.started' ? first.runId : '';
}
