import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { loadConfiguration, runCucumber, type IRunEnvironment, type ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { attempt, writeAll } from '../../evidence/write-all';
import { PACKAGE_ROOT } from '../../model/package-root';
import { stepFiles } from './step-files';

export interface ScenarioRun {
  /** `uri:line` of each scenario, as in the plan. */
  scenarios: string[];
  /** The run folder: gets messages.ndjson, and allure-results/ where wanted. */
  dir: string;
  allure: boolean;
  onMessage(envelope: Envelope): void;
}

/** Node loads the steps once in a process; a second run must be given what the first one loaded. */
let support: ISupportCodeLibrary | undefined;

/**
 * Runs the named scenarios in Cucumber, in this process, so that steps reach the session. Its own verdict (exit code,
 * success flag) is ignored on purpose: verdicts/ judges. Retries are never asked for. Rejects with a RecordingError, after
 * the last scenario, where the messages could not be written.
 */
export async function runScenarios(run: ScenarioRun): Promise<void> {
  const messages = messageFile(run.dir);
  const complaints: string[] = [];
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      complaints.push(String(chunk));
      done();
    },
  });
  const environment: IRunEnvironment = {
    cwd: PACKAGE_ROOT,
    stdout: new Writable({ write: (_c, _e, done) => done() }),
    stderr,
  };
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: run.scenarios,
        ...stepFiles(),
        ...(run.allure
          ? { format: ['allure-cucumberjs/reporter'], formatOptions: { resultsDir: join(run.dir, 'allure-results') } }
          : {}),
        order: 'defined',
        retry: 0,
        parallel: 0,
        strict: true,
        publish: false,
      },
    },
    environment,
  );
  try {
    const result = await runCucumber(
      { ...runConfiguration, support: support ?? runConfiguration.support },
      environment,
      (envelope) => {
        messages.write(envelope);
        run.onMessage(envelope);
      },
    );
    support = result.support;
  } finally {
    messages.close();
  }
  const parseErrors = complaints.filter((text) => /Parse error/i.test(text));
  if (parseErrors.length > 0) throw new Error(`Cucumber could not read the scenarios: ${parseErrors.join(' ')}`);
}

/** A line at a time, written at once, as the journal is; when the disk is full the scenarios go on, and that is said at the end. */
function messageFile(dir: string): { write(envelope: Envelope): void; close(): void } {
  const name = 'messages.ndjson';
  const fd = attempt(name, () => openSync(join(dir, name), 'w'));
  let problem: unknown;
  return {
    write(envelope) {
      if (problem !== undefined) return;
      try {
        writeAll(fd, Buffer.from(`${JSON.stringify(envelope)}\n`), name);
      } catch (error) {
        problem = error;
      }
    },
    close() {
      closeSync(fd);
      if (problem !== undefined) throw problem;
    },
  };
}
