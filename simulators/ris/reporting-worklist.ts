import type { Database } from './database/database';
import type { AbnormalityRow, ExamRow } from './database/types';

/** RCR l.202-218: what the reporting worklist filters and sorts by. */
export interface WorklistQuery {
  /** Code or part of the meaning of an abnormality that AI stated as present. */
  aiAbnormality?: string;
  alert?: boolean;
  referralLocation?: string;
  modality?: string;
  specialty?: string;
  urgency?: string;
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

export const SORT_KEYS = [
  'priority',
  'completedAt',
  'aiAbnormality',
  'urgency',
  'modality',
  'referralLocation',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface WorklistRow {
  exam: ExamRow;
  abnormalities: AbnormalityRow[];
}

const SORT: Record<SortKey, string> = {
  priority: 'priority, completed_at',
  completedAt: 'completed_at',
  aiAbnormality: 'ai_present DESC, priority, completed_at',
  urgency: 'urgency DESC, completed_at',
  modality: 'modality, completed_at',
  referralLocation: 'referral_location, completed_at',
};
const MAX_ROWS = 500;

/** Exams offered for reporting (and reported ones flagged for review), by filter and order. */
export function queryWorklist(database: Database, query: WorklistQuery): WorklistRow[] {
  const where = ["(status = 'reporting' OR (status = 'reported' AND review_needed = 1))"];
  const values: Record<string, unknown> = {};
  const equal = (column: string, value: string | undefined) => {
    if (value === undefined) return;
    where.push(`${column} = @${column}`);
    values[column] = value;
  };
  equal('referral_location', query.referralLocation);
  equal('modality', query.modality);
  equal('specialty', query.specialty);
  equal('urgency', query.urgency);
  equal('intended_reporter', query.intendedReporter);
  if (query.completedAfter !== undefined) where.push('completed_at >= @after');
  if (query.completedBefore !== undefined) where.push('completed_at <= @before');
  if (query.alert !== undefined) where.push(query.alert ? 'priority = 0' : 'priority > 0');
  if (query.reviewNeeded !== undefined) where.push(`review_needed = ${query.reviewNeeded ? 1 : 0}`);
  if (query.aiAbnormality !== undefined) {
    where.push(
      `accession_number IN (SELECT accession_number FROM ai_abnormality WHERE presence = 'present' AND (code = @abnormality OR meaning LIKE @abnormalityText))`,
    );
  }
  Object.assign(values, {
    after: query.completedAfter,
    before: query.completedBefore,
    abnormality: query.aiAbnormality,
    abnormalityText: `%${query.aiAbnormality ?? ''}%`,
    limit: Math.min(query.limit ?? MAX_ROWS, MAX_ROWS),
    offset: query.offset ?? 0,
  });
  const order = SORT[query.sort ?? 'priority'];
  const reversed = query.descending ? reverse(order) : order;
  const present =
    query.sort === 'aiAbnormality'
      ? `, EXISTS (SELECT 1 FROM ai_abnormality a WHERE a.accession_number = exam.accession_number AND presence = 'present') AS ai_present`
      : '';
  const exams = database
    .prepare(
      `SELECT *${present} FROM exam WHERE ${where.join(' AND ')} ORDER BY ${reversed} LIMIT @limit OFFSET @offset`,
    )
    .all(values) as ExamRow[];
  const abnormalities = database.prepare('SELECT * FROM ai_abnormality WHERE accession_number = ? ORDER BY id');
  return exams.map((exam) => ({ exam, abnormalities: abnormalities.all(exam.accession_number) as AbnormalityRow[] }));
}

function reverse(order: string): string {
  return order
    .split(', ')
    .map((part) => (part.endsWith(' DESC') ? part.slice(0, -5) : `${part} DESC`))
    .join(', ');
}
