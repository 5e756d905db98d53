import { findCheck } from '../../checks';
import type { RecordFiles } from '../../evidence/record/file-reader';
import { readAhead } from '../../evidence/record/read-ahead';
import type { JournalIndex } from '../../evidence/record/journal-index';
import type { Recording } from '../../evidence/recording';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import type { Claim } from '../cucumber/claims';

export interface Ahead {
  recording: Recording;
  journal: JournalIndex;
  /** Where the exam that is to be judged was opened. */
  fromSeq: number;
  files: RecordFiles;
  sut: SutConfig;
  /** What the scenario will judge. */
  claims: readonly Claim[];
  /** What is recorded of it so far. */
  record(): ScenarioRecord;
}

/**
 * Reads what a scenario has stored, and finds out what its checks will ask of it, in steps that are each soon over: to be done
 * while the run waits anyway. What goes wrong here goes wrong again, and is told, where it is judged.
 */
export function* judgeAhead({ recording, journal, fromSeq, files, sut, claims, record }: Ahead): Generator<void> {
  try {
    yield* readAhead(recording.events.slice(fromSeq - 1), journal.links, files, sut.actor);
    const soFar = record();
    yield;
    for (const { check, params = {} } of claims) yield* findCheck(check).ahead?.(soFar, params) ?? [];
  } catch {
    // Told where it is judged.
  }
}
