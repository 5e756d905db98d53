import type { Side } from '../../../model/events';
import type { Follower, FollowerOptions, TappedChunk } from '../follower';
import { SideReader } from './side-reader';

/** Follows MLLP (HL7 v2.5.1 Appendix C.4): `<VT>message<FS><CR>`, both directions. */
export class MllpFollower implements Follower {
  private readonly sides: Record<Side, SideReader>;

  constructor(options: FollowerOptions) {
    this.sides = { client: new SideReader('client', options), server: new SideReader('server', options) };
  }

  follow(chunk: TappedChunk): void {
    this.sides[chunk.sender].read(chunk);
  }

  end(sender: Side, ofItself: boolean): void {
    this.sides[sender].end(ofItself);
  }

  close(): void {
    // Nothing is open but memory.
  }
}
