import { abnormalityKey } from './database/ai-results';
import type { Database } from './database/database';
import type { AbnormalityRow, ExamRow } from './database/types';

/** RCR l.202-218: what the reporting worklist filters and sorts by. */
export interface WorklistQuery {
  /** Code or part of the name of an abnormality that AI stated as present. */
  aiAbnormality?: string;
  alert?: boolean;
  referralLocation?: string;
  modality?: string;
  specialty?: string;
  /** As ordered. */
  urgency?: string;
  /** As it stands, raised by AI or not. */
  priority?: Priority;
  intendedReporter?: string;
  /** ISO 8601. */
  completedAfter?: string;
  completedBefore?: string;
  reviewNeeded?: boolean;
  sort?: SortKey;
  descending?: boolean;
  limit?: number;
  offset?: number;
}

export const PRIORITIES = ['expedited', 'urgent', 'routine'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Of equals the one that waits longest comes first. */
const SORT = {
  priority: ['priority', 'completed_at'],
  completedAt: ['completed_at'],
  aiAbnormality: ["(ai_findings = '')", 'ai_findings', 'completed_at'],
  alert: ['alert DESC', 'completed_at'],
  urgency: ['urgency DESC', 'completed_at'],
  modality: ['modality', 'completed_at'],
  referralLocation: ['referral_location', 'completed_at'],
  specialty: ['specialty', 'completed_at'],
  intendedReporter: ['intended_reporter', 'completed_at'],
} as const;
export type SortKey = keyof typeof SORT;
export const SORT_KEYS = Object.keys(SORT) as SortKey[];

export interface WorklistRow {
  exam: ExamRow;
  abnormalities: AbnormalityRow[];
}

const MAX_ROWS = 500;
const MAX_NAMES = 50;

/** Exams offered for reporting (and reported ones flagged for review), by filter and order. */
export function queryWorklist(database: Database, query: WorklistQuery): WorklistRow[] {
  const { where, values } = conditions(database, query);
  const order = [...SORT[query.sort ?? 'priority'], 'rowid'].map((part) => (query.descending ? reversed(part) : part));
  // The page is chosen from the index alone: rows are read for what is shown, not for what is passed over.
  const exams = database
    .prepare(
      `SELECT exam.* FROM exam JOIN (
         SELECT rowid AS page_row FROM exam INDEXED BY exam_worklist
         WHERE ${where.join(' AND ')} ORDER BY ${order.join(', ')} LIMIT @limit OFFSET @offset
       ) ON exam.rowid = page_row ORDER BY ${order.map((part) => part.replace(/^rowid/, 'exam.rowid')).join(', ')}`,
    )
    .all({
      ...values,
      limit: Math.min(Math.max(query.limit ?? MAX_ROWS, 0), MAX_ROWS),
      offset: Math.max(query.offset ?? 0, 0),
    }) as ExamRow[];
  const abnormalities = database.prepare(
    'SELECT * FROM ai_abnormality WHERE accession_number = ? AND current = 1 ORDER BY id',
  );
  return exams.map((exam) => ({ exam, abnormalities: abnormalities.all(exam.accession_number) as AbnormalityRow[] }));
}

function conditions(database: Database, query: WorklistQuery): { where: string[]; values: Record<string, unknown> } {
  const where = ['on_worklist = 1'];
  const values: Record<string, unknown> = {};
  const add = (column: string, relation: string, value: unknown): void => {
    if (value === undefined) return;
    const name = `v${Object.keys(values).length}`;
    where.push(`${column} ${relation} @${name}`);
    values[name] = value;
  };
  add('referral_location', '=', query.referralLocation);
  add('modality', '=', query.modality);
  add('specialty', '=', query.specialty);
  add('urgency', '=', query.urgency);
  add('priority', '=', query.priority && PRIORITIES.indexOf(query.priority));
  add('intended_reporter', '=', query.intendedReporter);
  add('completed_at', '>=', query.completedAfter && instant(query.completedAfter, 'completedAfter'));
  add('completed_at', '<=', query.completedBefore && instant(query.completedBefore, 'completedBefore'));
  add('alert', '=', query.alert === undefined ? undefined : Number(query.alert));
  add('review_needed', '=', query.reviewNeeded === undefined ? undefined : Number(query.reviewNeeded));
  if (query.aiAbnormality !== undefined) where.push(withAbnormality(database, query.aiAbnormality, values));
  return { where, values };
}

/** The name is looked for among the few abnormalities there are, and their keys then in the exams. */
function withAbnormality(database: Database, wanted: string, values: Record<string, unknown>): string {
  const names = database
    .prepare(
      "SELECT DISTINCT code, meaning FROM abnormality_name WHERE code = @wanted OR meaning LIKE @part ESCAPE '!'",
    )
    .all({ wanted, part: `%${wanted.replace(/[!%_]/g, '!$&')}%` }) as { code: string; meaning: string }[];
  if (names.length === 0) return 'FALSE';
  const any = names.slice(0, MAX_NAMES).map((name, i) => {
    values[`key${i}`] = abnormalityKey(name);
    return `instr(ai_keys, @key${i}) > 0`;
  });
  return `(ai_keys <> '' AND (${any.join(' OR ')}))`;
}

/** Times in the database are UTC with milliseconds; others of ISO 8601 are brought to that. */
function instant(text: string, name: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Error(`${name} "${text.slice(0, 40)}" is no date and time. Give ISO 8601, e.g. 2026-01-31T08:00:00Z.`);
  return at.toISOString();
}

function reversed(part: string): string {
  return part.endsWith(' DESC') ? part.slice(0, -5) : `${part} DESC`;
}
