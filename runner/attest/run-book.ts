import { join } from 'node:path';
import { continueJournal } from '../../evidence/continue-journal';
import type { RunRecord } from '../../model/run-record';
import { isForPerson } from '../../verdicts/attestation';
import { judgeRun } from '../judging/judge-run';
import { journalOf } from '../judging/read-part';
import { writeRecord } from '../run';
import { folderSource } from '../run-source';
import { readRunStart, RUN_FILES } from '../run-start';
import { partsOf } from '../sharding/parts';
import { writeReports } from '../write-reports';
import { type AttestationBook, type Attestation, questionsOf } from './book';
import { keepEvidence } from './keep-evidence';

/**
 * The record of a finished run: answers are added to its journal, and verdicts and reports are made again at the end.
 * Throws a sentence where the folder is no run, or its journal is damaged.
 */
export function openRunBook(dir: string): AttestationBook {
  const run = folderSource(dir);
  const start = readRunStart(run);
  const { plan, config, startedAt } = start;
  // Of a run that was resumed or merged, the last part takes them.
  const part = join(dir, partsOf(run, start).at(-1)?.prefix ?? '');
  const journal = continueJournal(part);
  const given = journalOf(run).events.flatMap((event): Attestation[] => (event.kind === 'attestation' ? [event] : []));
  const { requirements } = run.has(RUN_FILES.record)
    ? (JSON.parse(run.read(RUN_FILES.record).toString('utf8')) as RunRecord)
    : judgeRun(run).record;
  // What the harness has seen for itself is no longer a question.
  const decided = new Set(
    requirements.filter((each) => each.method === 'attested' && !isForPerson(each)).map(({ id }) => id),
  );
  return {
    config,
    dir: part,
    questions: questionsOf(plan, given, config.version, startedAt.slice(0, 10)).filter(
      ({ requirement }) => !decided.has(requirement.id),
    ),
    record: (attestation) => void journal.append({ kind: 'attestation', ...attestation }),
    keep: (source) => keepEvidence(part, source),
    async close() {
      journal.close();
      writeRecord(dir);
      const { html } = await writeReports(dir);
      return `Verdicts and reports have been made again: ${html}`;
    },
  };
}
