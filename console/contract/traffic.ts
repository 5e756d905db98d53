import type { Finding } from '../../model/check';
import type { JournalEvent } from '../../model/events';
import type { Picture } from '../../model/picture';
import type { Arrow } from './runs';

export interface TrafficPage {
  arrows: Arrow[];
  /** For `after`; absent where nothing follows yet. */
  next?: number;
  /** Journal events so far. */
  events: number;
}

/** What is behind an arrow. Its files are fetched by their position: `traffic.file` with `n`. */
export interface EventDetail {
  arrow?: Arrow;
  event: JournalEvent;
  files: EventFile[];
  /** Request and answer belong together. */
  related: number[];
}

export interface EventFile {
  n: number;
  what: 'dicom' | 'hl7' | 'json' | 'text' | 'bytes';
  /** For people: `Comprehensive 3D SR`, `ORM^O01`, `HTTP body`. */
  title: string;
  /** Path in the run folder: what it is called when it is downloaded. */
  file: string;
  bytes: number;
  sha256: string;
  /** A picture can be drawn of it. */
  picture: boolean;
}

/** An object or message as a tree, with what the rules found at its branches. */
export interface DecodedFile extends EventFile {
  /** SOP Instance UID, MSH-10, resource id. */
  id?: string;
  nodes: TreeNode[];
  findings: TreeFinding[];
  /** Why the tree is not whole: what could not be read, or that the rest was left out. */
  notes: string[];
}

export interface TreeNode {
  /** As findings name it: `ContentSequence[3].MeasuredValueSequence[0]`, `OBX[2]-5.1`, `subject.reference`. */
  path: string;
  /** Keyword of PS3.6, segment, field or key. */
  name: string;
  /** `(0040,A730)`. */
  tag?: string;
  vr?: string;
  value?: string;
  /** Value length in bytes. */
  length?: number;
  /** Position of the value in the file. */
  offset?: number;
  children?: TreeNode[];
  /** Indices into `findings`. */
  findings?: number[];
}

export interface TreeFinding extends Omit<Finding, 'evidence'> {
  /** `verdict`: decided a requirement of this run; `rule`: what `airworthy check` says of the object by itself. */
  by: 'verdict' | 'rule';
  /** Where `by` is `verdict`. */
  requirements?: string[];
}

/** The image a result was made on, and what lies over it, to be switched off. */
export type ObjectPicture = Omit<Picture, 'sopInstanceUid'>;
export type { Layer as PictureLayer, Mark as PictureMark } from '../../model/picture';
