import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openRun } from '../../runner/packing/open-run';
import { RUN_FILES } from '../../runner/run-start';
import { mergeRuns } from '../../runner/sharding/merge';
import { writeReports } from '../../runner/write-reports';
import { countLine, verdictTable } from '../verdict-table';

/** `airworthy merge RUN...`: the shards of one run as one record. Ends as the whole run would have. */
export async function mergeCommand(paths: string[], flags: { out: string }): Promise<number> {
  const dir = resolve(flags.out);
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new Error(`${dir} is not empty. Give --out a new folder, so that no record is overwritten.`);
  }
  const record = mergeRuns(paths.map(openRun), dir);
  const { html } = await writeReports(dir);
  process.stdout.write(`${verdictTable(record, process.stdout.columns)}\n\n${countLine(record)}\n`);
  process.stdout.write(`\nReport   ${html}\nRecord   ${join(dir, RUN_FILES.record)}\n`);
  return record.exitCode;
}
