/** What a viewer can be asked to show or hide of a study, beside its images. */
export const VIEWER_RESULT_KINDS = ['segmentation', 'report', 'presentation-state', 'key-object', 'document'] as const;
export type ViewerResultKind = (typeof VIEWER_RESULT_KINDS)[number];

/** A result as a reader would name it. */
export interface ViewerResult {
  kind: ViewerResultKind;
  /** Series Description. */
  description: string;
  seriesNumber: number;
  sopInstanceUid: string;
}

/** A place on an image, in its own pixels: column, row, with 0,0 the outer corner of the first pixel (PS3.3 C.10.5). */
export type Shape =
  | { box: [left: number, top: number, right: number, bottom: number] }
  | { disc: [column: number, row: number, radius: number] }
  | { path: number[] };

/** What a display study is known to hold, and a viewer must therefore show. */
export interface KnownDisplay {
  requirement: string;
  /** Instance Number of the image that the marks are on. */
  image: number;
  columns: number;
  rows: number;
  /** By which the image is found again in a picture of it: the outer edge of what is white in it. */
  white: [left: number, top: number, right: number, bottom: number];
  marks: { name: string; shape: Shape }[];
  /** Each entry is to be read: its words close to each other, each in one of the ways that "|" separates. */
  texts: string[][];
}

/** What the harness did in the viewer before it looked. */
export const VIEWER_STEPS = ['opened', 'shown', 'hidden', 'read', 'key-object'] as const;
export type ViewerStep = (typeof VIEWER_STEPS)[number];

/** Section `viewer` of sut.yaml: the web viewer that comes with a PACS under test. */
export interface WebViewer {
  /** Where it is; absent where airworthy serves OHIF itself. */
  url?: string;
  /** `ohif`, or a file of the supplier that says how it is used (docs/viewer.md). */
  pages: string;
  /** Tarball or folder of OHIF, where it is not to be had from npm. */
  ohif?: string;
  /** How long one action in it may take, seconds. */
  timeout: number;
}
