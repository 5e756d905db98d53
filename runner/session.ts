import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { GherkinDocument, Pickle } from '@cucumber/messages';
import type { Recording } from '../evidence/recording';
import type { JournalEvent } from '../model/events';
import type { Exam, StudyKind } from '../model/exam';
import type { SutConfig } from '../model/sut';
import type { BuiltStudy } from '../fixtures/studies';
import { PACKAGE_ROOT } from '../model/package-root';
import { ArchiveScenes } from './archive/archive-scenes';
import { ArchiveUnderTest } from './archive/archive-under-test';
import { ScannerAcquisition } from './harness/acquisition';
import { Exams } from './harness/exams';
import type { Harness } from './harness/harness';
import { claimsIn } from './cucumber/claims';
import { runsPlainCourse } from './plain-course';
import { NotSatisfied, RunProblem } from './problem';
import { scenarioId } from '../verdicts/scenario-id';
import { Probes } from './harness/probes';
import { Workflow } from './harness/workflow';
import { nobody, type Operator } from './operator/operator';
import { RisUnderTest } from './ris/ris-under-test';
import type { Plan, PlannedScenario } from '../verdicts/plan';
import { type PdfsAhead, readPdfsAhead } from './harness/pdfs-ahead';
import { ScenarioJudge } from './judging/scenario-judge';
import { ViewerUnderTest } from './viewer/viewer-under-test';

export interface OpenCase {
  exam: Exam;
  study: BuiltStudy;
  /** Journal position when the case was opened: waits look from here on. */
  fromSeq: number;
  /** It ran its course in an earlier scenario; nothing is sent again. */
  adopted?: boolean;
}

/** An exam that ran its plain course, for other scenarios to judge. */
export interface SharedExam {
  opened: OpenCase;
  scenario: string;
  until: number;
}

/** From the first sign of a process that ended, to the word of its parent. */
const LOSS_SEEN_WITHIN_MS = 500;

/** What steps talk to: the running harness, the exams of the current scenario, and the judging of its record. */
export class Session {
  readonly exams: Exams;
  readonly judging: ScenarioJudge;
  private readonly cases: OpenCase[] = [];
  private current: PlannedScenario | undefined;
  private plainCourse = false;
  /** By kind of study. */
  private readonly shared = new Map<StudyKind, SharedExam>();
  readonly workflow: Workflow;
  readonly pdfs: PdfsAhead;
  readonly probes: Probes;
  private risUnderTest: RisUnderTest | undefined;
  private archiveUnderTest: ArchiveUnderTest | undefined;
  readonly acquisition: ScannerAcquisition;
  /** The web viewer of a PACS under test. */
  readonly viewer: ViewerUnderTest;

  constructor(
    readonly config: SutConfig,
    readonly recording: Recording,
    readonly harness: Harness,
    private readonly plan: Plan,
    readonly signal?: AbortSignal,
    readonly o: { freshExams?: boolean; operator?: Operator } = {},
  ) {
    this.pdfs = readPdfsAhead(recording);
    this.exams = new Exams(config);
    this.judging = new ScenarioJudge(recording, config, harness.taps.faults);
    this.exams.prepare();
    this.workflow = new Workflow(this);
    this.probes = new Probes(this);
    this.acquisition = new ScannerAcquisition(this);
    this.viewer = new ViewerUnderTest(this);
  }

  /**
   * Called by the Before hook. The scenario is found in the plan by file and line, as everywhere. Rejects at once where an actor
   * of ours is gone: nothing could be tried.
   */
  async beginScenario(pickle: Pickle, document: GherkinDocument): Promise<void> {
    if (this.signal?.aborted) throw new RunProblem('interrupted', 'The run was stopped by the operator.');
    const id = scenarioId(pickle, document);
    const planned = this.plan.scenarios.find((scenario) => scenario.id === id);
    if (!planned) throw new Error(`${id} is not in the plan of this run`);
    this.cases.length = 0;
    this.current = planned;
    this.judging.begin(planned, claimsIn(pickle));
    this.plainCourse = !this.o.freshExams && runsPlainCourse(pickle);
    this.recording.setScenario(id);
    const { name, uri, line, tags } = planned;
    this.recording.append({ kind: 'scenario.started', name, uri, line, tags });
    const lost = (await this.harness.lost()) ?? this.judging.outOfOrder;
    if (lost !== undefined) throw new RunProblem('harness', lost);
  }

  /** Called by the After hook, also when a step failed: trouble that is ours is recorded as such. */
  endScenario(
    result: { status: string; message?: string; exception?: { type: string; message?: string } } | undefined,
  ): void {
    this.harness.taps.liftAll();
    if (this.harness.simulates('ris')) this.harness.ris.answerWith(undefined);
    this.recording.append({ kind: 'scenario.finished', status: result?.status ?? 'UNKNOWN' });
    this.recording.setScenario(undefined);
    this.current = undefined;
    this.judging.end();
    this.cases.length = 0;
  }

  /** The person at the terminal, or nobody. */
  get operator(): Operator {
    return this.o.operator ?? nobody;
  }

  /** What is done with a RIS under test, and what is seen of it. */
  get ris(): RisUnderTest {
    this.risUnderTest ??= new RisUnderTest(this);
    return this.risUnderTest;
  }

  openCase(kind: StudyKind, index = 0): OpenCase {
    const known = this.plainCourse && index === 0 ? this.shared.get(kind) : undefined;
    if (known) return this.adopt(known);
    return this.register(this.exams.open(kind, index));
  }

  /** A study of a patient of that name. */
  openNamed(kind: StudyKind, patientName: string): OpenCase {
    return this.register(this.exams.open(kind, 0, { patientName }));
  }

  /** Another study of the same patient, with the same images. */
  openFollowUp({ exam }: OpenCase): OpenCase {
    const { patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex } = exam;
    const patient = { patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex };
    return this.register(this.exams.open(exam.kind, 0, patient));
  }

  /** A study that comes with airworthy, by its folder under fixtures/. */
  openShipped(kind: StudyKind, folder: string): OpenCase {
    return this.register(this.exams.openSource(kind, { source: join(PACKAGE_ROOT, 'fixtures', folder) }));
  }

  /** An exam that the scanner under test is to make. */
  openOrder(): OpenCase {
    const { acquisition } = this.config;
    if (!acquisition) throw new RunProblem('harness', 'The configuration does not say what to order from the scanner.');
    const known = this.plainCourse ? this.shared.get('positive') : undefined;
    return known ? this.adopt(known) : this.register(this.exams.openOrder(acquisition));
  }

  /** The exams of the current scenario, in the order they were opened. */
  get openCases(): readonly OpenCase[] {
    return this.cases;
  }

  /** The exam the scenario speaks of: the one opened last. */
  get case(): OpenCase {
    const last = this.cases.at(-1);
    if (!last) throw new RunProblem('harness', 'The scenario speaks of a study before it has opened one.');
    return last;
  }

  /** The exam of the scenario has run its course: another that needs no more than that can be judged by it. */
  share(): void {
    const opened = this.case;
    if (!this.plainCourse || !this.current || opened.adopted) return;
    const until = this.recording.events.length;
    this.shared.set(opened.exam.kind, { opened, scenario: this.current.id, until });
  }

  caseOf(accessionNumber: string): OpenCase | undefined {
    return this.cases.find(({ exam }) => exam.accessionNumber === accessionNumber);
  }

  /**
   * Waits for an event and records how the wait ended. A passed deadline is not an error here: it is what the checks
   * then judge.
   */
  async waitFor<T>(
    what: string,
    pick: (event: JournalEvent) => T | undefined,
    deadlineSeconds: number,
    fromSeq = this.case.fromSeq,
    caseId = this.cases.at(-1)?.exam.caseId,
  ): Promise<T | undefined> {
    const started = performance.now();
    const deadlineMs = deadlineSeconds * 1000;
    const found = await this.recording.waitFor(pick, { deadlineMs, fromSeq, signal: this.signal });
    if (this.signal?.aborted) throw new RunProblem('interrupted', 'The run was stopped by the operator.');
    this.recording.append({
      kind: 'wait',
      what,
      caseId,
      deadlineMs,
      elapsedMs: Math.round(performance.now() - started),
      outcome: found === undefined ? 'expired' : 'arrived',
    });
    return found;
  }

  /** What is done to an archive under test. */
  get archive(): ArchiveUnderTest {
    this.archiveUnderTest ??= new ArchiveUnderTest(this);
    return this.archiveUnderTest;
  }

  /** The situations that scenarios put an archive under test into. */
  get archiveScenes(): ArchiveScenes {
    return new ArchiveScenes(this);
  }

  /** Before the product is asked again. */
  async pause(ms: number): Promise<void> {
    await this.recording.waitFor(() => undefined, { deadlineMs: ms, signal: this.signal });
    if (this.signal?.aborted) throw new RunProblem('interrupted', 'The run was stopped by the operator.');
  }

  /** Watches for late traffic; nothing in particular is expected. */
  async watch(what: string, seconds: number): Promise<void> {
    await this.meanwhile(this.waitFor(what, () => undefined, seconds, this.recording.events.length + 1));
  }

  /** What the current scenario has stored is made ready for its checks while something is waited for. */
  async meanwhile<T>(waiting: Promise<T>): Promise<T> {
    let over = false;
    const reading = this.readAhead(() => over);
    try {
      return await waiting;
    } finally {
      over = true;
      await reading;
    }
  }

  private async readAhead(over: () => boolean): Promise<void> {
    const [first] = this.cases;
    if (!first || first.adopted) return;
    await this.recording.caughtUp();
    for (const _ of this.judging.ahead(first.fromSeq)) {
      await setImmediate();
      if (over()) return;
    }
  }

  /** A step threw: unless it was a check, the trouble is ours, and the verdict becomes inconclusive. */
  async trouble(error: unknown): Promise<void> {
    if (error instanceof NotSatisfied) return;
    // Whatever broke when the run was being stopped broke by that; the scenario is run again when the run goes on.
    const stopped = this.signal?.aborted === true;
    const cause = stopped ? 'interrupted' : error instanceof RunProblem ? error.problem : 'harness';
    // Where an actor of ours went away, this is what came of it; that it went is recorded first.
    if (cause === 'set-up' || cause === 'harness') await this.harness.lost(LOSS_SEEN_WITHIN_MS);
    const { message } = error as Error;
    // What a peer is said to have done, with advice about it, was our own line's doing then.
    const ours = error instanceof RunProblem || stopped ? undefined : this.judging.ourTrouble;
    const sentence = ours === undefined ? message : `${ours} What came of it: ${message}`;
    this.recording.append({ kind: 'harness.problem', cause, sentence });
  }

  /** What the current scenario has recorded so far, for others to judge as well. */
  shareable(opened: OpenCase): SharedExam | undefined {
    return this.current && { opened, scenario: this.current.id, until: this.recording.events.length };
  }

  /** Goes on from where another scenario of this run had come with that exam. */
  adopt({ opened, scenario, until }: SharedExam): OpenCase {
    this.recording.append({ kind: 'case.adopted', caseId: opened.exam.caseId, from: scenario, until });
    const adopted = { ...opened, adopted: true };
    this.cases.push(adopted);
    return adopted;
  }

  /** An exam that has come to be otherwise: a RIS under test has given it its numbers. */
  register({ exam, study }: { exam: Exam; study: BuiltStudy }): OpenCase {
    const { seq } = this.recording.appendAtOnce({ kind: 'case.opened', exam });
    const opened = { exam, study, fromSeq: seq };
    this.cases.push(opened);
    return opened;
  }
}

const SESSION = Symbol.for('airworthy.session');

/** Steps are compiled by ts-node apart from the product, so they find the session by a global symbol. */
export function publishSession(session: Session | undefined): void {
  (globalThis as Record<symbol, unknown>)[SESSION] = session;
}
