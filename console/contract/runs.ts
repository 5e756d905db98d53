import type { ActorName, Party } from '../../model/actors';
import type { StudyKind } from '../../model/exam';
import type { RequirementResult, RunRecord, ScenarioResult } from '../../model/run-record';
import type { Verdict } from '../../model/verdict';

/** `unfinished`: nobody works on it and it has no end; it can be resumed. `external`: another program is at work on it. */
export const RUN_STATES = ['queued', 'running', 'stopping', 'judging', 'unfinished', 'external', 'done'] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface RunSummary {
  id: string;
  /** Name of its folder. */
  name: string;
  state: RunState;
  vendor: string;
  product: string;
  version: string;
  actor: ActorName;
  /** A reference actor is under test. */
  demo?: { mutant?: string };
  /** Of the console, where it was started from one. */
  productId?: string;
  /** Who started it here. */
  startedBy?: string;
  /** ISO 8601. */
  startedAt: string;
  finishedAt?: string;
  /** Absent until it is judged. */
  counts?: Record<Verdict, number>;
  exitCode?: 0 | 1 | 3;
  complete?: boolean;
  /** Why it stands as it does: what it waits for in the queue, why it ended early. */
  sentence?: string;
  /** Scenarios that ran, of those planned, while it runs. */
  progress?: { done: number; total: number };
  /** Attested requirements without an answer that counts. */
  openQuestions?: number;
}

export type StartRun =
  | {
      what: 'demo';
      actor: ActorName;
      mutant?: string;
      /** Requirement ids or prefixes. */
      only?: string[];
      /** Without TLS on the links of the product. */
      plain?: boolean;
      pacs?: 'auto' | 'embedded';
    }
  | {
      what: 'product';
      product: string;
      only?: string[];
      /** Instead of those that sut.yaml names, by kind: ids of {@link StudySet}. */
      studies?: Partial<Record<StudyKind, string[]>>;
      /** Do not insist that the product connects back before the scenarios start. */
      oneWay?: boolean;
    };

/** Scenario as the live list shows it. While a run goes on only outcomes are known; verdicts are made from the record at its end. */
export interface LiveScenario {
  id: string;
  name: string;
  requirements: string[];
  state: 'waiting' | 'running' | 'ran';
  /** Cucumber's word once it ran: PASSED, FAILED, SKIPPED, PENDING, UNDEFINED, AMBIGUOUS or UNKNOWN. */
  outcome?: string;
  /** First line of what went wrong. */
  trouble?: string;
  durationMs?: number;
  /** Once judged. */
  verdict?: Verdict;
}

export interface Run extends RunSummary {
  scenarios: LiveScenario[];
  preflight: { probe: string; ok: boolean; sentence: string }[];
  /** What the run says beside scenarios, oldest first. */
  notices: { at: string; text: string }[];
  /** Put to the operator now: only a person can see the answer. */
  question?: OperatorQuestion;
  /** Of the record, once judged: what the page of a run shows above its list. */
  record?: Pick<
    RunRecord,
    | 'runId'
    | 'airworthy'
    | 'durationMs'
    | 'endReason'
    | 'endDetail'
    | 'environment'
    | 'studySets'
    | 'resumed'
    | 'fingerprint'
    | 'measures'
    | 'claims'
  >;
  /** Number of journal events so far. */
  events: number;
}

export interface OperatorQuestion {
  id: number;
  question: string;
  hint: string;
}

/** `null`: skip. */
export interface OperatorAnswer {
  id: number;
  answer: string | null;
}

/** Requirements of a judged run without what they rest on; {@link RequirementResult} has that. */
export type VerdictRow = Omit<RequirementResult, 'observations' | 'text' | 'ask'> & { observations: number };

export interface Verdicts {
  requirements: VerdictRow[];
  scenarios: Omit<ScenarioResult, 'steps'>[];
}

/** A line of the sequence diagram: an arrow between two parties, or a note at one (`from` = `to`). */
export interface Arrow {
  /** Of the journal event: key for everything behind it. */
  seq: number;
  /** Milliseconds since the run began. */
  ms: number;
  from: Party;
  to: Party;
  kind: 'arrow' | 'note';
  protocol: 'dimse' | 'mllp' | 'http' | '';
  label: string;
  /** `key`: what a reader looks for first; `answer`: drawn lighter. */
  tone: 'plain' | 'answer' | 'trouble' | 'key';
  /** Bytes of the objects and messages behind it. */
  bytes: number;
  scenario?: string;
}

/**
 * Server-sent events of a run (`runs.live`). `event:` is `type`, `data:` the JSON. Each bears an id, with which the browser goes
 * on after a break (Last-Event-ID). The stream begins with `run`: the run as it stands; what happened before is in there, and
 * the traffic is sent from its beginning, or from `?from=` (a seq) on.
 */
export type LiveEvent =
  | { type: 'run'; run: Run }
  | { type: 'summary'; run: RunSummary }
  | { type: 'notice'; at: string; text: string }
  | { type: 'preflight'; results: { probe: string; ok: boolean; sentence: string }[] }
  | { type: 'scenarios'; scenarios: LiveScenario[] }
  | { type: 'question'; question: OperatorQuestion | null }
  /** At most ten a second, in order of `seq`. */
  | { type: 'traffic'; arrows: Arrow[]; events: number }
  /** Nothing more comes; close the stream. */
  | { type: 'end'; run: RunSummary };
export type LiveEventType = LiveEvent['type'];
