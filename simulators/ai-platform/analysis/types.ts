import type { Abnormality, Algorithm } from '../../../model/sut';
import type { NaturalDataset } from '../../../protocols/dimse/client';

/** One slice in Hounsfield units. */
export interface SourceImage {
  sopClassUid: string;
  sopInstanceUid: string;
  instanceNumber: number;
  /** Image Position (Patient), mm, LPS. */
  positionMm: [number, number, number];
  /** Rows*columns values. */
  hu: Int16Array;
  /** Attributes of the image, without its pixels. */
  dataset: NaturalDataset;
}

/** A series sorted along its normal, and what its objects must say of patient and study. */
export interface ImageStudy {
  images: SourceImage[];
  rows: number;
  columns: number;
  /** Between rows, between columns (0028,0030). */
  pixelSpacingMm: [row: number, column: number];
  sliceSpacingMm: number;
  sliceThicknessMm: number;
  /** Image Orientation (Patient). */
  orientation: number[];
  frameOfReferenceUid: string;
  seriesInstanceUid: string;
  modality: string;
  bodyPartExamined: string;
  /** Patient and study level attributes to be carried into every result. */
  study: NaturalDataset;
}

export interface Lesion {
  abnormality: Abnormality;
  /** By index into ImageStudy.images: 1 where the lesion is. */
  mask: Map<number, Uint8Array>;
  /** Hounsfield units by which it was found, both included. */
  rangeHu: [from: number, to: number];
  voxels: number;
  volumeMm3: number;
  /** By index, both included. */
  bounds: { slice: [number, number]; row: [number, number]; column: [number, number] };
  centroidMm: [number, number, number];
  centroidIndex: { slice: number; row: number; column: number };
  /** Largest in-plane extent on the key slice. */
  maxDiameterMm: number;
  /** Where it begins and ends, pixel coordinates as of the outline; absent: no line is drawn. */
  diameterEnds?: [from: Lesion['outline'][number], to: Lesion['outline'][number]];
  meanHu: number;
  /** Slice with the largest area. */
  keySlice: number;
  /** Closed outline on the key slice, pixel coordinates: 0,0 is the outer corner of the first pixel (PS3.3 C.10.5.1.2). */
  outline: { column: number; row: number }[];
  trackingId: string;
  trackingUid: string;
}

export interface AnalysisResult {
  algorithm: Algorithm;
  /** What was searched, slice by slice: 1 within the skull. */
  searched: Uint8Array[];
  lesions: Lesion[];
  evaluated: { abnormality: Abnormality; present: boolean }[];
}

export { AnalysisError } from './analysis-error';
