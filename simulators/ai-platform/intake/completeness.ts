import type { DimseClientOptions } from '../../../protocols/dimse/client';
import type { HeldImages } from './held-images';
import { countOnPacs, isImage, listStudy } from './pacs-list';

/** complete: undefined where the PACS could not say. */
export interface Completeness {
  complete?: boolean;
  /** What is lacking, a clause. */
  problem?: string;
}

/**
 * Whether all images that the PACS has of a study are held here. The number that the PACS gives decides where it can; only
 * where less than that is held, and nothing more seems to come, its list is looked through for what is no image.
 */
export async function completenessOf(
  studyInstanceUid: string,
  held: HeldImages,
  pacs: DimseClientOptions,
  { quiet }: { quiet: boolean },
): Promise<Completeness> {
  const total = await countOnPacs(pacs, studyInstanceUid);
  // Counted after the answer: images go on arriving while the PACS is asked.
  const here = held.ofStudy(studyInstanceUid);
  if (total !== undefined && total > 0) {
    if (here.length >= total) return { complete: true };
    const problem = `${total - here.length} of the ${total} instances on the PACS did not arrive`;
    if (here.length === 0 || !quiet) return { complete: false, problem };
  }
  const wanted = (await listStudy(pacs, studyInstanceUid)).filter(
    ({ sopClassUid, sopInstanceUid }) => isImage(sopClassUid) && !held.isOwnResult(sopInstanceUid),
  );
  if (wanted.length === 0) return { problem: 'the PACS lists no image of the study' };
  const uids = new Set(held.ofStudy(studyInstanceUid).map(({ sopInstanceUid }) => sopInstanceUid));
  const lacking = wanted.filter(({ sopInstanceUid }) => !uids.has(sopInstanceUid)).length;
  if (lacking === 0) return { complete: true };
  return { complete: false, problem: `${lacking} of the ${wanted.length} images on the PACS did not arrive` };
}
