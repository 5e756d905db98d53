import type { Finding } from './check';

/** What `airworthy check` found in files. */
export interface FilesReport {
  /** Whether objects were also held to IHE AI Results. */
  air: boolean;
  /** Everything that was judged, in the order of the files. */
  objects: CheckedObject[];
  /** Files that are neither DICOM, HL7 v2 nor FHIR, and do not claim to be. */
  skipped: SkippedFile[];
  counts: { files: number; objects: number; error: number; warning: number; info: number };
}

/** `file`: something that should have been readable and was not; `study`: what objects of one study say together. */
export type CheckedType = 'dicom' | 'hl7' | 'fhir' | 'file' | 'study';

export interface CheckedObject {
  /** As a person would name it: the path, within a zip file `results.zip!/sr.dcm`. */
  file: string;
  /** The message or resource in the file, where it holds more than one: `message 3`, `entry[2].resource`. */
  part?: string;
  type: CheckedType;
  /** `Comprehensive 3D SR`, `ORM^O01`, `DiagnosticReport`. */
  what: string;
  /** SOP Instance UID, MSH-10, resource id. */
  id?: string;
  findings: FileFinding[];
}

export interface FileFinding extends Finding {
  /** `(0040,A730)`: tag of the last attribute of `path`, in DICOM. */
  tag?: string;
}

export interface SkippedFile {
  file: string;
  reason: string;
}
