import { get, move } from '../../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../../protocols/dimse/reasons';
import type { HeldImages } from './held-images';
import type { IntakeContext } from './collect';

/**
 * Fetches a study from the PACS by C-MOVE to the platform's own AE title, or by C-GET.
 * @throws one sentence when the PACS could not send all of it
 */
export async function fetchStudy(
  studyInstanceUid: string,
  { pacs, intake, aeTitle, held }: IntakeContext,
): Promise<void> {
  const keys = { StudyInstanceUID: studyInstanceUid };
  const outcome =
    intake === 'c-move'
      ? await move(pacs, 'STUDY', keys, aeTitle)
      : await get(pacs, 'STUDY', keys, async (instance) => statusFor(held, instance));
  if (outcome.status !== 0 || outcome.failed > 0) {
    const verb = intake === 'c-move' ? 'C-MOVE' : 'C-GET';
    throw new Error(
      `${pacs.peer.aeTitle} answered the ${verb} of ${aeTitle} with status ${formatStatus(outcome.status)} (${statusMeaning(outcome.status)}), ${outcome.failed} images failed.`,
    );
  }
}

const OUT_OF_RESOURCES = 0xa700;
const CANNOT_UNDERSTAND = 0xc000;

/** Takes an instance in; returns the C-STORE status (PS3.4 B.2.3). */
export function statusFor(held: HeldImages, instance: Parameters<HeldImages['add']>[0]): number {
  const arrival = held.add(instance);
  return arrival === 'held' ? 0 : arrival === 'full' ? OUT_OF_RESOURCES : CANNOT_UNDERSTAND;
}
