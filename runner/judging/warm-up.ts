import { JournalIndex } from '../../evidence/record/journal-index';
import { growingSource } from '../run-source';
import type { Session } from '../session';
import { judgeCheck } from './judge-check';

/** Between them they load every library and table that checks of an AI platform need. */
const CHECKS = ['dicom/results-valid', 'fhir/findings-carried', 'air/contributing-equipment'];
const PREFLIGHT = 'preflight';

/**
 * Judges the exam that the preflight sent through, if it did, and forgets the answers: what is loaded, compiled and set up
 * at the first time would otherwise be waited for in the first scenarios.
 */
export function warmUp({ config, recording }: Session): void {
  const journal = new JournalIndex(recording.events.map((event) => ({ ...event, scenario: PREFLIGHT })));
  if (config.actor !== 'ai-platform' || journal.exams.length === 0) return;
  const files = growingSource(recording);
  for (const check of CHECKS) {
    try {
      judgeCheck(journal, PREFLIGHT, check, {}, { sut: config, files });
    } catch {
      // Where it matters it will be said again, by a scenario.
    }
  }
}
