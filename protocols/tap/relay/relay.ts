import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Recording } from '../../../evidence/recording';
import type { Side } from '../../../model/events';
import { descriptorOf } from '../descriptor';
import { type Entry, monotonicMs } from './entry';
import { RelayThread } from './relay-thread';
import type { RelayLimits, Report } from './shared-state';
import { SpoolReader } from './spool-reader';
import { systemCalls, type SystemCalls } from './system-calls';

const RELAY_LIMITS: RelayLimits = {
  quietMs: 250,
  lagMs: 5000,
  backlogBytes: 2 * 1024 * 1024 * 1024,
  segmentBytes: 64 * 1024 * 1024,
};
/** Recorded at a time; then others have their turn. */
const SLICE_BYTES = 2 * 1024 * 1024;
/** Whose connection the thread passes on. */
export interface LaneOwner {
  /** Came from that side, and was passed on. The bytes may not be kept. */
  passed(side: Side, bytes: Buffer): void;
  /**
   * It is time to take the connection back: nothing comes any more, or it is broken. All that has passed is recorded.
   */
  takeBack(): void;
}

export interface Left {
  waiting?: Record<Side, Uint8Array | undefined>;
  /** A side, or ourselves. */
  brokenBy?: Side | 'tap';
}

interface Lane extends Left {
  owner: LaneOwner;
  descriptors: Record<Side, number>;
  /** It is to be taken back as soon as everything is recorded up to here. */
  due?: number;
}

const relays = new WeakMap<Recording, Relay | null>();

/** The one of a recording; undefined where this system has none. Its thread is started when this is first asked for. */
export function relayOf(recording: Recording, limits: Partial<RelayLimits> = {}): Relay | undefined {
  let relay = relays.get(recording);
  if (relay === undefined) {
    const system = systemCalls();
    const wake = system?.pipe();
    relay = system && wake ? new Relay(recording, system, wake, { ...RELAY_LIMITS, ...limits }) : null;
    relays.set(recording, relay);
    if (relay) recording.lagsBehind(relay);
  }
  return relay ?? undefined;
}

/**
 * Passes on what comes on connections on which much comes, in a thread of its own and in as few calls of the system as can be: in
 * Node's own way it takes peers more than the processor time that they need themselves. What passes is kept, with the time at which
 * it came, and is recorded a little later: when it becomes quiet, when somebody looks at the record or adds to it, or after five
 * seconds. Nothing is added to the record before what was passed on before it.
 */
export class Relay {
  private readonly lanes = new Map<number, Lane>();
  private readonly thread: RelayThread;
  private readonly reader = new SpoolReader((entry, bytes) => this.record(entry, bytes));
  private readonly clockAhead = performance.now() - monotonicMs();
  private taken = 0;
  /** Nothing is passed on any more. */
  private over = false;
  private closed = false;
  private failed = false;
  private busy = false;
  /** Whoever is recording goes on at least up to here. */
  private hurried = 0;
  /** Taken back, and up to where what has passed of them is to be recorded. */
  private readonly left = new Map<number, number>();
  private lag: NodeJS.Timeout | undefined;
  /** Whom to call when everything up to that offset is recorded. */
  private waiting: { upTo: number; then(): void } | undefined;
  private soon: NodeJS.Immediate | undefined;

  constructor(
    private readonly recording: Recording,
    private readonly system: SystemCalls,
    wake: [number, number],
    private readonly limits: RelayLimits,
  ) {
    this.thread = new RelayThread({
      ...{ folder: recording.dir, limits, wake },
      onReport: (report) => this.report(report),
      onLost: (why) => this.lost(why),
    });
  }

  /** Connections that were given to it so far. */
  get connections(): number {
    return this.taken;
  }

  /** Whether a connection can be given to it. */
  get ready(): boolean {
    return this.thread.isReady && !this.failed;
  }

  /** Passes that connection on from now on; its sockets must neither read nor write. Undefined where that is not possible. */
  take(client: Socket, server: Socket, owner: LaneOwner): number | undefined {
    const descriptors = { client: this.descriptor(client), server: this.descriptor(server) };
    if (descriptors.client < 0 || descriptors.server < 0) {
      close(descriptors);
      return undefined;
    }
    this.taken += 1;
    this.lanes.set(this.taken, { owner, descriptors });
    this.thread.order({ order: 'take', lane: this.taken, descriptors });
    this.lag ??= setTimeout(() => this.lagged(), this.limits.lagMs).unref();
    return this.taken;
  }

  /**
   * Takes a connection back, at once; all that was passed on of it is recorded then.
   * @returns what came from each side and could not be passed on yet, and is recorded; or who broke the connection off
   */
  leave(id: number): Left {
    const lane = this.lanes.get(id);
    if (!lane) return {};
    if (!lane.waiting) this.thread.demand({ order: 'leave', lane: id });
    close(lane.descriptors);
    lane.descriptors = { client: -1, server: -1 };
    const upTo = this.passedUpTo();
    this.left.set(id, upTo);
    // Where it was called by what is being recorded, that goes on.
    if (this.busy) this.hurried = upTo;
    else this.takeOut(upTo);
    const { waiting, brokenBy } = lane;
    return { waiting, brokenBy };
  }

  /** What is passed on meanwhile is not recorded: as long as much comes, that would go on for ever. */
  catchUp(little?: 'little'): boolean {
    if (this.busy) return false;
    if (this.lanes.size === 0) return true;
    const upTo = this.keptNow();
    // After a failure it cannot be told how much is left, and what is over is recorded in no other way.
    const isFar = !this.over && !this.failed && upTo - this.reader.at > SLICE_BYTES;
    if (isFar && little) return false;
    this.takeOut(upTo);
    return true;
  }

  catchUpSoon(then: () => void): void {
    this.waiting = { upTo: this.keptNow(), then };
    this.recordSoon();
  }

  /** Brings into the files what was passed on until now, and gives the offset of its end. */
  private keptNow(): number {
    if ([...this.lanes.keys()].some((id) => !this.left.has(id))) this.thread.demand({ order: 'keep' });
    return this.passedUpTo();
  }

  /** Up to here there is something to be recorded. What could not be written is in memory instead, and nothing comes after it. */
  private passedUpTo(): number {
    const kept = this.thread.kept();
    return this.failed ? Infinity : kept;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const { owner } of [...this.lanes.values()]) owner.takeBack();
    this.over = true;
    clearTimeout(this.lag);
    clearImmediate(this.soon);
    await this.thread.close();
    this.reader.close();
  }

  /** A socket of Node closes the one that it has; this is one more. */
  private descriptor(socket: Socket): number {
    const descriptor = descriptorOf(socket);
    return descriptor === undefined ? -1 : this.system.duplicate(descriptor);
  }

  private report(report: Report): void {
    const lane = 'lane' in report ? this.lanes.get(report.lane) : undefined;
    switch (report.report) {
      case 'segment':
        this.reader.add(report.descriptor, report.at);
        return;
      case 'left':
        // The first answer counts: a thread that has failed has given everything back before it is asked to.
        if (lane) lane.waiting ??= report.waiting;
        break;
      case 'failed':
        // What is recorded from now on meets the full disk as well, and says so.
        this.failed = true;
        this.reader.goOnWith(report.at, report.rest);
        break;
      case 'broken':
        if (lane) lane.brokenBy = report.side;
        break;
      case 'quiet':
      case 'behind':
    }
    if (lane) lane.due = this.thread.keptUpTo;
    this.recordSoon();
  }

  private lagged(): void {
    this.lag = this.lanes.size > 0 ? setTimeout(() => this.lagged(), this.limits.lagMs).unref() : undefined;
    this.recordSoon();
  }

  /** In slices, between which others have their turn; then what is quiet is taken back. */
  private recordSoon(): void {
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      if (this.over) return this.callWaiting();
      const more = this.takeOut(this.reader.at + SLICE_BYTES);
      if (more) this.recordSoon();
      if (!more || this.reader.at >= (this.waiting?.upTo ?? Infinity)) this.callWaiting();
      // While much comes on others, nobody waits until all of that is recorded.
      for (const [id, { due = Infinity, owner }] of [...this.lanes])
        if (due <= this.reader.at && !this.left.has(id)) owner.takeBack();
    });
  }

  /** Records what is in the spool up to an offset, or a little more. Whether there is more. */
  private takeOut(upTo: number): boolean {
    let more = true;
    this.busy = true;
    try {
      while (more && this.reader.at < Math.max(upTo, this.hurried)) {
        more = this.reader.take(this.thread.kept());
        this.thread.recorded(this.reader.at);
      }
    } catch (error) {
      more = false;
      this.lost((error as Error).message);
    } finally {
      this.busy = false;
    }
    for (const [id, upTo] of [...this.left])
      if (!more || upTo <= this.reader.at) {
        this.lanes.delete(id);
        this.left.delete(id);
      }
    return more;
  }

  private callWaiting(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.then();
  }

  private record({ lane, side, ms }: Entry, bytes: Buffer): void {
    this.recording.asOf(ms + this.clockAhead, () => this.lanes.get(lane)?.owner.passed(side, bytes));
  }

  /** The thread is gone, and with it what it had in memory. */
  private lost(why: string): void {
    if (this.over) return;
    this.over = true;
    const sentence = `Connections were broken off by the harness: what passes them on has failed (${why}). Run it again.`;
    this.recording.append({ kind: 'harness.problem', cause: 'harness', sentence });
    for (const lane of [...this.lanes.values()]) {
      lane.brokenBy = 'tap';
      lane.owner.takeBack();
    }
    this.callWaiting();
  }
}

function close(descriptors: Record<Side, number>): void {
  for (const descriptor of [descriptors.client, descriptors.server]) if (descriptor >= 0) closeSync(descriptor);
}
