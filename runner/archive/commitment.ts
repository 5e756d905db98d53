import { nAction } from '../../protocols/dimse/client';
import { newUid, STORAGE_COMMITMENT_INSTANCE, STORAGE_COMMITMENT_PUSH_MODEL } from '../../protocols/dimse/uids';
import type { StudyInstance } from '../../fixtures/studies';
import type { OpenCase, Session } from '../session';
import { archiveStep } from './archive-step';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

/** Asks the archive to commit to instances, as the AI platform, and waits for its report. */
export async function requestCommitment(
  session: Session,
  opened: OpenCase,
  instances: readonly StudyInstance[],
  { withUnknown = false } = {},
): Promise<void> {
  const { archive, recording, config } = session;
  const transactionUid = newUid();
  const references = [
    ...instances,
    // Never sent to anybody.
    ...(withUnknown ? [{ sopClassUid: SEGMENTATION, sopInstanceUid: newUid() }] : []),
  ].map(({ sopClassUid, sopInstanceUid }) => ({
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: sopInstanceUid,
  }));
  await archiveStep(session, opened, 'commitment', { transactionUid }, async () => {
    const from = recording.events.length;
    const { status } = await nAction(
      archive.aiPlatform,
      STORAGE_COMMITMENT_PUSH_MODEL,
      STORAGE_COMMITMENT_INSTANCE,
      1,
      { TransactionUID: transactionUid, ReferencedSOPSequence: references },
    );
    if (status !== 0) return;
    await session.waitFor(
      'the storage commitment report',
      (event) =>
        event.kind === 'dimse.command' && event.command === 'N-EVENT-REPORT-RSP' && event.link.startsWith('pacs>')
          ? true
          : undefined,
      config.timeouts.notice,
      from,
    );
  });
}
