import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../model/run-record';
import { RUN_FILES } from '../../../runner/run-start';
import type { TrendPoint } from '../../contract';
import type { Work } from '../worker/messages';

type Faced = Map<string, RunRecord['requirements'][number]>;

/** Runs of one product, oldest first, each with what changed since the one before. */
export const makeTrend: Work<'trend'> = async ({ runs }) => {
  const points: TrendPoint[] = [];
  let before: Faced | undefined;
  for (const { id, dir } of runs) {
    const record = JSON.parse(readFileSync(join(dir, RUN_FILES.record), 'utf8')) as RunRecord;
    const now: Faced = new Map(record.requirements.flatMap((each) => (each.selected ? [[each.id, each]] : [])));
    const { airworthy, startedAt, complete, counts, measures = [], sut } = record;
    points.push({
      run: id,
      version: sut.version,
      airworthy,
      startedAt,
      complete,
      counts,
      measures,
      changes: changesBetween(before, now),
    });
    before = now;
  }
  return points;
};

function changesBetween(before: Faced | undefined, now: Faced): TrendPoint['changes'] {
  return [...now.values()].flatMap(({ id, title, verdict }) => {
    const earlier = before?.get(id)?.verdict;
    return earlier === undefined || earlier === verdict
      ? []
      : [{ requirement: id, title, before: earlier, after: verdict }];
  });
}
