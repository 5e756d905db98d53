import { continueJournal } from '../../evidence/continue-journal';
import { writeRecord } from '../run';
import { folderSource } from '../run-source';
import { readRunStart } from '../run-start';
import { writeReports } from '../write-reports';
import { type AttestationBook, type Attestation, questionsOf } from './book';
import { keepEvidence } from './keep-evidence';

/**
 * The record of a finished run: answers are added to its journal, and verdicts and reports are made again at the end.
 * Throws a sentence where the folder is no run, or its journal is damaged.
 */
export function openRunBook(dir: string): AttestationBook {
  const { plan, config, startedAt } = readRunStart(folderSource(dir));
  const journal = continueJournal(dir);
  const given = journal.events.flatMap((event): Attestation[] => (event.kind === 'attestation' ? [event] : []));
  return {
    config,
    dir,
    questions: questionsOf(plan, given, config.version, startedAt.slice(0, 10)),
    record: (attestation) => void journal.append({ kind: 'attestation', ...attestation }),
    keep: (source) => keepEvidence(dir, source),
    async close() {
      journal.close();
      writeRecord(dir);
      const { html } = await writeReports(dir);
      return `Verdicts and reports have been made again: ${html}`;
    },
  };
}
