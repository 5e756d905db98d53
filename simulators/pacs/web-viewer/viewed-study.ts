import type { ViewerResultKind } from '../../../model/viewer';

/** A study as the reference viewer shows it. */
export interface ViewedStudy {
  title: string;
  columns: number;
  rows: number;
  images: ViewedImage[];
  results: ViewedResult[];
}

export interface ViewedImage {
  sopInstanceUid: string;
  /** Instance Number. */
  number: number;
  /** `data:image/png;base64,...`. */
  png: string;
}

export interface ViewedResult {
  sopInstanceUid: string;
  kind: ViewerResultKind | 'other';
  modality: string;
  description: string;
  seriesNumber: number;
  marks: ViewedMark[];
  /** What can be read of it, a line each. */
  texts: string[];
  /** Key object: the Instance Number of the image that it leads to. */
  leadsTo?: number;
  /** Where it is to be a mutant: it stays when it is hidden. */
  stays?: boolean;
}

/** Something over an image, as an SVG path in pixels of the image. */
export interface ViewedMark {
  /** Instance Number. */
  image: number;
  path: string;
  colour: string;
  filled: boolean;
}

/** Where the viewer lets itself be spoiled. */
export interface ViewerSpoil {
  /** @param others what it has shown before */
  view(study: ViewedStudy, others: readonly ViewedStudy[]): ViewedStudy;
}
