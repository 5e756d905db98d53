import type { Dataset } from './dataset';
import type { ValueContext } from './element';
import type { Encoding } from './header';

/** Tags of PS3.5 7.5 that have no VR. */
export const ITEM = 'FFFEE000';
export const ITEM_END = 'FFFEE00D';
export const SEQUENCE_END = 'FFFEE0DD';

/**
 * As many elements that stand after one with a higher or the same tag, and items or fragments without content, are read. A few
 * bytes, deflated, unpack to millions of them, each of which would take memory; real files have few.
 */
export const MAX_ODDITIES = 100_000;

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
