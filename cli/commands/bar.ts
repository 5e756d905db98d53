import { readRun } from '../../runner/comparing/read-run';
import { productVersion } from '../../runner/run';
import { compareRuns } from '../../verdicts/comparing/compare';
import { barOf } from '../bar-file';
import { barLines, noticeLines } from '../comparison-view';
import { today } from '../today';

const EXIT = { met: 0, 'not-met': 1, 'cannot-tell': 3 } as const;

/** `airworthy bar RUN bar.yaml`. */
export async function barCommand(path: string, file: string, flags: { json?: boolean }): Promise<number> {
  const bar = barOf(file);
  const run = { ...readRun(path), baseline: false };
  const { bar: held, notices, products } = compareRuns([run], { airworthy: productVersion(), asOf: today(), bar });
  const [result] = held?.results ?? [];
  if (!result) throw new Error(`${file} holds weights alone, which say nothing of one run. Use it with "compare".`);
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...held, products }, null, 2)}\n`);
  else {
    if (notices.length > 0) process.stdout.write(`${noticeLines(notices)}\n\n`);
    process.stdout.write(`${barLines(result, products)}\n`);
  }
  return EXIT[result.standing];
}
