import type { Envelope } from '@cucumber/messages';
import { readOutcomes, type ScenarioOutcome } from '../verdicts/outcomes';
import type { Plan, PlannedScenario } from '../verdicts/plan';
import type { PreflightResult } from './preflight/result';

/** Who is told how a run goes; the command line prints it. */
export interface Progress {
  planned(plan: Plan): void;
  notice(text: string): void;
  preflight(results: PreflightResult[]): void;
  scenarioStarted(scenario: PlannedScenario, number: number, total: number): void;
  scenarioFinished(scenario: PlannedScenario, outcome: ScenarioOutcome, number: number, total: number): void;
  failed(error: Error): void;
}

/** Turns Cucumber's messages into progress calls. */
export function progressOf(plan: Plan, progress: Progress): (envelope: Envelope) => void {
  const setting: Envelope[] = [];
  let running: Envelope[] = [];
  let number = 0;
  return (envelope) => {
    if (envelope.gherkinDocument || envelope.pickle || envelope.testCase) setting.push(envelope);
    if (envelope.testCaseStarted) {
      running = [envelope];
      number += 1;
      const scenario = scenarioOf(plan, [...setting, ...running]);
      if (scenario) progress.scenarioStarted(scenario, number, plan.scenarios.length);
    } else if (envelope.testStepFinished) {
      running.push(envelope);
    } else if (envelope.testCaseFinished) {
      const envelopes = [...setting, ...running, envelope];
      const scenario = scenarioOf(plan, envelopes);
      const outcome = scenario && readOutcomes(envelopes).get(scenario.id);
      if (scenario && outcome) progress.scenarioFinished(scenario, outcome, number, plan.scenarios.length);
    }
  };
}

function scenarioOf(plan: Plan, envelopes: Envelope[]): PlannedScenario | undefined {
  const [id] = readOutcomes(envelopes).keys();
  return plan.scenarios.find((scenario) => scenario.id === id);
}
