import { AiResults } from './database/ai-results';
import { AiReadings } from './database/ai-readings';
import { AuditTrail } from './database/audit';
import { openDatabase, type Database } from './database/database';
import { ExamTable } from './database/exams';
import { MessageTable } from './database/messages';
import { ReviewTable } from './database/reviews';
import { UnitOfWork } from './database/unit-of-work';
import { ExamWorkflow } from './exam-workflow';
import type { RisOptions } from './options';

/** Everything the RIS knows, and the rules by which exams move. */
export interface Records {
  database: Database;
  unit: UnitOfWork;
  exams: ExamTable;
  results: AiResults;
  readings: AiReadings;
  reviews: ReviewTable;
  messages: MessageTable;
  audit: AuditTrail;
  workflow: ExamWorkflow;
}

export function openRecords({
  databaseFile,
  temporary,
  sink,
  aiTimeoutMs,
  log,
  hooks = {},
}: Pick<RisOptions, 'databaseFile' | 'temporary' | 'sink' | 'aiTimeoutMs' | 'log' | 'hooks'>): Records {
  const database = openDatabase(databaseFile, { temporary });
  hooks.opened?.(database);
  const unit = new UnitOfWork(database, sink);
  const exams = new ExamTable(database);
  const reviews = new ReviewTable(database);
  const audit = new AuditTrail(database);
  const workflow = new ExamWorkflow({
    log,
    unit,
    exams,
    reviews,
    audit,
    aiTimeoutMs: hooks.aiTimeoutMs ?? aiTimeoutMs,
    hooks,
  });
  const [results, messages] = [new AiResults(database), new MessageTable(database)];
  const readings = new AiReadings(database);
  return { database, unit, exams, results, readings, reviews, messages, audit, workflow };
}
