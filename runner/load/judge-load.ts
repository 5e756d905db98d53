import { join } from 'node:path';
import { judgeLoadExam } from '../../checks/load/exam';
import { loadFigures } from '../../checks/load/outcome';
import { recordsByExam } from '../../evidence/record/one-by-one';
import { writeWhole } from '../../evidence/write-all';
import type { JournalEvent } from '../../model/events';
import type { LoadExam, LoadRecord } from '../../model/load';
import { folderSource, type RunSource } from '../run-source';
import { journalOfLoad, LOAD_FILES, LOAD_SCENARIO, readLoadStart } from './load-files';

/** Judges a load test from its folder alone, and writes load.json. Throws a sentence where the folder is none. */
export function judgeLoad(dir: string): LoadRecord {
  const record = loadRecordOf(folderSource(dir));
  writeWhole(join(dir, LOAD_FILES.record), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** What a load test shows, wherever its files lie; nothing is written. */
export function loadRecordOf(folder: RunSource): LoadRecord {
  const { config, plan, ...start } = readLoadStart(folder);
  const { events, problems } = journalOfLoad(folder);
  const begin = events.find(({ kind }) => kind === 'load.started');
  const exams: LoadExam[] = [];
  for (const record of recordsByExam(events, folder, config, LOAD_SCENARIO)) {
    const [only] = record.cases;
    const exam = only && begin && judgeLoadExam(record, only, begin.ms);
    if (exam) exams.push(exam);
  }
  const { vendor, product, version, actor } = config;
  const record: LoadRecord = {
    format: 'airworthy-load-1',
    ...start,
    sut: { vendor, product, version, actor },
    plan,
    complete: isComplete(events) && problems.length === 0,
    ...loadFigures(plan, exams, sentSeconds(events, plan.seconds), isComplete(events) && problems.length === 0),
    exams,
  };
  // What is wrong with the record itself stands before all that is read from it.
  record.reasons = [...problems.map((problem) => `The record is damaged: ${problem}.`), ...record.reasons];
  return record;
}

/** All studies were sent, and the last was waited for. */
function isComplete(events: readonly JournalEvent[]): boolean {
  return (
    events.some((event) => event.kind === 'load.ended' && event.reason === 'completed') &&
    events.some((event) => event.kind === 'run.finished' && event.reason === 'completed')
  );
}

/** The time over which studies were sent: as planned, or up to where it was stopped. */
function sentSeconds(events: readonly JournalEvent[], planned: number): number {
  const begin = events.find(({ kind }) => kind === 'load.started');
  if (!begin) return 0;
  const end = events.find(({ kind }) => kind === 'load.ended') ?? events.at(-1);
  const seconds = ((end?.ms ?? begin.ms) - begin.ms) / 1000;
  return Math.round(Math.min(planned, seconds) * 10) / 10;
}
