import { compress, decompress, isCompressed } from '../../../protocols/dimse/compression';
import { JPEG_LS_NEAR_LOSSLESS, RLE_LOSSLESS, SECONDARY_CAPTURE_IMAGE_STORAGE } from '../../../protocols/dimse/uids';
import { keeping, SOP, without } from './edit';
import type { PacsMutant } from './types';

/** Bytes of the first and last pixel are swapped for their complement. */
function spoiltPixels(value: unknown): unknown {
  const bytes =
    value instanceof ArrayBuffer
      ? Buffer.from(value)
      : ArrayBuffer.isView(value)
        ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
        : Buffer.alloc(0);
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 0xff;
  return copy;
}

const first = (value: unknown): unknown => (Array.isArray(value) ? (value[0] as unknown) : value);
const unknownClass = '2.25.150270283450152380394103216723460116021';

/** Defects in taking, keeping and committing. */
export const STORING_MUTANTS: PacsMutant[] = [
  {
    id: 'loses-pdf',
    requirement: 'RCR-P1.4',
    sentence: 'Encapsulated PDF is taken with success and thrown away.',
    knockOn: [{ requirements: ['AIR-IM-08'], because: 'What was thrown away is not found either.' }],
    hooks: { keep: ({ sopClassUid, bytes }) => (sopClassUid === SOP.pdf ? undefined : bytes) },
  },
  {
    id: 'alters-segmentation-pixels',
    requirement: 'RCR-P1.4',
    sentence: 'Pixels of segmentations are changed.',
    knockOn: [
      { requirements: ['AIR-IM-02'], because: 'Its pixels come back as others.' },
      {
        requirements: ['AIR-IM-13a'],
        because: 'What was spoilt in compressed form cannot be unpacked for who asks for it uncompressed.',
      },
    ],
    hooks: keeping(
      (set) => ({ ...set, PixelData: spoiltPixels(first(set['PixelData'])) }),
      ({ sopClassUid }) => sopClassUid === SOP.seg,
    ),
  },
  {
    id: 'refuses-rle',
    requirement: 'RCR-P1.4',
    sentence: 'RLE Lossless is declared and not negotiated.',
    knockOn: [{ requirements: ['AIR-IM-01'], because: 'Segmentations are declared in it, too.' }],
    hooks: { refusesSyntaxes: [RLE_LOSSLESS] },
  },
  {
    id: 'recompresses-with-loss',
    requirement: 'RCR-P1.4',
    sentence: 'Secondary captures that came compressed without loss are kept as JPEG-LS near lossless.',
    knockOn: [{ requirements: ['AIR-IM-02'], because: 'Its pixels come back as others, and the attributes say so.' }],
    hooks: {
      async keep({ sopClassUid, transferSyntaxUid, bytes }) {
        if (sopClassUid !== SECONDARY_CAPTURE_IMAGE_STORAGE || !isCompressed(transferSyntaxUid)) return bytes;
        return compress(await decompress(bytes), JPEG_LS_NEAR_LOSSLESS);
      },
    },
  },
  {
    id: 'refuses-parametric-map',
    requirement: 'AIR-IM-01',
    sentence: 'Parametric Map is not negotiated.',
    hooks: { negotiates: (uid) => uid !== SOP.map },
  },
  {
    id: 'fails-key-object',
    requirement: 'AIR-IM-01',
    sentence: 'Key Object Selection is negotiated and then refused.',
    hooks: { keep: ({ sopClassUid, bytes }) => (sopClassUid === SOP.keyObject ? 0xc000 : bytes) },
  },
  {
    id: 'drops-private-attributes',
    requirement: 'AIR-IM-02',
    sentence: 'Private attributes are dropped.',
    hooks: keeping((set) => without(set, (key) => /^[0-9A-F]{3}[13579BDF][0-9A-F]{4}$/i.test(key))),
  },
  {
    id: 'drops-contributing-equipment',
    requirement: 'AIR-IM-02',
    sentence: 'Only the first item of Contributing Equipment is kept.',
    hooks: keeping((set) => {
      const items = set['ContributingEquipmentSequence'];
      return Array.isArray(items) ? { ...set, ContributingEquipmentSequence: items.slice(0, 1) } : set;
    }),
  },
  {
    id: 'stow-takes-other-studies',
    requirement: 'AIR-IM-03',
    sentence: 'STOW-RS takes instances of another study than the one in the address.',
    hooks: { stow: 'takes-other-studies' },
  },
  {
    id: 'stow-drops',
    requirement: 'AIR-IM-03',
    sentence: 'STOW-RS answers 200 and keeps nothing.',
    hooks: { stow: 'drops' },
  },
  {
    id: 'never-reports',
    requirement: 'AIR-IM-04',
    sentence: 'A commitment request is answered with success, and no report ever comes.',
    knockOn: [{ requirements: ['AIR-IM-06'], because: 'A report that never comes comes on no association.' }],
    hooks: { report: () => undefined },
  },
  {
    id: 'reports-other-transaction',
    requirement: 'AIR-IM-04',
    sentence: 'The commitment report has a Transaction UID of its own.',
    knockOn: [{ requirements: ['AIR-IM-06'], because: 'A report of another transaction does not answer the request.' }],
    hooks: {
      report: ({ eventTypeId, attributes }) => ({
        eventTypeId,
        attributes: { ...attributes, TransactionUID: '2.25.4711' },
      }),
    },
  },
  {
    id: 'reports-failures-as-success',
    requirement: 'AIR-IM-05',
    sentence: 'A report with failures has event type 1.',
    hooks: { report: (report) => ({ ...report, eventTypeId: 1 }) },
  },
  {
    id: 'commits-to-unknown',
    requirement: 'AIR-IM-05',
    sentence: 'Whatever is asked for is committed to, also what never came.',
    hooks: {
      report: ({ attributes }) => {
        const { FailedSOPSequence: failed, ReferencedSOPSequence: safe, ...rest } = attributes;
        const all = [...((safe as unknown[] | undefined) ?? []), ...((failed as unknown[] | undefined) ?? [])];
        return { eventTypeId: 1, attributes: { ...rest, ReferencedSOPSequence: all } };
      },
    },
  },
  {
    id: 'reports-without-role',
    requirement: 'AIR-IM-06',
    sentence: 'The association for the report does not propose the SCP role.',
    hooks: { reportsWithoutRole: true },
  },
  {
    id: 'reports-under-other-title',
    requirement: 'AIR-IM-06',
    sentence: 'The report comes under another AE title than the request went to.',
    hooks: { reportsAs: 'COMMIT_SCU' },
  },
  {
    id: 'commits-and-loses',
    requirement: 'AIR-IM-07',
    sentence: 'A segmentation that was committed to is not given out.',
    knockOn: [
      { requirements: ['AIR-IM-13a'], because: 'What is not given out is not given out at study level either.' },
    ],
    hooks: { retrieve: (instances) => instances.filter(({ sopClassUid }) => sopClassUid !== SOP.seg) },
  },
  {
    id: 'hides-late-results',
    requirement: 'AIR-IM-15',
    sentence: 'Modalities in Study stays as it was with the images.',
    hooks: {
      find: (matches, _identifier, level) =>
        level === 'STUDY' ? matches.map((match) => ({ ...match, ModalitiesInStudy: 'CT' })) : matches,
    },
  },
  {
    id: 'drops-unknown-kind',
    requirement: 'AIR-IM-16',
    sentence: 'An undeclared SOP class is negotiated, taken with success, and dropped.',
    hooks: {
      alsoNegotiates: [unknownClass],
      keep: ({ sopClassUid, bytes }) => (sopClassUid === unknownClass ? undefined : bytes),
    },
  },
  {
    id: 'mangles-character-set',
    requirement: 'AIR-IM-17',
    sentence: 'Text is stored as if it were ASCII: every other letter becomes a question mark.',
    knockOn: [{ requirements: ['AIR-IM-02', 'RCR-P1.4'], because: 'A changed name is a changed attribute.' }],
    hooks: keeping((set) => ({
      ...set,
      // eslint-disable-next-line no-control-regex -- what is not ASCII
      PatientName: String(set['PatientName'] ?? '').replace(/[^\x00-\x7f]/g, '?'),
    })),
  },
  {
    id: 'refuses-the-same-again',
    requirement: 'AIR-IM-18a',
    sentence: 'An instance that comes again is refused.',
    hooks: refusingRepeats(),
  },
  {
    id: 'replaces-content',
    requirement: 'AIR-IM-18b',
    sentence: 'New content under a known UID replaces the first without a word.',
    knockOn: [{ requirements: ['AIR-IM-02'], because: 'What comes back is not what was sent first.' }],
    hooks: { overwrites: true },
  },
];

function refusingRepeats(): PacsMutant['hooks'] {
  const known = new Set<string>();
  return {
    keep({ sopInstanceUid, bytes }) {
      if (known.has(sopInstanceUid)) return 0x0111;
      known.add(sopInstanceUid);
      return bytes;
    },
  };
}
