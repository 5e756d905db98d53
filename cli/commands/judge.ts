import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { counted } from '../../model/counted';
import type { RunRecord } from '../../model/run-record';
import { differencesOf } from '../../runner/judging/differences';
import { judgeRun } from '../../runner/judging/judge-run';
import { RUN_FILES } from '../../runner/run-start';
import { unfinishedIn } from '../../runner/unfinished';
import { countLine, verdictTable } from '../verdict-table';

/** Judges a run folder again from its record and compares with the verdicts that run.json states. */
export async function judgeCommand(folder: string): Promise<number> {
  const dir = resolve(folder);
  const { record, problems } = judgeRun(dir);
  process.stdout.write(`${verdictTable(record, process.stdout.columns)}\n\n${countLine(record)}\n`);
  const unfinished = unfinishedIn(dir);
  if (unfinished !== undefined) process.stdout.write(`${unfinished}\n`);
  for (const problem of problems) process.stdout.write(`The record is damaged: ${problem}\n`);

  const file = join(dir, RUN_FILES.record);
  if (existsSync(file)) {
    const stated = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
    const differences = differencesOf(stated, record);
    for (const difference of differences) process.stdout.write(`${difference}\n`);
    process.stdout.write(
      differences.length === 0
        ? `All ${record.requirements.length} verdicts are the same as in ${RUN_FILES.record}.\n`
        : `${counted(differences.length, 'difference')} from ${RUN_FILES.record}.\n`,
    );
    if (differences.length > 0 || problems.length > 0) return 3;
  }
  return record.exitCode;
}
