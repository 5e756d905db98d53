import { findCheck } from '../../checks';
import { readAhead } from '../../evidence/record/read-ahead';
import type { JournalIndex } from '../../evidence/record/journal-index';
import type { Recording } from '../../evidence/recording';
import type { FileRef } from '../../model/events';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import type { Claim } from '../cucumber/claims';

export interface Ahead {
  recording: Recording;
  journal: JournalIndex;
  /** Where the exam that is to be judged was opened. */
  fromSeq: number;
  read(ref: FileRef): Buffer;
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
export function* judgeAhead({ recording, journal, fromSeq, read, sut, claims, record }: Ahead): Generator<void> {
  try {
    yield* readAhead(recording.events.slice(fromSeq - 1), journal.links, read, sut.actor);
    const soFar = record();
    yield;
    for (const { check, params = {} } of claims) yield* findCheck(check).ahead?.(soFar, params) ?? [];
  } catch {
    // Told where it is judged.
  }
}
