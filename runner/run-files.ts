import { readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { readJournal } from '../evidence/journal';
import type { RunFiles, RunRecord } from '../model/run-record';
import { RUN_FILES } from './run-start';

/** Opens a judged run folder for the reports. Nothing outside the folder can be read through it. */
export function openRunFiles(dir: string): RunFiles {
  const root = resolve(dir);
  const record = JSON.parse(readFileSync(join(root, RUN_FILES.record), 'utf8')) as RunRecord;
  const { events } = readJournal(join(root, RUN_FILES.journal));
  return {
    record,
    events: (first, last) => events.slice(first - 1, last),
    read(ref) {
      const path = resolve(root, typeof ref === 'string' ? ref : ref.file);
      if (!path.startsWith(root + sep)) throw new Error(`${path} is outside the run folder`);
      return readFileSync(path);
    },
  };
}
