import type { JournalEvent } from '../../../model/events';
import type { Exam } from '../../../model/exam';
import type { RisEntry, RisField, RisFilter, RisSort, RisWorklist } from '../../../model/ris-access';

type Probe = Extract<JournalEvent, { kind: 'probe.ris' }>;

/** What a scenario wants to see of the RIS under test. */
export interface Look {
  view: Probe['view'];
  /** The exams of the scenario; for view `exam` the one that is looked at. */
  exams: readonly Exam[];
  filter?: readonly { by: RisFilter; value: string }[];
  sort?: RisSort;
  /** What must be read; a person is asked for nothing else. */
  need: readonly RisField[];
  /** The report as it was issued, for the question whether it is still the same. */
  report?: string;
}

export interface Seen {
  asked: string;
  entries: RisEntry[];
  /** As it came. */
  answer?: Buffer;
  failure?: Probe['failure'];
}

/** The one declared way to look at a RIS; none of them rejects. */
export interface RisView {
  readonly adapter: RisWorklist['adapter'];
  readonly shows: readonly RisField[];
  /** It can show a single exam, wherever that is. */
  readonly showsExams: boolean;
  look(look: Look): Promise<Seen>;
}

export function notOffered(asked: string, sentence: string): Seen {
  return { asked, entries: [], failure: { kind: 'not-offered', sentence } };
}
