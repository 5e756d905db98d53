import type { ActorName } from './actors';
import type { EvidenceRef } from './record';
import type { StudyKind } from './exam';

export const ARRIVALS = ['poisson', 'even'] as const;
/** How studies follow each other: as patients come (exponential gaps), or evenly. */
export type Arrivals = (typeof ARRIVALS)[number];

/** A part of a mix: a kind of study, or those of it that one modality made, e.g. `out-of-scope/MG`. */
export type MixPart = StudyKind | `${StudyKind}/${string}`;

/** What a load test was to do. */
export interface LoadPlan {
  /** Studies an hour. */
  perHour: number;
  /** For how long studies are sent, seconds. */
  seconds: number;
  arrivals: Arrivals;
  /** The same seed gives the same order of studies at the same times. */
  seed: number;
  /** How many of each part, e.g. `{ negative: 6, positive: 2, 'out-of-scope/DX': 3 }`. */
  mix: Partial<Record<MixPart, number>>;
  /** Longest time from the completion of an exam to its notice for 95 of 100 studies, seconds; absent = no limit is set. */
  within?: number;
}

/**
 * What became of a study: `delivered` its completion notice came; `declined` the platform said that it was not analysed,
 * which is right for one outside its intended use and a failed analysis for another; `lost` neither came in the time there
 * was; `unfinished` the test ended before that time was over; `not-sent` the harness could not send it.
 */
export type LoadFate = 'delivered' | 'declined' | 'lost' | 'unfinished' | 'not-sent';

/** One study of a load test. */
export interface LoadExam {
  caseId: string;
  accessionNumber: string;
  kind: StudyKind;
  /** Which study, as sut.yaml names it. */
  study: string;
  /** When it was due and when it was begun, seconds from the start of the test. */
  due: number;
  begun: number;
  fate: LoadFate;
  /** Exam completed (ORC-5 = CM on the wire), seconds from the start of the test. */
  completed?: number;
  /** From the completion to each, seconds; absent where it did not come. */
  toFirstResult?: number;
  toLastResult?: number;
  toNotice?: number;
  results: number;
  /** What went wrong in the order of things, or twice; each rests on events of the journal. */
  violations: { check: string; sentence: string; evidence: EvidenceRef[] }[];
  /** Why it was lost, declined or not sent, in a sentence. */
  why?: string;
}

/** Times in seconds over all studies that have one. */
export interface Spread {
  values: number;
  median: number;
  p90: number;
  p95: number;
  p99: number;
  worst: number;
}

export type LoadOutcome = 'met' | 'not-met' | 'inconclusive';

/** The record of a load test (load.json): what was asked, what was seen, and what follows. */
export interface LoadRecord {
  format: 'airworthy-load-1';
  airworthy: string;
  sut: { vendor: string; product: string; version: string; actor: ActorName };
  /** Set where the reference AI platform was under test, which shares this machine with the harness. */
  reference: boolean;
  startedAt: string;
  plan: LoadPlan;
  environment: { node: string; platform: string; host: string };
  /** False where it was stopped early. */
  complete: boolean;
  /** How long studies were really sent, and how many an hour that was. */
  sentSeconds: number;
  sentPerHour: number;
  counts: Record<LoadFate, number> & { sent: number; violations: number };
  notice: Spread | undefined;
  stages: { firstResult: Spread | undefined; results: Spread | undefined; announcing: Spread | undefined };
  /** How late the harness began studies: its own share. */
  lag: Spread | undefined;
  /** Median time to the notice in the first and in the last third of the test, seconds: whether it falls behind. */
  drift: { first: number; last: number } | undefined;
  /** Most studies that were with the product at a time. */
  mostAtOnce: number;
  outcome: LoadOutcome;
  /** One sentence each, the most telling first. */
  reasons: string[];
  exams: LoadExam[];
  /** Set where several machines shared the load: what each did. Times count from the start of each. */
  parts?: { folder: string; host: string; startedAt: string; sent: number }[];
}

/**
 * When studies came to the product and left it, seconds, in order: from the completion of the exam to its notice, or to the end
 * of the test. At one moment those that leave come first.
 */
export function comingsAndGoings(exams: readonly LoadExam[]): [at: number, change: 1 | -1][] {
  return exams
    .flatMap(({ completed, toNotice }): [number, 1 | -1][] => {
      if (completed === undefined) return [];
      return toNotice === undefined
        ? [[completed, 1]]
        : [
            [completed, 1],
            [completed + toNotice, -1],
          ];
    })
    .sort(([a, change], [b, other]) => a - b || change - other);
}
