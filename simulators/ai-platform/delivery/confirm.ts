import type { DimseClientOptions } from '../../../protocols/dimse/client';
import { listInstances } from '../intake/pacs-list';
import { type RetryOptions, retry } from '../retry/retry';
import type { Deliverable } from './deliverable';

/**
 * Resolves when the PACS lists all objects in their study, so that a reader can open them (RCR l.21-22).
 * @throws GaveUp when it does not in time
 */
export async function confirmListed(
  objects: readonly Deliverable[],
  studyInstanceUid: string,
  pacs: DimseClientOptions,
  options: RetryOptions,
): Promise<void> {
  await retry(async () => {
    const uids = objects.map(({ sopInstanceUid }) => sopInstanceUid);
    const listed = await listInstances(pacs, studyInstanceUid, uids);
    const missing = objects.filter(({ sopInstanceUid }) => !listed.has(sopInstanceUid));
    if (missing.length > 0)
      throw new Error(
        `The PACS does not list ${missing.length} of ${objects.length} results in study ${studyInstanceUid}.`,
      );
  }, options);
}
