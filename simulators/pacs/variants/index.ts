import { compress, decompress, isCompressed } from '../../../protocols/dimse/compression';
import { JPEG_2000_LOSSLESS } from '../../../protocols/dimse/uids';
import type { PacsHooks } from '../mutants/types';

/** The embedded PACS as another supplier might lawfully have built it: it must pass everything. */
export interface PacsVariant {
  /** Permanent, kebab-case. */
  id: string;
  /** How it differs. */
  sentence: string;
  /** The clause that allows it. */
  allowedBy: string;
  hooks: PacsHooks;
}

export const PACS_VARIANTS: readonly PacsVariant[] = [
  {
    id: 'keeps-images-decompressed',
    sentence: 'Compressed images are decompressed when they come, and given out in Explicit VR Little Endian.',
    allowedBy: 'PS3.4 B.4.1 asks for attributes, not for the transfer syntax; PS3.5 10',
    hooks: {
      keep: ({ transferSyntaxUid, bytes }) => (isCompressed(transferSyntaxUid) ? decompress(bytes) : bytes),
    },
  },
  {
    id: 'keeps-images-as-jpeg-2000',
    sentence: 'Images that came compressed are kept as JPEG 2000 without further loss, and given out so.',
    allowedBy: 'PS3.4 B.4.1 asks for attributes, not for the transfer syntax; PS3.5 10',
    hooks: {
      async keep({ transferSyntaxUid, bytes }) {
        if (!isCompressed(transferSyntaxUid)) return bytes;
        return compress(await decompress(bytes), JPEG_2000_LOSSLESS);
      },
    },
  },
];

/** @throws a sentence when there is no such variant */
export function findPacsVariant(id: string): PacsVariant {
  const found = PACS_VARIANTS.find((variant) => variant.id === id);
  if (found) return found;
  throw new Error(`There is no variant "${id}". There are: ${PACS_VARIANTS.map((variant) => variant.id).join(', ')}.`);
}
