import type { ConsumerAccess } from '../../../model/consumer';
import type { JournalEvent } from '../../../model/events';
import { store } from '../../../protocols/dimse/store';
import { LINK } from '../../harness/links';
import { RunProblem } from '../../problem';
import type { OpenCase, Session } from '../../session';
import { readResults } from './read-results';
import { makeKnownResults, type KnownStudy } from './known-results';

const LOOK_AGAIN_MS = 100;
const LOOK_AGAIN_AT_MOST_MS = 2000;

/** What scenarios do with a RIS that reads AI results from the PACS, and what they see of its reading. */
export class ConsumerUnderTest {
  /** When each exam was to be read, by case; `performance.now()`. */
  private readonly since = new Map<string, number>();

  constructor(
    private readonly session: Session,
    private readonly declared: ConsumerAccess | undefined,
  ) {}

  /** Result objects whose content is known are stored on the PACS as an AI platform would. */
  async publish(opened: OpenCase, study: KnownStudy): Promise<void> {
    const { harness, config, recording } = this.session;
    const { what, objects, known } = makeKnownResults(opened, study);
    const outcomes = await store(
      {
        callingAeTitle: config.harness.aiPlatform.aeTitle,
        peer: harness.peer(LINK.aiToPacs),
        timeoutMs: config.timeouts.exchange * 1000,
      },
      objects,
    );
    const refused = outcomes.find(({ status }) => status !== 0);
    if (refused)
      throw new RunProblem(
        'harness',
        `The PACS did not take a result object (status ${refused.status.toString(16).toUpperCase().padStart(4, '0')}H).`,
      );
    recording.append({
      kind: 'consumer.results',
      caseId: opened.exam.caseId,
      what,
      objects: objects.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid })),
      known,
    });
  }

  /** The consumer is told, by the notice or by a person, and has its time to fetch everything. */
  async letRead(opened: OpenCase): Promise<void> {
    const { session, access } = this;
    const { exam } = opened;
    await session.ris.talk.notice(opened);
    this.since.set(exam.caseId, performance.now());
    if (access.start === 'operator' && !(await this.askToRead(opened))) return;
    const missing = new Set(this.objectsOf(opened));
    await session.waitFor(
      'the RIS to fetch the results',
      (event) => {
        for (const uid of deliveredBy(event, missing)) missing.delete(uid);
        return missing.size === 0 ? true : undefined;
      },
      access.settle,
      opened.fromSeq,
    );
    await this.look(opened);
  }

  /**
   * Judges by a check; where it is not satisfied, the exams are looked at again for as long as the reading may take, and
   * then it counts.
   */
  async judge(checkId: string, params: Record<string, unknown> = {}): Promise<void> {
    const { session, access } = this;
    const deadline = Math.max(0, ...this.since.values()) + access.settle * 1000;
    for (let wait = LOOK_AGAIN_MS; ; wait = Math.min(wait * 2, LOOK_AGAIN_AT_MOST_MS)) {
      const { result } = session.judging.preview(checkId, params);
      if (result.outcome === 'satisfied' || performance.now() > deadline) break;
      await session.pause(wait);
      for (const opened of session.openCases) if (this.since.has(opened.exam.caseId)) await this.look(opened);
    }
    session.judging.judge(checkId, params);
  }

  private get access(): ConsumerAccess {
    if (!this.declared) throw new RunProblem('harness', 'A scenario reads results, but ris.consumer is not declared.');
    return this.declared;
  }

  private async look({ exam }: OpenCase): Promise<void> {
    const { session, access } = this;
    const { recording, harness, config } = session;
    const { asked, reading, answer, failure } = await readResults(access, exam, {
      address: () => harness.taps.address(LINK.harnessToRisHttp),
      timeoutMs: config.timeouts.exchange * 1000,
    });
    recording.append({
      kind: 'probe.consumer',
      caseId: exam.caseId,
      adapter: access.adapter,
      asked,
      shows: this.shows,
      reading,
      ...(answer ? { answer: recording.saveFile('bodies', 'consumer', answer) } : {}),
      ...(failure ? { failure } : {}),
    });
  }

  private get shows() {
    return Object.fromEntries(
      Object.entries(this.access.shows).map(([kind, { fields }]) => [kind, Object.keys(fields)]),
    );
  }

  private async askToRead({ exam }: OpenCase): Promise<boolean> {
    const { session, access } = this;
    const question = `Have ${session.config.product} read the AI results of exam ${exam.accessionNumber} (${exam.patientName}) from the PACS ${session.harness.aeTitleOf('pacs')}.`;
    const answer = await session.operator.ask(question, 'Enter done when it has read them, s to skip');
    if (answer !== undefined) return true;
    session.recording.append({
      kind: 'probe.consumer',
      caseId: exam.caseId,
      adapter: access.adapter,
      asked: question,
      shows: this.shows,
      reading: {},
      failure: { kind: 'unanswered', sentence: 'The operator did not have the results read.' },
    });
    return false;
  }

  private objectsOf({ exam }: OpenCase): string[] {
    return this.session.recording.events.flatMap((event) =>
      event.kind === 'consumer.results' && event.caseId === exam.caseId
        ? event.objects.map(({ sopInstanceUid }) => sopInstanceUid)
        : [],
    );
  }
}

/** Which of the wanted instances that event brings to the RIS, by C-MOVE or C-GET, or shows it to ask for, by WADO-RS. */
function deliveredBy(event: JournalEvent, wanted: ReadonlySet<string>): string[] {
  if (event.kind === 'dimse.command' && event.command === 'C-STORE-RQ') {
    const fromPacs = event.sender === (event.link === LINK.pacsToRis ? 'client' : 'server');
    const isRead = event.link === LINK.pacsToRis || event.link === LINK.risToPacs;
    return isRead && fromPacs ? [event.sopInstanceUid ?? ''] : [];
  }
  if (event.kind !== 'http.request' || event.link !== LINK.risToPacsWeb) return [];
  return [...wanted].filter((uid) => event.target.includes(uid));
}
