import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FileSource } from '../../evidence/byte-source';
import { Pack } from '../../evidence/pack/reader';
import { verifyPack } from '../../runner/packing/verify-pack';
import { folderSource, packSource, type RunSource } from '../../runner/run-source';
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
  const record = mergeRuns(paths.map(open), dir);
  const { html } = await writeReports(dir);
  process.stdout.write(`${verdictTable(record, process.stdout.columns)}\n\n${countLine(record)}\n`);
  process.stdout.write(`\nReport   ${html}\nRecord   ${join(dir, RUN_FILES.record)}\n`);
  return record.exitCode;
}

/** A run folder, or a pack that holds what it claims. */
function open(path: string): RunSource {
  if (!existsSync(path)) throw new Error(`${path} is not there. Give run folders or packs.`);
  if (statSync(path).isDirectory()) return folderSource(path);
  const source = new FileSource(path);
  const { findings } = verifyPack(source, path, []);
  const failed = findings.find(({ held }) => held === false);
  if (failed) throw new Error(`${path} is not merged. ${failed.sentence}`);
  return packSource(Pack.open(source), path);
}
