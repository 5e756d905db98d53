import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../../protocols/dimse/client';
import type { JournalEvent } from '../../model/events';
import type { OpenCase, Session } from '../session';
import { RunProblem } from '../problem';
import { AE, LINK, type LinkName } from './links';

const SLOW_MS = 40;
const CUT_AFTER_BYTES = 20_000;

type MllpMessage = Extract<JournalEvent, { kind: 'mllp.message' }>;

/** The ways an exam takes through the department; each is a few real exchanges between the actors. */
export class Workflow {
  constructor(private readonly session: Session) {}

  /** RIS order, on the worklist and sent to the AI platform (ORM^O01, ORC-1 NW). */
  async order({ exam }: OpenCase): Promise<void> {
    await this.session.harness.ris.placeOrder(exam);
  }

  /**
   * The scanner works its worklist item off: MWL, MPPS, storage, commitment. MPPS COMPLETED makes the RIS send ORC-5 = CM.
   * With `untilCompleted: false` the images are stored, but the exam is not completed.
   */
  async acquire(opened: OpenCase, { untilCompleted = true } = {}): Promise<void> {
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
  async route({ exam }: OpenCase): Promise<void> {
    const { pacs, sutThroughPacsTap } = this.session.harness;
    await pacs.forwardStudy(exam.studyInstanceUid, sutThroughPacsTap.aeTitle);
  }

  /** Everything up to the completion notice, then a while longer for what comes late. */
  async runThrough(opened: OpenCase): Promise<void> {
    await this.order(opened);
    await this.acquire(opened);
    await this.awaitNotice(opened);
    await this.settle();
  }

  /** Until the RIS has acknowledged (AA) a message about the exam from the AI platform, or the deadline has passed. */
  async awaitNotice(opened: OpenCase, seconds = this.session.config.timeouts.notice): Promise<boolean> {
    const notices = new Set<string>();
    const arrived = await this.session.waitFor(
      'the completion notice from the AI platform, acknowledged by the RIS',
      (event) => {
        if (event.kind !== 'mllp.message' || event.link !== LINK.aiToRis) return undefined;
        if (event.sender === 'client' && this.names(event, opened)) notices.add(event.controlId);
        const acknowledged = event.sender === 'server' && event.acknowledgmentCode === 'AA';
        return acknowledged && notices.has(event.acknowledgedControlId ?? '') ? true : undefined;
      },
      seconds,
      opened.fromSeq,
    );
    return arrived === true;
  }

  /** Until the AI platform has tried to reach a peer and was refused. */
  async awaitRefusedAttempt(link: string, opened: OpenCase): Promise<void> {
    await this.session.waitFor(
      `a refused attempt on ${link}`,
      (event) => (event.kind === 'connection.failed' && event.link === link ? true : undefined),
      this.session.config.timeouts.notice,
      opened.fromSeq,
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

  async settle(): Promise<void> {
    await this.session.watch('late traffic', this.session.config.timeouts.settle);
  }

  async quiet(): Promise<void> {
    await this.session.watch('traffic where there should be none', this.session.config.timeouts.quiet);
  }

  /** Asks the PACS which instances it lists for the study (C-FIND, IMAGE level) and records the answer. */
  async probePacs({ exam }: OpenCase, trigger: string): Promise<void> {
    const { harness, recording, config } = this.session;
    let found: string[] = [];
    let failure: string | undefined;
    try {
      const answers = await find(
        { callingAeTitle: AE.probe, peer: harness.pacsThroughHarnessTap, timeoutMs: config.timeouts.exchange * 1000 },
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

  private names(event: MllpMessage, { exam }: OpenCase): boolean {
    const text = readFileSync(join(this.session.recording.dir, event.message.file), 'latin1');
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
