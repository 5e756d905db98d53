import type { StudyInstance } from '../../fixtures/studies';
import type { Exam } from '../../model/exam';
import { DimseError, nCreate, nSet, type NaturalDataset } from '../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../protocols/dimse/reasons';
import * as uids from '../../protocols/dimse/uids';
import { stepEnded, stepInProgress } from './mpps';
import { callOf, type ScannerOptions } from './options';
import { itemsOf, textOf } from './worklist';

/** Tells the RIS of procedure steps (PS3.4 F.7). Rejects with a plain sentence where it refuses. */
export class PerformedSteps {
  readonly #o: ScannerOptions;

  constructor(options: ScannerOptions) {
    this.#o = options;
  }

  async begin(item: NaturalDataset, exam: Exam): Promise<string> {
    const uid = uids.newUid();
    const at = new Date();
    const stepId = `P${at.getTime().toString(36).toUpperCase()}`;
    const scheduled = itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {};
    const modality = textOf(scheduled, 'Modality') || exam.modality;
    const right = stepInProgress(item, { aeTitle: this.#o.aeTitle, stepId, modality, at });
    const attributes = this.#o.mutant?.hooks.begin?.(right) ?? right;
    const answer = await nCreate(
      callOf(this.#o, this.#o.mpps),
      uids.MODALITY_PERFORMED_PROCEDURE_STEP,
      uid,
      attributes,
    );
    this.#mustBeDone('MPPS N-CREATE', answer);
    return uid;
  }

  async end(uid: string, status: 'COMPLETED' | 'DISCONTINUED', instances: readonly StudyInstance[]): Promise<void> {
    const right = stepEnded(status, instances, new Date(), this.#o.pacs.aeTitle);
    const attributes = this.#o.mutant?.hooks.end?.(right) ?? right;
    const answer = await nSet(callOf(this.#o, this.#o.mpps), uids.MODALITY_PERFORMED_PROCEDURE_STEP, uid, attributes);
    this.#mustBeDone('MPPS N-SET', answer);
  }

  /** The images could not be sent: the RIS should not wait for them. */
  async discontinueAfter(cause: Error, uid: string, instances: readonly StudyInstance[]): Promise<void> {
    this.#o.log.error(`${this.#o.aeTitle} discontinues the procedure step: ${cause.message}`);
    await this.end(uid, 'DISCONTINUED', instances).catch((error: Error) => this.#o.log.error(error.message));
  }

  #mustBeDone(what: string, { status, comment }: { status: number; comment?: string }): void {
    // Warnings: attribute list error, value out of range (PS3.7 Annex C).
    if (status === 0 || status === 0x0107 || status === 0x0116) return;
    const { aeTitle, mpps } = this.#o;
    const said = comment ? `: ${comment}` : '';
    throw new DimseError(
      'status',
      `${mpps.aeTitle} at ${mpps.host}:${mpps.port} answered the ${what} of ${aeTitle} with status ${formatStatus(status)} (${statusMeaning(status)})${said}.`,
      status,
    );
  }
}
