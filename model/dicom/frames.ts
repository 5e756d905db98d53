import type { Dataset } from './dataset';
import type { ValueContext } from './element';
import type { Encoding } from './header';

/** Tags of PS3.5 7.5 that have no VR. */
export const ITEM = 'FFFEE000';
export const ITEM_END = 'FFFEE00D';
export const SEQUENCE_END = 'FFFEE0DD';

/** A data set or item that is being read. */
export interface SetFrame {
  kind: 'set';
  set: Dataset;
  encoding: Encoding;
  /** First byte after it, at the latest. */
  end: number;
  undefinedLength: boolean;
  lastTag: string;
  path: string;
}

/** A sequence whose items are being read. */
export interface SequenceFrame {
  kind: 'sequence';
  items: Dataset[];
  around: ValueContext;
  encoding: Encoding;
  end: number;
  undefinedLength: boolean;
  path: string;
  /** Too deep: parsed for its length only. */
  discarded: boolean;
}

export type Frame = SetFrame | SequenceFrame;
