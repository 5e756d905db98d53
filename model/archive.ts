/** What a PACS declares of itself as an archive (sut.yaml, section `archive`): only what is declared is tried. */
export interface ArchiveDeclaration {
  /** Storage SOP Classes that it takes. */
  sopClasses: string[];
  /** Transfer syntaxes in which it takes them; the compressed ones are tried with images and segmentations. */
  transferSyntaxes: ArchiveTransferSyntax[];
  /** Storage Commitment Push Model as SCP (PS3.4 J). */
  storageCommitment: boolean;
  cGet: boolean;
  /** QIDO-RS, WADO-RS and STOW-RS (PS3.18 10), at endpoints.dicomWeb. */
  qido: boolean;
  wado: boolean;
  stow: boolean;
  /** A structured report is listed as soon as it was taken, so that a RIS can see from it that results are there (RCR l.199-201). */
  srSignalsAvailability: boolean;
  /** It comes with a viewer: the display requirements are asked of a person. */
  viewer: boolean;
  /** Its viewer fetches results from another archive by query and retrieve (IHE AIR Image Display). */
  displayRetrieves: boolean;
}

export const ARCHIVE_TRANSFER_SYNTAXES = {
  'implicit-vr-little-endian': '1.2.840.10008.1.2',
  'explicit-vr-little-endian': '1.2.840.10008.1.2.1',
  'deflated-explicit-vr-little-endian': '1.2.840.10008.1.2.1.99',
  'explicit-vr-big-endian': '1.2.840.10008.1.2.2',
  'rle-lossless': '1.2.840.10008.1.2.5',
  'jpeg-baseline': '1.2.840.10008.1.2.4.50',
  'jpeg-lossless': '1.2.840.10008.1.2.4.70',
  'jpeg-ls-lossless': '1.2.840.10008.1.2.4.80',
  'jpeg-ls-near-lossless': '1.2.840.10008.1.2.4.81',
  'jpeg-2000-lossless': '1.2.840.10008.1.2.4.90',
  'jpeg-2000': '1.2.840.10008.1.2.4.91',
  'htj2k-lossless': '1.2.840.10008.1.2.4.201',
} as const;
export type ArchiveTransferSyntax = keyof typeof ARCHIVE_TRANSFER_SYNTAXES;

/** Those in which images are compressed (PS3.5 A.4), and whether their pixels come back as they were. */
export const COMPRESSIONS = {
  'rle-lossless': 'lossless',
  'jpeg-baseline': 'lossy',
  'jpeg-lossless': 'lossless',
  'jpeg-ls-lossless': 'lossless',
  'jpeg-ls-near-lossless': 'lossy',
  'jpeg-2000-lossless': 'lossless',
  'jpeg-2000': 'lossy',
  'htj2k-lossless': 'lossless',
} as const satisfies Partial<Record<ArchiveTransferSyntax, 'lossless' | 'lossy'>>;
export type CompressedTransferSyntax = keyof typeof COMPRESSIONS;

export const isCompressed = (name: ArchiveTransferSyntax): name is CompressedTransferSyntax => name in COMPRESSIONS;

export interface ResultKind {
  sopClassUid: string;
  name: string;
  /** One of the four object kinds of IHE AIR. */
  air: boolean;
}

/** Every kind of AI result that the RCR guidance names (l.128-138, 168-170, 173); the four of IHE AIR among them. */
export const RESULT_KINDS: readonly ResultKind[] = [
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.88.34', name: 'Comprehensive 3D SR', air: true },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.66.4', name: 'Segmentation', air: true },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.30', name: 'Parametric Map', air: true },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.88.59', name: 'Key Object Selection', air: true },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', name: 'Secondary Capture', air: false },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.11.1', name: 'Grayscale Softcopy Presentation State', air: false },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.2', name: 'CT image with overlay', air: false },
  { sopClassUid: '1.2.840.10008.5.1.4.1.1.104.1', name: 'Encapsulated PDF', air: false },
];

export const AIR_KINDS = RESULT_KINDS.filter(({ air }) => air);

/** What is taken for granted where sut.yaml says nothing: the result kinds in the two usual transfer syntaxes. */
export const ARCHIVE_DEFAULTS: ArchiveDeclaration = {
  sopClasses: RESULT_KINDS.map(({ sopClassUid }) => sopClassUid),
  transferSyntaxes: ['explicit-vr-little-endian', 'implicit-vr-little-endian'],
  storageCommitment: true,
  cGet: false,
  qido: false,
  wado: false,
  stow: false,
  srSignalsAvailability: false,
  viewer: true,
  displayRetrieves: false,
};
