import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderComparison } from '../../reports/comparison/render';
import { writeComparisonXlsx } from '../../reports/comparison/xlsx';
import { readRun } from '../../runner/comparing/read-run';
import { productVersion } from '../../runner/run';
import { compareRuns, type RunToCompare } from '../../verdicts/comparing/compare';
import { barLines, changeLines, noticeLines, rankingTable } from '../comparison-view';
import { barOf } from '../bar-file';
import { newFolder } from '../run-folder';
import { today } from '../today';

export interface CompareFlags {
  out?: string;
  baseline?: string;
  /** Must-haves, weights, thresholds and deadlines of the buyer: bar.yaml. */
  bar?: string;
  despiteDifferences?: boolean;
  json?: boolean;
}

const MOST = 20;

/**
 * `airworthy compare RUN...`: a page, a spreadsheet and JSON. Exit 0; with --baseline 1 where a requirement fails anew, and 3
 * where one that was decided no longer is.
 */
export async function compareCommand(paths: string[], flags: CompareFlags): Promise<number> {
  const bar = flags.bar === undefined ? undefined : barOf(flags.bar);
  const runs = runsOf(paths, flags.baseline);
  const comparison = compareRuns(runs, { airworthy: productVersion(), asOf: today(), bar });
  const grave = comparison.notices.filter((notice) => notice.grave);
  if (grave.length > 0 && !flags.despiteDifferences) {
    throw new Error(
      `${noticeLines(grave)}\nNothing was compared. Run them anew in the same way, or compare them all the same with --despite-differences, which says so on the page.`,
    );
  }
  const dir = newFolder(flags.out, 'comparison');
  mkdirSync(dir, { recursive: true });
  const at = (name: string) => join(dir, name);
  writeFileSync(at('comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  writeFileSync(at('comparison.html'), renderComparison(comparison));
  await writeComparisonXlsx(comparison, at('comparison.xlsx'));
  if (flags.json) process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else {
    const { notices, regressions } = comparison;
    if (notices.length > 0) process.stdout.write(`${noticeLines(notices)}\n\n`);
    if (regressions) process.stdout.write(`${changeLines(regressions)}\n\n`);
    for (const result of comparison.bar?.results ?? [])
      process.stdout.write(`${barLines(result, comparison.products)}\n\n`);
    process.stdout.write(`${rankingTable(comparison)}\n\n`);
    for (const name of ['comparison.html', 'comparison.xlsx', 'comparison.json'])
      process.stdout.write(`${resolve(at(name))}\n`);
  }
  return comparison.regressions?.exitCode ?? 0;
}

function runsOf(paths: string[], baseline: string | undefined): RunToCompare[] {
  if (baseline !== undefined && paths.length !== 1) {
    throw new Error(`--baseline compares one run with the one before it; ${paths.length} were given. Give one.`);
  }
  const all = baseline === undefined ? paths : [baseline, ...paths];
  if (all.length < 2) throw new Error('One run cannot be compared. Give at least two, or one and --baseline.');
  if (all.length > MOST) throw new Error(`${all.length} runs are too many for one page. Give at most ${MOST}.`);
  const runs = all.map((path, index) => ({ ...readRun(path), baseline: baseline !== undefined && index === 0 }));
  for (const [index, { record, from }] of runs.entries()) {
    const same = runs.slice(0, index).find((other) => other.record.runId === record.runId);
    if (same) throw new Error(`${same.from} and ${from} are the same run. Give each once.`);
  }
  return runs;
}
