import type { PdfReading } from './pdf';

/**
 * A DICOM object as read from bytes by model/dicom/reader.ts: our own reader, so that what dcmjs wrote is not proved by
 * dcmjs reading it. Values are decoded on demand; raw bytes and offsets are kept for evidence.
 */
export interface DicomObject {
  /** File meta group 0002 (PS3.10 7.1). Empty where the file had none. */
  meta: DicomDataset;
  dataset: DicomDataset;
  transferSyntaxUid: string;
  sopClassUid: string;
  sopInstanceUid: string;
  byteLength: number;
  /** What the reader stumbled over and could go on after. */
  problems: ReadProblem[];
  /** Of an Encapsulated PDF, where its document was read. */
  pdf?: PdfReading;
  /** Of compressed Pixel Data, where they were decoded to be compared. */
  decoded?: DecodedPixels;
}

/** All frames one after the other: samples interleaved by pixel, little endian, colours as RGB; or why there are none. */
export type DecodedPixels = { samples: Uint8Array } | { problem: string };

export interface ReadProblem {
  message: string;
  /** Byte offset in the file. */
  offset: number;
  path?: string;
}

/** An ordered set of elements: a whole data set or one sequence item. Keys may be `GGGGEEEE` or a PS3.6 keyword. */
export interface DicomDataset {
  /** In file order. */
  readonly elements: readonly DicomElement[];
  has(key: string): boolean;
  element(key: string): DicomElement | undefined;
  /** First value as trimmed text, undefined when absent or empty. */
  string(key: string): string | undefined;
  /** All values (backslash-separated) as trimmed text; [] when absent or empty. */
  strings(key: string): string[];
  number(key: string): number | undefined;
  numbers(key: string): number[];
  /** Items of a sequence; [] when absent or empty. */
  items(key: string): DicomDataset[];
}

export interface DicomElement {
  /** `GGGGEEEE`, upper-case hex. */
  readonly tag: string;
  /** PS3.6 keyword, or the tag for private and unknown elements. */
  readonly keyword: string;
  readonly vr: string;
  /** Byte offset of the value in the file (in the inflated data set for Deflated). */
  readonly offset: number;
  /** Value length in bytes as encoded; undefined length = 0xFFFFFFFF. */
  readonly length: number;
  /** Value bytes; empty for SQ. A view, not a copy. For Pixel Data possibly skipped: see ReadOptions.skipPixelData. */
  readonly bytes: Uint8Array;
  readonly items?: readonly DicomDataset[];
  /** Encapsulated Pixel Data: fragments without the Basic Offset Table. */
  readonly fragments?: readonly Uint8Array[];
}

export interface ReadOptions {
  /** Leave the value of (7FE0,0008/0009/0010) out (bytes empty, length kept). */
  skipPixelData?: boolean;
  /** Copy each value, so that what was read does not keep the whole file in memory. */
  detached?: boolean;
  /**
   * Values (or fragments of Pixel Data) whose bytes were left out when the file was read in part: where in `bytes` they
   * would begin, and how long they are. Ascending. Elements and problems have the offsets of the whole file.
   */
  omitted?: readonly Omission[];
}

export interface Omission {
  at: number;
  length: number;
}
