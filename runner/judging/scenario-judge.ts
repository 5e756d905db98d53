import { recordFrom } from '../../evidence/record';
import { JournalIndex } from '../../evidence/record/journal-index';
import type { Recording } from '../../evidence/recording';
import type { CheckResult } from '../../model/check';
import type { JournalEvent } from '../../model/events';
import type { ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import type { PlannedScenario } from '../../verdicts/plan';
import type { Claim } from '../cucumber/claims';
import { OurLines } from '../harness/our-lines';
import type { Faults } from '../harness/taps';
import { NotSatisfied, RunProblem } from '../problem';
import { growingSource, type RunSource } from '../run-source';
import { judgeAhead } from './judge-ahead';
import { judgeCheck } from './judge-check';

/** Judges the current scenario by what is recorded of it, as anyone can later from the record. */
export class ScenarioJudge {
  private readonly files: RunSource;
  private readonly index = new JournalIndex();
  private indexed = 0;
  private readonly ourLines: OurLines;
  private scenario: PlannedScenario | undefined;
  private claims: readonly Claim[] = [];

  constructor(
    private readonly recording: Recording,
    private readonly sut: SutConfig,
    asked: Faults,
  ) {
    this.files = growingSource(recording);
    this.ourLines = new OurLines(recording, sut.actor, asked);
  }

  /** With all that has come until now, also what is recorded later than it came. */
  private get journal(): JournalIndex {
    const { events } = this.recording;
    for (; this.indexed < events.length; this.indexed += 1) this.index.add(events[this.indexed] as JournalEvent);
    return this.index;
  }

  /** A sentence, where a line of ours is out of order: nothing can be tried. */
  get outOfOrder(): string | undefined {
    return this.ourLines.lasting;
  }

  /** A sentence, where something of ours failed since the scenario began: what a step could not do may have come of that. */
  get ourTrouble(): string | undefined {
    return this.ourLines.trouble;
  }

  /** @param claims what the scenario will judge */
  begin(scenario: PlannedScenario, claims: readonly Claim[]): void {
    this.scenario = scenario;
    this.claims = claims;
  }

  end(): void {
    this.scenario = undefined;
    this.claims = [];
  }

  /**
   * Judges the record so far by one check, for every requirement that the scenario decides. @throws NotSatisfied, and RunProblem
   * where something of ours may have kept the product from it
   */
  judge(checkId: string, params: Record<string, unknown> = {}): void {
    const { scenario, result } = this.preview(checkId, params);
    const kept = result.outcome === 'satisfied' ? undefined : this.ourLines.trouble;
    if (kept !== undefined) throw new RunProblem('harness', kept);
    for (const requirement of scenario.requirements) {
      const { outcome, sentence } = result;
      this.recording.append({ kind: 'check', check: checkId, requirement, params, outcome, sentence });
    }
    if (result.outcome !== 'satisfied') throw new NotSatisfied(result.sentence);
  }

  /** What a check would say now; nothing is recorded. */
  preview(checkId: string, params: Record<string, unknown>): { scenario: PlannedScenario; result: CheckResult } {
    const scenario = this.current(`Check ${checkId} was asked for`);
    const { journal, sut, files } = this;
    return { scenario, result: judgeCheck(journal, scenario.id, checkId, params, { sut, files }) };
  }

  /** What is recorded of the current scenario so far. */
  recordSoFar(): ScenarioRecord {
    const { id } = this.current('A record was asked for');
    return recordFrom(this.journal, this.files, this.sut, id);
  }

  /** Makes ready what is recorded since an exam was opened, in steps that are each soon over. */
  ahead(fromSeq: number): Generator<void> {
    const { recording, journal, files, sut, claims } = this;
    return judgeAhead({ recording, journal, fromSeq, files, sut, claims, record: () => this.recordSoFar() });
  }

  private current(what: string): PlannedScenario {
    if (!this.scenario) throw new RunProblem('harness', `${what} outside a scenario.`);
    return this.scenario;
  }
}
