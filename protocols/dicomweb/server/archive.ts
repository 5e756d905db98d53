import type { ResourcePath } from '../client';
import type { DicomJson } from '../dicom-json';

export type SearchLevel = 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE';

/** One matching key: values as text (any of them matches), or the keys of a sequence's items. */
export interface MatchingKey {
  /** `GGGGEEEE`. */
  tag: string;
  values: string[];
  /** For sequences; one set of keys must match one item. */
  items?: MatchingKey[];
}

export interface SearchRequest {
  level: SearchLevel;
  keys: MatchingKey[];
  /** Most results wanted and how many to leave out before them. */
  limit?: number;
  offset?: number;
}

export interface ArchivedInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  studyInstanceUid: string;
  transferSyntaxUid: string;
  /** Absolute path of the Part 10 file. */
  file: string;
  bytes: number;
}

/** What became of an instance that was sent to be stored. */
export interface StoreResult {
  /** DIMSE status (PS3.4 B.2.3); it is the failure reason of STOW-RS too. */
  status: number;
  sopClassUid: string;
  sopInstanceUid: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
}

/** What a DICOMweb origin server needs of an archive. */
export interface Archive {
  /** Every attribute of each match that the archive keeps, as DICOM JSON. */
  search(request: SearchRequest): DicomJson[];
  /** In the order they were stored. */
  instances(resource: Partial<ResourcePath>): ArchivedInstance[];
  /** A new file that nobody else uses, for an instance that is being received. */
  incomingFile(): string;
  /**
   * Takes a received Part 10 file over.
   * @param study where it must belong to, when the request names one
   */
  storeFile(file: string, study: string | undefined): Promise<StoreResult>;
  discard(file: string): Promise<void>;
}
