import type { StudyInstance } from '../../fixtures/studies';
import type { Address } from '../../model/actors';
import { nAction } from '../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../protocols/dimse/reasons';
import * as uids from '../../protocols/dimse/uids';
import type { CommitmentDesk } from './commitment';
import { callOf, type ScannerOptions } from './options';

/** Has the PACS commit to images. */
export class CommitmentRequests {
  readonly #o: ScannerOptions;
  readonly #desk: CommitmentDesk;
  readonly #address: () => Address;

  /** @param address where the scanner takes the reports */
  constructor(options: ScannerOptions, desk: CommitmentDesk, address: () => Address) {
    this.#o = options;
    this.#desk = desk;
    this.#address = address;
  }

  /** Storage commitment by the push model (PS3.4 J.3). */
  async ask(instances: readonly StudyInstance[]): Promise<{ committed: boolean; commitmentProblem?: string }> {
    const { pacs, aeTitle, timeoutMs } = this.#o;
    const name = `${pacs.aeTitle} at ${pacs.host}:${pacs.port}`;
    const transactionUid = uids.newUid();
    const expected = this.#desk.expect(transactionUid);
    const right = instances.map(({ sopClassUid, sopInstanceUid }) => ({
      ReferencedSOPClassUID: sopClassUid,
      ReferencedSOPInstanceUID: sopInstanceUid,
    }));
    const no = (commitmentProblem: string): { committed: false; commitmentProblem: string } => {
      expected.callOff();
      this.#o.log.warn(commitmentProblem);
      return { committed: false, commitmentProblem };
    };
    try {
      const answer = await nAction(
        callOf(this.#o, pacs),
        uids.STORAGE_COMMITMENT_PUSH_MODEL,
        uids.STORAGE_COMMITMENT_INSTANCE,
        1,
        {
          TransactionUID: transactionUid,
          ReferencedSOPSequence: this.#o.mutant?.hooks.commitment?.(right) ?? right,
        },
      );
      if (answer.status !== 0)
        return no(
          `${name} refused the storage commitment request of ${aeTitle}: ${formatStatus(answer.status)} (${statusMeaning(answer.status)}).`,
        );
    } catch (error) {
      return no((error as Error).message);
    }
    const report = await expected.report(timeoutMs);
    if (!report) {
      const { host, port } = this.#address();
      return no(
        `${name} sent no storage commitment report to ${aeTitle} at ${host}:${port} within ${timeoutMs / 1000} s. Check that the PACS knows this address.`,
      );
    }
    this.#o.sink.append({ kind: 'scanner.commitment', ...report });
    const missing = instances.filter(({ sopInstanceUid }) => !report.committed.includes(sopInstanceUid));
    if (missing.length === 0 && report.failed.length === 0) return { committed: true };
    return no(`${name} did not commit to ${missing.length} of ${instances.length} images of ${aeTitle}.`);
  }
}
