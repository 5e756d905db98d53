import type { JournalEvent } from '../../model/events';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { attribute } from './attribution';
import { pairExchanges } from './exchanges';
import { FileReader, type RecordFiles } from './file-reader';
import { buildScenarioRecord } from './index';
import { examsOf } from './journal-index';

/**
 * A record for each exam of a scenario, one after the other, so that the objects of hundreds of exams are never in memory
 * together. Traffic that names no exam is in none of them.
 */
export function* recordsByExam(
  events: readonly JournalEvent[],
  files: RecordFiles,
  sut: SutConfig,
  scenarioId: string,
): Generator<ScenarioRecord> {
  const own = events.filter(({ scenario }) => scenario === scenarioId);
  const links = events.filter(({ kind }) => kind === 'link.opened');
  const exams = examsOf(own);
  const owners = attribute({
    ...{ events: own, exams, others: [], exchanges: pairExchanges(own) },
    files: new FileReader(files),
  });
  const byExam = new Map<string, JournalEvent[]>(exams.map(({ caseId }) => [caseId, []]));
  for (const event of own) byExam.get(owners.get(event.seq) ?? '')?.push(event);
  for (const mine of byExam.values()) yield buildScenarioRecord([...links, ...mine], files, sut, scenarioId);
}
