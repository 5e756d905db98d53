import type { ConsumerHooks } from './consumer/types';
import type { ExamChange, ExamTable } from './database/exams';
import type { Database } from './database/database';
import type { ExamRow, ExamStatus } from './database/types';
import type { Verdict } from './inbound/judge-message';
import type { Refusal } from './inbound/match-exam';
import type { Notice } from './inbound/read-notice';
import type { OrderEvent } from './outbound/messages';
import type { WorklistQuery } from './reporting-worklist';

/** Where the RIS lets itself be spoiled, to prove that a scenario can fail. What is left out is as in the reference. */
export interface RisHooks {
  /** Instead of the time that it waits for AI. */
  aiTimeoutMs?: number;
  /** When the database was opened, at each start. */
  opened?(database: Database): void;
  /** Bytes of a message before they are read. */
  received?(bytes: Buffer): Buffer;
  /** Whether a message is refused before an exam is looked for. */
  unreadable?(verdict: Verdict | undefined): Verdict | undefined;
  /** The exam that was found for a message, or why there is none. */
  matched?(found: ExamRow | Refusal, notice: Notice, exams: ExamTable): ExamRow | Refusal;
  /** What is filed of a message; undefined: nothing, and yet it is acknowledged. */
  filed?(notice: Notice, exam: ExamRow): Notice | undefined;
  /** The answer that is given, once all is done. */
  answered?(verdict: Verdict): Verdict;
  /** A message that came before is filed again. */
  filesRepetitions?: boolean;
  /** Acknowledges first, and files so much later. */
  storesAfterMs?: number;
  /** What the AI platform is told of an order; undefined: nothing. */
  told?(event: OrderEvent): OrderEvent | undefined;
  /** The text of such a message. */
  toldText?(text: string): string;
  /** Reporting is opened as soon as the exam is completed. */
  opensOnCompletion?: boolean;
  /** Whether a move of an exam is made. */
  moves?(exam: ExamRow, to: ExamStatus, cause: string): boolean;
  /** What a result, or its absence, changes of an exam. */
  changes?(change: ExamChange): ExamChange;
  /** What becomes of the exam when a result is late; `silent`: nobody is told. */
  late?(exams: ExamTable, exam: ExamRow): 'silent' | 'flagged';
  worklist?(query: WorklistQuery): WorklistQuery;
  /** FHIR resources: `dropped` are answered and not kept, `unmatched` are taken for no exam as well. */
  fhir?: 'dropped' | 'unmatched';
  ignoresAvailability?: boolean;
  consumer?: ConsumerHooks;
}
