import type { ActorName } from '../../../model/actors';
import type { LiveScenario, OperatorQuestion } from '../../contract';

/** What a worker is asked to run; all paths are absolute. */
export type RunAsk =
  | {
      what: 'demo';
      dir: string;
      actor: ActorName;
      mutant?: string;
      only?: string[];
      plain?: boolean;
      launcher: 'auto' | 'embedded';
    }
  | {
      what: 'product';
      dir: string;
      /** Its sut.yaml, and where it lies, which its paths are relative to. */
      yaml: string;
      file: string;
      only?: string[];
      studies?: Record<string, { source: string }[]>;
      oneWay?: boolean;
    }
  /** `product` where it is one of the console's. */
  | { what: 'resume'; dir: string; product?: { yaml: string; file: string } };

/** What a run tells while it goes on. */
export type RunNews =
  | { kind: 'planned'; scenarios: Pick<LiveScenario, 'id' | 'name' | 'requirements'>[] }
  | { kind: 'notice'; text: string }
  | { kind: 'preflight'; results: { probe: string; ok: boolean; sentence: string }[] }
  | { kind: 'scenario'; scenario: Omit<LiveScenario, 'verdict'> }
  | { kind: 'question'; question: OperatorQuestion | null }
  /** Scenarios are over; verdicts and reports are being made. */
  | { kind: 'judging' };

/** What a run is told: the operator's answer. */
export interface RunTold {
  id: number;
  answer: string | null;
}
