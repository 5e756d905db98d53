import { mkdirSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { declaredCapabilities } from '../config/capabilities';
import type { ReadAttestation } from '../config/attestations';
import { pauseReadingPdfs } from '../evidence/pdf/read-pdf';
import { openRecording, type Recording } from '../evidence/recording';
import { lockRun } from '../evidence/run-lock';
import { writeWhole } from '../evidence/write-all';
import type { Logger } from '../model/actors';
import type { RunRecord } from '../model/run-record';
import type { SutConfig } from '../model/sut';
import type { LineQuality } from '../protocols/tap/tap';
import { loadCatalogue } from '../requirements/load';
import { makePlan, type Plan } from '../verdicts/plan';
import { keepEvidence } from './attest/keep-evidence';
import { runScenarios } from './cucumber/run-scenarios';
import { readScenarioSources } from './cucumber/scenario-sources';
import { watchFingerprint } from './fingerprint';
import { Harness } from './harness/harness';
import type { StandIn } from './harness/part';
import { missingTools } from './oracle/tools';
import type { Operator } from './operator/operator';
import type { Rest } from './resume/resume';
import { judgeRun } from './judging/judge-run';
import { warmUp } from './judging/warm-up';
import { PACKAGE_ROOT } from '../model/package-root';
import { preflight } from './preflight/preflight';
import { progressOf, type Progress } from './progress';
import { environment, readRunStart, RUN_FILES, type RunStart, withoutSecrets, writeRunStart } from './run-start';
import { folderSource } from './run-source';
import { publishSession, Session } from './session';
import { scenariosOf, type Shard } from './sharding/shard';
import { studySetsOf } from './study-sets';

export interface RunOptions {
  config: SutConfig;
  /** The run folder; must not exist yet, or be empty. */
  dir: string;
  log: Logger;
  /** Requirement ids or prefixes to which the run is limited. */
  only?: string[];
  attestations?: ReadAttestation[];
  standIn?: StandIn;
  /** Every scenario sends an exam of its own, also where one that ran before would do. */
  freshExams?: boolean;
  /** A reference actor is under test. */
  demo?: RunStart['demo'];
  /** What is left of a run that was cut short; it is recorded in the part's own folder and judged as a whole. */
  resume?: { whole: string; rest: Rest };
  /** Only this part of the plan runs; `airworthy merge` joins the parts. */
  shard?: Shard;
  scannerEngine?: 'auto' | 'native' | 'dcmjs';
  /** Whom a run may put questions to; nobody when absent, and what depends on an answer is not tested. */
  operator?: Operator;
  /** False leaves out the one exam that shows whether the SUT can reach PACS and RIS. */
  preflightBackwards?: boolean;
  progress: Progress;
  /** Every link of the run; perfect when absent. */
  line?: LineQuality;
  /** False leaves out what only the Allure report needs; each of its files is flushed to disk. */
  allure?: boolean;
  /** Aborting ends the run after the current exchange, with a readable record marked incomplete. */
  signal?: AbortSignal;
}

/** The main job: plan, preflight, scenarios, verdicts. The record is on disk when this resolves. */
export async function run(options: RunOptions): Promise<RunRecord> {
  const { config, dir } = options;
  // By itself V8 lets garbage grow to twice what is in use and more; this costs a twentieth of the processor time.
  setFlagsFromString('--heap-growing-percent=50');
  const plan =
    options.resume?.rest.plan ??
    makePlan(loadCatalogue(), readScenarioSources(), {
      actor: config.actor,
      capabilities: declaredCapabilities(config),
      only: options.only,
      missing: missingTools(),
    });
  if (!plan.requirements.some((planned) => !planned.notApplicable && !planned.notSelected)) {
    throw new Error('No scenario is left to run: check --only and the capabilities that sut.yaml declares.');
  }
  mkdirSync(dir, { recursive: true });
  // Who resumes a run holds the folder of the whole.
  const unlock = options.resume ? undefined : lockRun(dir);
  try {
    return await runIn(options, plan);
  } finally {
    unlock?.();
  }
}

async function runIn(options: RunOptions, plan: Plan): Promise<RunRecord> {
  const { config, dir, progress, shard } = options;
  const rest = options.resume?.rest;
  const runId = randomUUID();
  const version = productVersion();
  writeRunStart(dir, {
    runId,
    airworthy: version,
    startedAt: new Date().toISOString(),
    plan,
    config: withoutSecrets(config),
    environment: environment(),
    studySets: studySetsOf(config),
    ...(options.demo ? { demo: options.demo } : {}),
    ...(shard ? { shard: { ...shard, scenarios: scenariosOf(plan, shard) } } : {}),
    ...(rest ? { shard: { index: rest.part, count: rest.part, scenarios: rest.scenarios } } : {}),
  });
  const recording = openRecording(dir);
  const { vendor, product, version: sutVersion, actor } = config;
  recording.append({
    kind: 'run.started',
    runId,
    airworthy: version,
    sut: { vendor, product, version: sutVersion, actor },
  });
  const here = rest?.scenarios ?? (shard ? scenariosOf(plan, shard) : undefined);
  const part = here ? partOfPlan(plan, here) : plan;
  progress.planned(part);
  if (rest?.removed !== undefined) progress.notice(`${rest.removed}.`);
  try {
    recordAttestations(recording, dir, options.attestations ?? []);
    await runAll(options, part, recording);
  } catch (error) {
    const interrupted = options.signal?.aborted === true;
    recording.append({
      kind: 'run.finished',
      reason: interrupted ? 'interrupted' : 'failed',
      detail: interrupted ? 'Stopped by the operator.' : (error as Error).message,
    });
    if (!interrupted) progress.failed(error as Error);
  } finally {
    // A record that could not be written whole is judged as incomplete; why, is said here.
    await recording.close().catch((error: Error) => progress.failed(error));
  }
  if (!options.resume) return writeRecord(dir);
  nameLastPart(options.resume.whole, runId);
  return writeRecord(options.resume.whole);
}

function nameLastPart(whole: string, runId: string): void {
  const start = readRunStart(folderSource(whole));
  const merged = start.merged?.map((part) => (part.runId === '' ? { ...part, runId } : part));
  writeRunStart(whole, { ...start, merged });
}

/** The plan as far as it runs here. */
function partOfPlan(plan: Plan, ids: string[]): Plan {
  return { ...plan, scenarios: plan.scenarios.filter(({ id }) => ids.includes(id)) };
}

/** (Re)judges a run folder from its record and writes run.json. */
export function writeRecord(dir: string): RunRecord {
  const { record } = judgeRun(dir);
  writeWhole(join(dir, RUN_FILES.record), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

async function runAll(options: RunOptions, plan: Plan, recording: Recording): Promise<void> {
  const { config, progress, signal, log } = options;
  const unwatch = watchFingerprint(recording, config.actor);
  let session: Session | undefined;
  const harness = await Harness.start({
    config,
    recording,
    log,
    notice: (text) => progress.notice(text),
    scannerEngine: options.scannerEngine,
    standIn: options.standIn,
    line: options.line,
    async beforeAck({ accessionNumber }) {
      const opened = session?.caseOf(accessionNumber);
      if (session && opened) await session.workflow.probePacs(opened, 'notice');
    },
  });
  // Ctrl-C: closing the harness makes whatever is waited for end at once.
  const onAbort = () => void Promise.all([session?.viewer.stop(), harness.stop()]);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    session = new Session(config, recording, harness, plan, signal, {
      freshExams: options.freshExams,
      operator: options.operator,
    });
    const probes = await preflight(session, { backwards: options.preflightBackwards ?? true });
    progress.preflight(probes);
    // Without a name Cucumber would run every feature there is.
    if (probes.every((probe) => probe.ok) && plan.scenarios.length > 0) {
      warmUp(session);
      publishSession(session);
      const tell = progressOf(plan, progress);
      await runScenarios({
        scenarios: plan.scenarios.map((scenario) => scenario.id),
        dir: options.dir,
        allure: options.allure ?? true,
        onMessage: (envelope) => {
          // Scenarios that end because the run was stopped are nothing to show.
          if (!signal?.aborted) tell(envelope);
        },
      });
    }
    signal?.throwIfAborted();
    if (recording.problem !== undefined) throw new Error(recording.problem);
    recording.append({ kind: 'run.finished', reason: 'completed' });
  } finally {
    publishSession(undefined);
    signal?.removeEventListener('abort', onAbort);
    unwatch();
    session?.pdfs.end();
    await session?.viewer.stop();
    await harness.stop();
    // What is judged now once more is remembered.
    await pauseReadingPdfs();
  }
}

function recordAttestations(recording: Recording, dir: string, attestations: ReadAttestation[]): void {
  for (const { evidence, ...attestation } of attestations) {
    const kept = evidence.map(({ source, kind }) => ({ ...keepEvidence(dir, source), ...(kind ? { kind } : {}) }));
    recording.append({ kind: 'attestation', ...attestation, evidence: kept });
  }
}

export function productVersion(): string {
  return (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
