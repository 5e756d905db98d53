import type { RunFiles, RunRecord } from '../model/run-record';
import { journalOf } from './judging/read-part';
import { folderSource } from './run-source';
import { RUN_FILES } from './run-start';

/** Opens a judged run for the reports. Nothing outside the run can be read through it. */
export function openRunFiles(dir: string): RunFiles {
  const run = folderSource(dir);
  const record = JSON.parse(run.read(RUN_FILES.record).toString('utf8')) as RunRecord;
  const { events } = journalOf(run);
  return {
    record,
    events: (first, last) => events.slice(first - 1, last),
    read: (ref) => run.read(typeof ref === 'string' ? ref : ref.file),
  };
}
