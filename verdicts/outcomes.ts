import type { Envelope } from '@cucumber/messages';
import { scenarioId } from './scenario-id';

/** What Cucumber said happened to one scenario. It drives scenarios; it does not judge them. */
export interface ScenarioOutcome {
  /** As in the plan: `uri:line`. */
  id: string;
  name: string;
  /** Worst step status: PASSED, FAILED, SKIPPED, PENDING, UNDEFINED, AMBIGUOUS or UNKNOWN; '' when it never finished. */
  status: string;
  /** More than one means a retry, which a run never asks for. */
  attempts: number;
  startedAt?: string;
  durationMs?: number;
  steps: { keyword: string; text: string; status: string; message?: string }[];
}

const WORST_FIRST = ['FAILED', 'AMBIGUOUS', 'UNDEFINED', 'PENDING', 'UNKNOWN', 'SKIPPED', 'PASSED'];

/** Reads the Cucumber message stream (messages.ndjson, parsed) into one outcome per scenario that was started. */
export function readOutcomes(envelopes: readonly Envelope[]): Map<string, ScenarioOutcome> {
  const pickles = new Map(envelopes.flatMap((e) => (e.pickle ? [[e.pickle.id, e.pickle] as const] : [])));
  const documents = new Map(
    envelopes.flatMap(({ gherkinDocument: found }) => (found?.uri === undefined ? [] : [[found.uri, found] as const])),
  );
  const cases = new Map(envelopes.flatMap((e) => (e.testCase ? [[e.testCase.id, e.testCase] as const] : [])));
  const attempts = new Map<string, { id: string; startedMs: number; stepNames: Map<string, StepName> }>();
  const outcomes = new Map<string, ScenarioOutcome>();

  for (const envelope of envelopes) {
    if (envelope.testCaseStarted) {
      const started = envelope.testCaseStarted;
      const testCase = cases.get(started.testCaseId);
      const pickle = testCase && pickles.get(testCase.pickleId);
      const document = pickle && documents.get(pickle.uri);
      if (!testCase || !pickle || !document) continue;
      const id = scenarioId(pickle, document);
      const startedMs = toMs(started.timestamp);
      const stepNames = new Map<string, StepName>();
      for (const step of testCase.testSteps) {
        const pickleStep = pickle.steps.find((candidate) => candidate.id === step.pickleStepId);
        stepNames.set(step.id, { keyword: pickleStep?.type ?? 'Hook', text: pickleStep?.text ?? '' });
      }
      attempts.set(started.id, { id, startedMs, stepNames });
      const before = outcomes.get(id);
      outcomes.set(id, {
        id,
        name: pickle.name,
        status: '',
        attempts: (before?.attempts ?? 0) + 1,
        startedAt: new Date(startedMs).toISOString(),
        steps: [],
      });
    }
    if (envelope.testStepFinished) {
      const { testCaseStartedId, testStepId, testStepResult } = envelope.testStepFinished;
      const attempt = attempts.get(testCaseStartedId);
      const outcome = attempt && outcomes.get(attempt.id);
      const name = attempt?.stepNames.get(testStepId);
      if (!outcome || !name) continue;
      outcome.steps.push({ ...name, status: testStepResult.status, message: testStepResult.message });
    }
    if (envelope.testCaseFinished) {
      const attempt = attempts.get(envelope.testCaseFinished.testCaseStartedId);
      const outcome = attempt && outcomes.get(attempt.id);
      if (!attempt || !outcome) continue;
      outcome.durationMs = toMs(envelope.testCaseFinished.timestamp) - attempt.startedMs;
      outcome.status = WORST_FIRST.find((status) => outcome.steps.some((step) => step.status === status)) ?? 'UNKNOWN';
      // A scenario without a step of its own (hooks only) has shown nothing, whatever Cucumber calls it.
      if (!outcome.steps.some((step) => step.text !== '')) outcome.status = 'UNKNOWN';
    }
  }
  return outcomes;
}

interface StepName {
  keyword: string;
  text: string;
}

function toMs(timestamp: { seconds: number; nanos: number }): number {
  return timestamp.seconds * 1000 + Math.round(timestamp.nanos / 1e6);
}
