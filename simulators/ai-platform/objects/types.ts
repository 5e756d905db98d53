import type { Algorithm, Carrier, IntendedUse } from '../../../model/sut';
import type { AnalysisResult, ImageStudy, Lesion } from '../analysis/types';

/** One object of an analysis, ready to be stored. */
export interface ResultObject {
  carrier: Carrier | 'declaration-sr';
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  /** Part 10, Explicit VR Little Endian. */
  bytes: Buffer;
}

export interface BuildOptions {
  /** Root report and declaration are made in any case. */
  carriers: readonly Carrier[];
  intendedUse: IntendedUse;
  /** When the analysis ran: Content Date and Time. */
  now: Date;
  /** What the declaration lists; the algorithms of the results when absent. */
  algorithms?: readonly Algorithm[];
  /** What the algorithms cannot do (RCR l.69-70); a text of ours when absent. */
  limitations?: string;
  /** Adds report text, marked as preliminary (RCR l.54): a text of ours made from the findings, or the one given. */
  llmText?: boolean | string;
  /** Numbers of the order, which images seldom carry. */
  request?: { placerOrderNumber?: string; fillerOrderNumber?: string };
}

/** A lesion and what found it. */
export interface FoundLesion {
  lesion: Lesion;
  algorithm: Algorithm;
  /** 1-based over all lesions: Segment Number, and the number by which pictures name it. */
  number: number;
}

/** What every builder is given. */
export interface BuildContext extends BuildOptions {
  images: ImageStudy;
  results: readonly AnalysisResult[];
  /** That made the results. */
  algorithms: readonly Algorithm[];
  /** That are declared. */
  declared: readonly Algorithm[];
  limitations: string;
  lesions: readonly FoundLesion[];
  /** Slices with the largest area of a lesion, each once, ascending. */
  keySlices: readonly number[];
}
