import type { Recording } from '../../evidence/recording';
import type { FrameRange, LinkProtocol, LinkRef, Side } from '../../model/events';
import { DimseFollower } from './dimse/follower';
import { HttpFollower } from './http/follower';
import { MllpFollower } from './mllp/follower';

/** Bytes of one side as they were read, and where they stand in the capture. */
export interface TappedChunk {
  sender: Side;
  bytes: Buffer;
  /** Frame that carries the byte at this offset. */
  frameAt(offset: number): number;
}

/**
 * Understands what passes on a connection and puts it into the journal. Followers only look on: they must not keep the
 * bytes waiting, and what they throw ends the following, never the traffic.
 */
export interface Follower {
  /** The event of a message is appended before this returns, hence before its last byte is passed on. */
  follow(chunk: TappedChunk): void;
  /** That side ended; what is incomplete will stay so. */
  end(sender: Side): void;
  /** The connection is over; files still open are closed. */
  close(): void;
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
}

export const DEFAULT_FOLLOW_LIMITS: FollowLimits = { messageBytes: 64 * 1024 * 1024, bodyBytes: 512 * 1024 * 1024 };

export function createFollower(protocol: LinkProtocol, options: FollowerOptions): Follower {
  switch (protocol) {
    case 'dimse':
      return new DimseFollower(options);
    case 'mllp':
      return new MllpFollower(options);
    case 'dicomweb':
    case 'fhir':
    case 'http':
      return new HttpFollower(options);
  }
}

export const OTHER_SIDE: Record<Side, Side> = { client: 'server', server: 'client' };

/** First frame of a message that is still coming in. */
export function frameRange(first: number | undefined, last: number): FrameRange {
  return [first ?? last, last];
}
