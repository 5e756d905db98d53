import { find } from '../../protocols/dimse/client';
import type { JournalEvent } from '../../model/events';
import { readHl7 } from '../../model/hl7/reader';
import type { Trouble } from '../../simulators/pacs/trouble/troubled-pacs';
import type { OpenCase, Session } from '../session';
import { NAMES, type Script } from '../ris/names';
import { RunProblem } from '../problem';
import { LINK, type LinkName } from './links';
import { FORWARDING, routeStudy } from './route-study';

const SLOW_MS = 40;
/** ORC-5 (table 0038): some results available; cancelled, discontinued, error: there will be none. */
const ENDING = new Set(['A', 'CA', 'DC', 'ER']);
/** OBX-11 (table 0085): results cannot be obtained, or were not asked for. */
const NO_RESULT = new Set(['X', 'N']);
/** What ends an association, orderly or not. */
const RELEASING = new Set<JournalEvent['kind']>(['dimse.release', 'dimse.abort', 'connection.closed']);
const CUT_AFTER_BYTES = 20_000;

type MllpMessage = Extract<JournalEvent, { kind: 'mllp.message' }>;

/** The ways an exam takes through the department; each is a few real exchanges between the actors. */
export class Workflow {
  constructor(private readonly session: Session) {}

  /** A name of a patient in a script: accented, Greek, Japanese. */
  nameIn(script: string): string {
    const name = NAMES[script as Script];
    if (!name) throw new RunProblem('harness', `There is no name in a script "${script}".`);
    return name.patient;
  }

  /** RIS order, on the worklist and sent to the AI platform (ORM^O01, ORC-1 NW). */
  async order({ exam, adopted }: OpenCase): Promise<void> {
    if (adopted) return;
    await this.session.harness.ris.placeOrder(exam);
  }

  /**
   * The scanner works its worklist item off: MWL, MPPS, storage, commitment. MPPS COMPLETED makes the RIS send ORC-5 = CM.
   * With `untilCompleted: false` the images are stored, but the exam is not completed.
   */
  async acquire(opened: OpenCase, { untilCompleted = true } = {}): Promise<void> {
    if (opened.adopted) return;
    const { scanner } = this.session.harness;
    const result = await scanner.acquire(opened.exam, opened.study, {
      mpps: untilCompleted,
      commitment: untilCompleted,
    });
    const refused = result.stored.filter(({ status }) => status !== 0);
    if (refused.length > 0) {
      throw new RunProblem(
        'harness',
        `The PACS did not take ${refused.length} of ${result.stored.length} images from the scanner (status ${hex(refused[0]?.status)}).`,
      );
    }
    if (this.session.config.capabilities.intake === 'routed') await this.route(opened);
  }

  /** The PACS sends the study on to the AI platform (autorouting). */
  async route(opened: OpenCase): Promise<void> {
    await routeStudy(this.session, opened);
  }

  /** The exam comes to its end, and a while longer for what comes late. */
  async finish(opened: OpenCase): Promise<void> {
    if (opened.adopted) return;
    await this.awaitNotice(opened);
    await this.settle();
    this.session.share();
  }

  /**
   * Until the RIS has acknowledged (AA) a message of the AI platform that ends the exam: complete, or not analysed. A
   * message with another status is none, so that a product that says the wrong thing has all its time to say the right.
   */
  async awaitNotice(opened: OpenCase, seconds = this.session.config.timeouts.notice): Promise<boolean> {
    const notices = new Set<string>();
    const arrived = await this.session.meanwhile(
      this.session.waitFor(
        'the completion notice from the AI platform, acknowledged by the RIS',
        (event) => {
          if (event.kind !== 'mllp.message' || event.link !== LINK.aiToRis) return undefined;
          if (event.sender === 'client' && this.ends(event, opened)) notices.add(event.controlId);
          const acknowledged = event.sender === 'server' && event.acknowledgmentCode === 'AA';
          return acknowledged && notices.has(event.acknowledgedControlId ?? '') ? true : undefined;
        },
        seconds,
        opened.fromSeq,
        opened.exam.caseId,
      ),
    );
    return arrived === true;
  }

  /**
   * Until the AI platform has tried to reach a peer and was refused, and a while longer: its first attempt may only have
   * been a question, and the outage must last until it comes with its results.
   */
  async awaitRefusedAttempt(link: string, opened: OpenCase): Promise<void> {
    const { notice, quiet } = this.session.config.timeouts;
    await this.session.waitFor(
      `a refused attempt on ${link}`,
      (event) => (event.kind === 'connection.failed' && event.link === link ? true : undefined),
      notice,
      opened.fromSeq,
    );
    await this.session.watch('the outage to last', 3 * quiet);
  }

  /** Until no association on the link is open; one that stays open is awaited for `recovery`. */
  async awaitReleases(link: LinkName): Promise<void> {
    const { recording, case: opened, config } = this.session;
    const open = new Set<number>();
    const follow = (event: JournalEvent): void => {
      if (!('connection' in event) || event.link !== link) return;
      if (event.kind === 'dimse.associate-accept') open.add(event.connection);
      else if (RELEASING.has(event.kind)) open.delete(event.connection);
    };
    await recording.caughtUp();
    recording.events.slice(opened.fromSeq).forEach(follow);
    if (open.size === 0) return;
    const next = recording.events.length + 1;
    await this.session.waitFor(
      `the release of every association on ${link}`,
      (event) => {
        follow(event);
        return open.size === 0 ? true : undefined;
      },
      config.timeouts.recovery,
      next,
    );
  }

  /** Nothing gets through to the peer until the returned function is called. */
  cutOff(link: LinkName): () => void {
    return this.session.harness.taps.inject(link, { kind: 'refuse' });
  }

  /** Every exchange takes noticeably longer, but gets through. */
  slowDown(link: LinkName): () => void {
    return this.session.harness.taps.inject(link, { kind: 'latency', ms: SLOW_MS });
  }

  /** One connection is reset once so much has been sent that the first objects are through and others are not. */
  breakDuringStorage(link: LinkName): () => void {
    const { harness, recording } = this.session;
    const lift = harness.taps.inject(link, { kind: 'cut', afterBytes: CUT_AFTER_BYTES, side: 'client' });
    const unlisten = recording.onEvent((event) => {
      if (event.kind === 'connection.closed' && event.link === link && event.by === 'tap') end();
    });
    const end = () => {
      unlisten();
      lift();
    };
    return end;
  }

  /** The PACS answers the next result that it is sent with a status of its own, or loses it. */
  async troublePacs(trouble: Trouble): Promise<void> {
    await this.session.harness.troublePacs([trouble]);
  }

  /** Until an instance that the PACS lost is stored again, or the AI platform has had its time for that. */
  async awaitStoredAgain(opened: OpenCase): Promise<void> {
    const sent = new Set<string>();
    await this.session.waitFor(
      'a result to be stored again',
      (event) => {
        if (event.kind !== 'dimse.command' || event.command !== 'C-STORE-RQ' || event.link !== LINK.aiToPacs)
          return undefined;
        const uid = event.sopInstanceUid ?? '';
        if (sent.has(uid)) return true;
        sent.add(uid);
        return undefined;
      },
      this.session.config.timeouts.recovery,
      opened.fromSeq,
    );
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.session.watch('late traffic', this.session.config.timeouts.settle);
  }

  /**
   * Watches where nothing should happen: for the time configured, or for twice as long as the product took the first time,
   * where that is longer. What it would do by mistake takes it as long as what it does by right. While it is busy on the
   * wire the watch goes on, for at most as long as a notice may take: what is begun shall be seen to its end.
   */
  async quiet(): Promise<void> {
    const { recording, config } = this.session;
    const waited = recording.events
      .slice(this.session.case.fromSeq)
      .flatMap((event) =>
        event.kind === 'wait' && event.outcome === 'arrived' && event.what !== FORWARDING
          ? [event.elapsedMs / 1000]
          : [],
      );
    const seconds = Math.max(config.timeouts.quiet, ...waited.map((each) => 2 * each));
    const traffic = 'traffic where there should be none';
    let seen = recording.events.length;
    await this.session.watch(traffic, seconds);
    for (let spent = seconds; spent < config.timeouts.notice; spent += config.timeouts.quiet) {
      if (!recording.events.slice(seen).some((event) => this.isByProduct(event))) return;
      seen = recording.events.length;
      await this.session.watch(traffic, config.timeouts.quiet);
    }
  }

  private isByProduct(event: JournalEvent): boolean {
    return 'link' in event && event.link.startsWith(`${this.session.config.actor}>`);
  }

  /** Asks the PACS which instances it lists for the study (C-FIND, IMAGE level) and records the answer. */
  async probePacs({ exam }: OpenCase, trigger: string): Promise<void> {
    const { harness, recording, config } = this.session;
    let found: string[] = [];
    let failure: string | undefined;
    try {
      const answers = await find(
        {
          callingAeTitle: config.harness.probe.aeTitle,
          peer: harness.peer(LINK.harnessToPacs),
          timeoutMs: config.timeouts.exchange * 1000,
        },
        'IMAGE',
        { StudyInstanceUID: exam.studyInstanceUid, SeriesInstanceUID: '', SOPInstanceUID: '', SOPClassUID: '' },
      );
      found = answers.map((answer) => String(answer['SOPInstanceUID']));
    } catch (error) {
      failure = (error as Error).message;
    }
    recording.append({
      kind: 'probe.pacs',
      caseId: exam.caseId,
      trigger,
      studyInstanceUid: exam.studyInstanceUid,
      found,
      failure,
    });
  }

  private ends(event: MllpMessage, { exam }: OpenCase): boolean {
    const { recording } = this.session;
    const bytes = recording.read(event.message);
    const text = bytes.toString('latin1');
    try {
      const message = readHl7(bytes);
      if (message.get('MSH-9.1') !== 'ORM') return false;
      const withoutResult = message.all('OBX').some((obx) => NO_RESULT.has(obx.component(11, 1)));
      if (!ENDING.has(message.get('ORC-5.1')) && !withoutResult) return false;
    } catch {
      // No HL7 at all: whatever it is, it is not what is waited for.
      return false;
    }
    return [
      exam.accessionNumber,
      exam.placerOrderNumber,
      exam.fillerOrderNumber,
      exam.studyInstanceUid,
      exam.patientId,
    ].some((id) => text.includes(id));
  }
}

function hex(status: number | undefined): string {
  return `${(status ?? 0).toString(16).padStart(4, '0').toUpperCase()}H`;
}
