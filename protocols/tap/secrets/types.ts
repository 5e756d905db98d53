/** Takes credentials out of what is to be recorded. Every byte keeps its place. */
export interface Mask {
  /** The next bytes of one side of a connection; the same buffer where nothing in it is a credential. */
  mask(bytes: Buffer): Buffer;
}

/** An asterisk. */
export const MASK_BYTE = 0x2a;
