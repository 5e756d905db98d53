import type { ActorName } from './actors';
import type { BarResult } from './bar';
import type { ClaimsReport } from './claims';
import type { Level, Method, RequirementSource } from './requirement';
import type { Cause, Verdict } from './verdict';

/** The content of comparison.json (schema: docs/comparison.schema.json): runs of several products, or of versions of one. */
export interface Comparison {
  /** Version of this format. */
  format: 1;
  airworthy: string;
  /** Attested answers that had expired by this date (YYYY-MM-DD) count as not tested. */
  asOf: string;
  actor: ActorName;
  products: ComparedProduct[];
  /** What keeps the runs from being fully comparable; shown before everything else. */
  notices: ComparisonNotice[];
  /** Rows on which the products differ come first, the widest difference first. */
  rows: ComparedRow[];
  ranking: Ranking;
  /** Set where one of the runs is the baseline of the other. */
  regressions?: Regressions;
  /** The buyer's bar, product by product, in the order of `products`. */
  bar?: { title?: string; results: BarResult[] };
}

export interface ComparedProduct {
  /** `A`, `B` ... : how the page and the spreadsheet call it for short. */
  label: string;
  /** The run folder or pack, as it was given. */
  from: string;
  runId: string;
  vendor: string;
  product: string;
  version: string;
  airworthy: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  complete: boolean;
  exitCode: 0 | 1 | 3;
  counts: Record<Verdict, number>;
  baseline: boolean;
  /** True for a pack: files, journal and verdicts were verified when it was read. */
  verified: boolean;
  /** What it declares against what it did; absent where the record says nothing of it. */
  claims?: ClaimsReport;
}

export const NOTICE_KINDS = [
  'suite',
  'catalogue',
  'study-sets',
  'claims',
  'selection',
  'incomplete',
  'reference',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface ComparisonNotice {
  kind: NoticeKind;
  /** True where verdicts of these runs cannot be held against each other without more ado. */
  grave: boolean;
  sentence: string;
  details: string[];
}

/** What one run says of one requirement. */
export interface ComparedCell {
  /** `not-run`: this run did not set out to decide it; `unknown`: its catalogue has no such requirement. */
  state: Verdict | 'not-run' | 'unknown';
  cause?: Cause;
  reason: string;
  /** Rests on a person's word. */
  attested: boolean;
}

export interface ComparedRow {
  id: string;
  source: RequirementSource;
  lines: string;
  group: string;
  title: string;
  level: Level;
  method: Method;
  /** Of the buyer; 1 where nothing is said. */
  weight: number;
  /** The buyer's must-have, and whether a warning meets it; `no` also where it binds none of the products. */
  mandatory: 'no' | 'pass' | 'pass-or-warning';
  /** At least one of the runs set out to decide it; only then does it count in the ranking. */
  faced: boolean;
  differs: boolean;
  /** In the order of `products`. */
  cells: ComparedCell[];
}

export interface Ranking {
  /** Points that a warning earns of a pass. */
  warningCounts: number;
  /** Sum of the weights of all rows that at least one of the runs set out to decide: the same for all of them. */
  total: number;
  /** Best first. */
  places: RankedProduct[];
}

export interface RankedProduct {
  label: string;
  /** 1-based; equal where nothing tells two apart. */
  place: number;
  mustHaves: { met: number; notMet: string[]; cannotTell: string[] };
  /** Sum of the weights of the rows by verdict: what the points are made of. */
  weightOf: Record<'pass' | 'warning' | 'fail' | 'undecided' | 'not-applicable', number>;
  /** Number of the rows behind each. */
  rowsOf: Record<'pass' | 'warning' | 'fail' | 'undecided' | 'not-applicable', number>;
  /** pass + warningCounts × warning. */
  points: number;
  /** As if everything that is undecided were met. */
  atMost: number;
}

export type ChangeKind = 'new-fail' | 'lost' | 'new-warning' | 'fixed' | 'still-failing' | 'still-undecided' | 'gained';

export interface Change {
  requirement: string;
  title: string;
  level: Level;
  kind: ChangeKind;
  before: ComparedCell;
  after: ComparedCell;
}

export interface Regressions {
  baseline: string;
  current: string;
  /** Worst first. */
  changes: Change[];
  /** 1 a new fail; 3 what was decided before is no longer decided; 0 neither. */
  exitCode: 0 | 1 | 3;
}
