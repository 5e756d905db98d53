import { type DimseClientOptions, DimseError, nAction } from '../../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../../protocols/dimse/reasons';
import { newUid, STORAGE_COMMITMENT_INSTANCE, STORAGE_COMMITMENT_PUSH_MODEL } from '../../../protocols/dimse/uids';
import type { CommitmentDesk } from '../../scanner/commitment';
import { type RetryOptions, retry } from '../retry/retry';
import type { Deliverable } from './deliverable';

const REQUEST_STORAGE_COMMITMENT = 1;

export interface CommitmentContext {
  pacs: DimseClientOptions;
  desk: CommitmentDesk;
  /** For the report, from the response to the request on. */
  timeoutMs: number;
  /** Spoiled: what the PACS does not commit to is taken for safe. */
  careless?: boolean;
  /** Sends objects again that the PACS did not commit to. */
  resend(objects: readonly Deliverable[]): Promise<void>;
}

/**
 * Has the PACS commit to all objects (PS3.4 Annex J). What it does not commit to is stored again and asked for again.
 * Returns false where the PACS does not offer storage commitment.
 * @throws GaveUp when it did not commit in time
 */
export async function commitResults(
  objects: readonly Deliverable[],
  context: CommitmentContext,
  options: RetryOptions,
): Promise<boolean> {
  let pending = [...objects];
  let missing: Deliverable[] = [];
  return retry(async () => {
    if (missing.length > 0) await context.resend(missing);
    missing = [];
    try {
      const committed = new Set(await request(pending, context));
      missing = context.careless ? [] : pending.filter(({ sopInstanceUid }) => !committed.has(sopInstanceUid));
    } catch (error) {
      if (error instanceof DimseError && error.code === 'refused') {
        options.log.warn(`${options.what}: ${error.message} The results are looked up by C-FIND only.`);
        return false;
      }
      throw error;
    }
    pending = missing;
    if (missing.length > 0)
      throw new Error(`The PACS did not commit to ${missing.length} of ${objects.length} objects.`);
    return true;
  }, options);
}

/** One transaction; returns the SOP Instance UIDs that were committed to. */
async function request(
  objects: readonly Deliverable[],
  { pacs, desk, timeoutMs }: CommitmentContext,
): Promise<string[]> {
  const transactionUid = newUid();
  const expected = desk.expect(transactionUid);
  try {
    const { status } = await nAction(
      pacs,
      STORAGE_COMMITMENT_PUSH_MODEL,
      STORAGE_COMMITMENT_INSTANCE,
      REQUEST_STORAGE_COMMITMENT,
      {
        TransactionUID: transactionUid,
        ReferencedSOPSequence: objects.map(({ sopClassUid, sopInstanceUid }) => ({
          ReferencedSOPClassUID: sopClassUid,
          ReferencedSOPInstanceUID: sopInstanceUid,
        })),
      },
    );
    if (status !== 0)
      throw new Error(
        `The PACS answered the request for storage commitment with ${formatStatus(status)} (${statusMeaning(status)}).`,
      );
    const report = await expected.report(timeoutMs);
    if (!report) throw new Error(`The PACS sent no storage commitment report within ${timeoutMs / 1000} s.`);
    return report.committed;
  } finally {
    expected.callOff();
  }
}
