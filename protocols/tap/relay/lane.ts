import type { Side } from '../../../model/events';
import { OTHER_SIDE } from '../follower';
import type { SpoolWriter } from './spool-writer';
import { isBusy, POLL, type PollSet, type SystemCalls } from './system-calls';

/** What has become of a connection that can be passed on no further. */
export type End = { kind: 'quiet' } | { kind: 'broken'; side: Side };

const SIDES: readonly Side[] = ['client', 'server'];

/** One connection that the thread passes on: what a side sends is put into the spool first, and then written to the other. */
export class Lane {
  /** Came from that side, and the other has not taken it yet. */
  readonly waiting: Record<Side, Buffer | undefined> = { client: undefined, server: undefined };
  lastMs: number;
  /** It has been said that it is quiet. */
  quiet = false;
  private readonly ended = new Set<Side>();

  constructor(
    readonly id: number,
    private readonly descriptors: Record<Side, number>,
    private readonly system: SystemCalls,
    now: number,
  ) {
    this.lastMs = now;
  }

  /** Says what is waited for: two places in the set, from `first` on. */
  wanted(set: PollSet, first: number, reading: boolean): void {
    for (const [index, side] of SIDES.entries()) {
      const reads = reading && !this.waiting[side] && !this.ended.has(side);
      const writes = this.waiting[OTHER_SIDE[side]] !== undefined;
      set.want(first + index, this.descriptors[side], (reads ? POLL.in : 0) | (writes ? POLL.out : 0));
    }
  }

  /** Does what can be done now. @throws what the spool throws */
  serve(set: PollSet, first: number, spool: SpoolWriter, now: number): End | undefined {
    for (const [index, side] of SIDES.entries()) {
      const events = set.got(first + index);
      if (events === 0) continue;
      const writing = (events & (POLL.out | POLL.error)) === 0 ? undefined : this.write(OTHER_SIDE[side]);
      if (writing) return writing;
      if (this.waiting[side] || this.ended.has(side)) continue;
      const reading = events & (POLL.in | POLL.hangUp | POLL.error) ? this.read(side, spool, now) : undefined;
      if (reading) return reading;
    }
    return undefined;
  }

  private read(side: Side, spool: SpoolWriter, now: number): End | undefined {
    const room = spool.room();
    const length = this.system.read(this.descriptors[side], room, room.length);
    if (isBusy(length)) return undefined;
    if (length < 0) return { kind: 'broken', side };
    if (length === 0) {
      // It stays so, and whoever takes the connection back finds it out.
      this.ended.add(side);
      return { kind: 'quiet' };
    }
    spool.take(this.id, side, length, now);
    this.lastMs = now;
    this.quiet = false;
    this.waiting[side] = room.subarray(0, length);
    const outcome = this.write(side);
    const rest = this.waiting[side];
    // Its memory is used again.
    if (rest) this.waiting[side] = Buffer.from(rest);
    return outcome;
  }

  /** Writes what waits from that side. */
  private write(side: Side): End | undefined {
    const bytes = this.waiting[side];
    if (!bytes) return undefined;
    const length = this.system.write(this.descriptors[OTHER_SIDE[side]], bytes, bytes.length);
    if (isBusy(length)) return undefined;
    if (length < 0) return { kind: 'broken', side: OTHER_SIDE[side] };
    this.waiting[side] = length === bytes.length ? undefined : bytes.subarray(length);
    return undefined;
  }
}
