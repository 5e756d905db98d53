import {
  After,
  Before,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import type { OpenCase, Session } from '../runner/session';
import type { Workflow } from '../runner/harness/workflow';

/** The running session, put there by runner/session.ts: steps are compiled apart from the product. */
function session(): Session {
  const found = (globalThis as Record<symbol, unknown>)[Symbol.for('airworthy.session')];
  if (!found) throw new Error('Scenarios run inside a run: start them with "airworthy run" or "airworthy demo".');
  return found as Session;
}

export class AirworthyWorld extends World {
  readonly session = session();
  /** Lifts the fault that the scenario has put on a link. */
  lift: () => void = () => {};

  get workflow(): Workflow {
    return this.session.workflow;
  }

  get case(): OpenCase {
    return this.session.case;
  }
}

setWorldConstructor(AirworthyWorld);
// Every wait has its own deadline from sut.yaml; this one only keeps a defect of ours from hanging a run.
setDefaultTimeout(6 * 60 * 60 * 1000);

Before(async function (this: AirworthyWorld, { pickle, gherkinDocument }) {
  await this.session.beginScenario(pickle, gherkinDocument);
});

After(function (this: AirworthyWorld, { result }) {
  this.session.endScenario(result);
});

// What a step could not do for reasons of ours is recorded before Cucumber sees the error.
setDefinitionFunctionWrapper(
  (step: (this: AirworthyWorld, ...args: unknown[]) => unknown) =>
    async function (this: AirworthyWorld, ...args: unknown[]) {
      try {
        return await step.apply(this, args);
      } catch (error) {
        await this.session.trouble(error);
        throw error;
      }
    },
);
