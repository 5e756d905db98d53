import { RIS_DEFAULTS } from '../../config/ris-defaults';
import type { StudyKind } from '../../model/exam';
import type { OrderDetail, RisAccess, RisField, RisFilter, RisSort } from '../../model/ris-access';
import { readHl7 } from '../../model/hl7/reader';
import { LINK } from '../harness/links';
import type { OpenCase, Session } from '../session';
import { ConsumerUnderTest } from './consumer/consumer-under-test';
import { issueReport } from './issue-report';
import { RisLooks } from './looks';
import { type OrderOptions, RisOrders } from './orders';
import { restartRis } from './restart';
import { RisSignals } from './signals';
import { openView } from './view/open-view';
import { RisTalk } from './talk';

/** What a radiologist writes. */
const REPORT = 'No acute abnormality is seen. Report for testing.';
const LOOK_AGAIN_MS = 100;
const LOOK_AGAIN_AT_MOST_MS = 2000;

/** What scenarios do with a RIS under test, and what they see of it. */
export class RisUnderTest {
  readonly access: RisAccess;
  readonly orders: RisOrders;
  readonly looks: RisLooks;
  readonly talk: RisTalk;
  readonly signals: RisSignals;
  readonly consumer: ConsumerUnderTest;
  /** ISO 8601. */
  private between = '';

  constructor(private readonly session: Session) {
    this.access = session.config.ris ?? RIS_DEFAULTS;
    this.orders = new RisOrders(session, this.access);
    this.looks = new RisLooks(session, openView(this.access, session.harness, session.operator));
    this.talk = new RisTalk(session, this.looks);
    this.signals = new RisSignals(session, this.access);
    this.consumer = new ConsumerUnderTest(session, this.access.consumer);
  }

  async order(kind: StudyKind, options: OrderOptions = {}): Promise<OpenCase> {
    this.looks.forget();
    return this.orders.place(kind, options);
  }

  /** The exam is made and completed, and the RIS has had its time to tell the AI platform. */
  async complete(opened: OpenCase): Promise<void> {
    this.looks.forget();
    await this.orders.complete(opened);
    await this.awaitCompletion(opened);
  }

  /** The first is completed clearly before the second; `between` lies between. */
  async completeApart(): Promise<void> {
    const [first, second] = this.session.openCases;
    if (!first || !second) throw new Error('Two exams are needed.');
    const apart = () => this.session.watch('the time of completion to be another', this.access.timeResolution);
    await this.complete(first);
    await apart();
    this.between = new Date().toISOString();
    await apart();
    await this.complete(second);
  }

  async awaitCompletion({ exam, fromSeq }: OpenCase): Promise<void> {
    const { recording } = this.session;
    await this.session.waitFor(
      'the completion of the exam (ORC-5 = CM) from the RIS',
      (event) => {
        if (event.kind !== 'mllp.message' || event.link !== LINK.risToAi || event.sender !== 'client') return undefined;
        const message = readable(recording.read(event.message));
        if (message?.get('ORC-5.1') !== 'CM') return undefined;
        const names = [message.get('ORC-2.1'), message.get('ORC-3.1'), message.get('OBR-18.1'), message.get('PID-3.1')];
        const ids = [exam.placerOrderNumber, exam.fillerOrderNumber, exam.accessionNumber, exam.patientId];
        return ids.some((id) => id !== '' && names.includes(id)) ? true : undefined;
      },
      this.session.config.timeouts.notice,
      fromSeq,
    );
  }

  /** The worklist at the beginning and at the end of a while in which it must not change. */
  async watchWorklist(): Promise<void> {
    await this.lookAtWorklist('watched', []);
    await this.session.watch('the reporting worklist to stay as it is', this.session.config.timeouts.quiet);
    await this.lookAtWorklist('watched', []);
  }

  async lookAtWorklist(trigger: string, need: RisField[]): Promise<void> {
    await this.looks.look(trigger, { view: 'worklist', need });
  }

  async lookFiltered(filter: { by: RisFilter; value: string }[]): Promise<void> {
    await this.looks.look('filtered', { view: 'worklist', filter, need: [] });
  }

  async lookSorted(sort: RisSort): Promise<void> {
    await this.looks.look('sorted', { view: 'worklist', sort, need: [] });
  }

  /** The worklist, and each exam of the scenario where that can be shown. */
  async lookAtAll(need: RisField[]): Promise<void> {
    await this.lookAtWorklist('looked at', need);
    if (!this.looks.showsExamsAnyway) return;
    for (const opened of this.session.openCases) await this.looks.look('looked at', { view: 'exam', need }, opened);
  }

  async lookAtReported(opened: OpenCase, need: RisField[]): Promise<void> {
    await this.looks.look('looked at', { view: 'exam', need, report: REPORT }, opened);
  }

  /** By the details that the first exam was ordered with. */
  async filterByDetails(details: OrderDetail[]): Promise<void> {
    const { modality = '' } = this.session.openCases[0]?.exam ?? {};
    const { values } = this.access.orders;
    await this.lookFiltered(details.map((by) => ({ by, value: by === 'modality' ? modality : values[by][0] })));
  }

  async filterByFinding(): Promise<void> {
    const [finding] = this.session.openCases[0]?.exam.expectation.present ?? [];
    await this.lookFiltered([{ by: 'abnormality', value: finding?.meaning ?? '' }]);
  }

  async filterByTime(by: 'completedAfter' | 'completedBefore'): Promise<void> {
    await this.lookFiltered([{ by, value: this.between }]);
  }

  async restart(): Promise<void> {
    this.looks.forget();
    await restartRis(this.session, this.access);
  }

  async issueReport(opened: OpenCase): Promise<void> {
    this.looks.forget();
    await issueReport(this.session, this.access, this.orders, opened, REPORT);
  }

  /** Nothing comes from the AI platform for as long as the RIS waits for it. */
  async letTimePass(): Promise<void> {
    const { aiTimeout = 0 } = this.access;
    this.looks.forget();
    await this.session.watch('the RIS to open the exam without AI', aiTimeout);
  }

  /**
   * Judges by a check; where it is not satisfied, the same looks are taken again for as long as a change may take to be
   * seen, and then it counts.
   */
  async judge(checkId: string, params: Record<string, unknown> = {}): Promise<void> {
    const deadline = performance.now() + this.access.worklist.settle * 1000;
    const patient = this.access.worklist.adapter !== 'operator';
    for (let wait = LOOK_AGAIN_MS; patient; wait = Math.min(wait * 2, LOOK_AGAIN_AT_MOST_MS)) {
      const { result } = this.session.judging.preview(checkId, params);
      if (result.outcome === 'satisfied' || this.looks.isFinal || performance.now() > deadline) break;
      await this.session.pause(wait);
      await this.looks.again();
    }
    this.session.judging.judge(checkId, params);
  }
}

function readable(bytes: Buffer) {
  try {
    return readHl7(bytes);
  } catch {
    return undefined;
  }
}
