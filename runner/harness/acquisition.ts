import type { JournalEvent } from '../../model/events';
import type { Acquisition } from '../../model/sut';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import { runCommand } from './acquisition-command';
import { LINK } from './links';

const STEP_ENDED = new Set(['COMPLETED', 'DISCONTINUED']);

/** Exams made by the scanner under test: how each is begun, and when it is over. */
export class ScannerAcquisition {
  constructor(private readonly session: Session) {}

  /** On the modality worklist of the simulated RIS. */
  async order({ exam, adopted }: OpenCase): Promise<void> {
    if (!adopted) await this.session.harness.ris.placeOrder(exam);
  }

  /**
   * Until the scanner has ended its procedure step and, where it declares storage commitment, taken the report; or until
   * `acquisition.deadline`. Then a while longer for what comes late.
   */
  async make(opened: OpenCase): Promise<void> {
    if (opened.adopted) return;
    const { recording, workflow, config } = this.session;
    const acquisition = config.acquisition;
    if (!acquisition) throw new RunProblem('harness', 'The configuration does not say how an exam is begun.');
    const { caseId } = opened.exam;
    const { start } = acquisition;
    recording.append({ kind: 'acquisition.started', caseId, start, detail: acquisition.command ?? '' });
    const begun = performance.now();
    const left = () => Math.max(0, acquisition.deadline - (performance.now() - begun) / 1000);
    let problem: RunProblem | undefined;
    let seconds = left;
    if (start === 'operator') this.tellOperator(opened, acquisition);
    if (start === 'command') {
      problem = await runCommand(this.session, opened, acquisition);
      // What a command has left running is still on the wire, but not for long.
      seconds = () => config.timeouts.settle;
    }
    const done = problem === undefined && (await this.untilOver(opened, seconds));
    await workflow.settle();
    recording.append({
      kind: 'acquisition.ended',
      caseId,
      outcome: done ? 'done' : 'expired',
      detail: `${Math.round((performance.now() - begun) / 1000)} s after it was begun`,
    });
    if (problem) throw problem;
    this.session.share();
  }

  private tellOperator({ exam }: OpenCase, { deadline }: Acquisition): void {
    const { harness, config } = this.session;
    const ris = `${config.harness.ris.aeTitle} at ${config.harness.host}:${harness.taps.address(LINK.scannerToRis).port}`;
    harness.options.notice(
      `NOW ON THE SCANNER: take patient ${exam.patientName} (ID ${exam.patientId}, accession number ${exam.accessionNumber}) from the worklist of ${ris}, scan a phantom as "${exam.procedure.meaning}", and complete the exam. Waiting up to ${deadline} s.`,
    );
  }

  private async untilOver(opened: OpenCase, seconds: () => number): Promise<boolean> {
    const ending = new Set<string>();
    const ended = await this.session.waitFor(
      'the end of the procedure step on the scanner (MPPS N-SET)',
      (event) => {
        if (event.kind !== 'dimse.command' || event.link !== LINK.scannerToRis) return undefined;
        const key = `${event.connection} ${event.messageId}`;
        const status = String(event.attributes?.['PerformedProcedureStepStatus'] ?? '');
        if (event.command === 'N-SET-RQ' && STEP_ENDED.has(status)) ending.add(key);
        return event.command === 'N-SET-RSP' && ending.has(key) ? true : undefined;
      },
      seconds(),
      opened.fromSeq,
    );
    if (!this.session.config.capabilities.storageCommitment) return ended === true;
    const reported = await this.session.waitFor(
      "the scanner's answer to the storage commitment report",
      reportAnswered,
      seconds(),
      opened.fromSeq,
    );
    return ended === true && reported === true;
  }
}

/** On an association of its own, or on the one of the request (PS3.4 J.3.3). */
function reportAnswered(event: JournalEvent): true | undefined {
  return event.kind === 'dimse.command' &&
    event.command === 'N-EVENT-REPORT-RSP' &&
    (event.link === LINK.pacsToScanner || event.link === LINK.scannerToPacs)
    ? true
    : undefined;
}
