import type { Recording } from '../../evidence/recording';
import { RecordingError } from '../../evidence/write-all';
import type { LinkRef, Side } from '../../model/events';

/** Bytes of one side as they were read, and where they stand in the capture. */
export interface TappedChunk {
  sender: Side;
  bytes: Buffer;
  /** Offset of the first of them in all that this side has sent. */
  at: number;
  /** Frame that carries the byte at this offset. */
  frameAt(offset: number): number;
}

/**
 * Understands what passes on a connection and puts it into the journal. Followers only look on: they must not keep the
 * bytes waiting, and what they throw ends the following, never the traffic.
 */
export interface Follower {
  /** The event of a message is appended before this returns, hence before anything is seen that was said in answer to it. */
  follow(chunk: TappedChunk): void;
  /**
   * That side has ended; what is incomplete will stay so.
   * @param ofItself it was neither cut off by a fault nor left by its peer: an incomplete message is then its own doing
   */
  end(sender: Side, ofItself: boolean): void;
  /** Nothing more is to be followed; files still open are given up. */
  close(): void;
}

/** Bytes that are not the link's protocol. The message goes into the journal, so it is one plain phrase. */
export class NotUnderstood extends Error {
  constructor(
    reason: string,
    /** Offset, in all that the side has sent, of what could not be read. */
    readonly atByte: number,
  ) {
    super(reason);
    this.name = 'NotUnderstood';
  }

  /** Gives an error of a decoder its place; a failing disk is not the sender's fault and stays what it is. */
  static from(error: unknown, atByte: number): Error {
    if (error instanceof RecordingError || error instanceof NotUnderstood) return error;
    return new NotUnderstood((error as Error).message, atByte);
  }
}

export interface FollowerOptions {
  ref: LinkRef;
  recording: Recording;
  limits: FollowLimits;
}

export interface FollowLimits {
  /** One HL7 message. */
  messageBytes: number;
  /** One HTTP body that is kept; longer ones are cut in the record. */
  bodyBytes: number;
  /** One DICOM PDU other than P-DATA-TF; data sets have no limit, they go to disk as they come. */
  pduBytes: number;
}

export const DEFAULT_FOLLOW_LIMITS: FollowLimits = {
  messageBytes: 64 * 1024 * 1024,
  bodyBytes: 2 * 1024 * 1024 * 1024,
  pduBytes: 1024 * 1024,
};

export const OTHER_SIDE: Record<Side, Side> = { client: 'server', server: 'client' };
