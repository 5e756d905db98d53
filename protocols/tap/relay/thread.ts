import { readSync } from 'node:fs';
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { monotonicMs } from './entry';
import { type End, Lane } from './lane';
import { COUNT, type Order, PLACE, type RelayData, type Report } from './shared-state';
import { SpoolWriter } from './spool-writer';
import { POLL, PollSet, systemCalls, type SystemCalls } from './system-calls';

/** Without lanes the thread is called when there is something to do; with lanes it asks, and waits no longer than that at a time. */
const LONGEST_WAIT_MS = 200;

/** Passes on what comes on the connections it is given, and keeps it for the record, until they are taken back. */
class Forwarder {
  private readonly lanes = new Map<number, Lane>();
  private readonly spool: SpoolWriter;
  private set = new PollSet(1);
  private failed = false;
  private readonly port: MessagePort;

  constructor(
    private readonly data: RelayData,
    private readonly system: SystemCalls,
  ) {
    this.port = data.port;
    this.spool = new SpoolWriter({
      folder: data.folder,
      segmentBytes: data.limits.segmentBytes,
      onSegment: (descriptor, at) => this.tell({ report: 'segment', descriptor, at }),
      onKept: (upTo) => void Atomics.store(data.places, PLACE.kept, BigInt(upTo)),
    });
  }

  carryOut(order: Order): void {
    this.guarded(() => {
      switch (order.order) {
        case 'take':
          // After a failure nothing more is taken.
          if (this.failed) this.left(order.lane, undefined);
          else this.lanes.set(order.lane, new Lane(order.lane, order.descriptors, this.system, monotonicMs()));
          break;
        case 'leave': {
          if (!this.failed) this.spool.writeAll();
          const lane = this.lanes.get(order.lane);
          this.lanes.delete(order.lane);
          this.left(order.lane, lane);
          break;
        }
        case 'keep':
          if (!this.failed) this.spool.writeAll();
      }
    });
    Atomics.add(this.data.counts, COUNT.done, 1);
    Atomics.notify(this.data.counts, COUNT.done);
  }

  /** Returns when there is nothing left to pass on. */
  run(): void {
    while (this.lanes.size > 0) this.guarded(() => this.step());
  }

  private step(): void {
    const { lanes, spool } = this;
    const behind = this.isBehind();
    if (this.set.size !== 1 + 2 * lanes.size) this.set = new PollSet(1 + 2 * lanes.size);
    this.set.want(0, this.data.wakeUp, POLL.in);
    let first = 1;
    for (const lane of lanes.values()) {
      lane.wanted(this.set, first, !behind);
      first += 2;
    }
    const wait = spool.hasFull ? 0 : Math.min(LONGEST_WAIT_MS, this.data.limits.quietMs);
    const ready = this.system.poll(this.set.memory, this.set.size, wait);
    if (ready <= 0) {
      if (spool.hasFull) spool.writePiece();
      else this.findQuiet(monotonicMs());
      return;
    }
    const now = monotonicMs();
    first = 1;
    for (const lane of [...lanes.values()]) {
      const end = lane.serve(this.set, first, spool, now);
      if (end) this.over(lane, end);
      first += 2;
    }
    if (this.set.got(0) !== 0) this.takeOrders();
    if (ready > 0 && lanes.size > 1) this.findQuiet(now);
  }

  private takeOrders(): void {
    readSync(this.data.wakeUp, Buffer.alloc(4096));
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port))
      this.carryOut(next.message as Order);
  }

  private findQuiet(now: number): void {
    for (const lane of this.lanes.values())
      if (!lane.quiet && now - lane.lastMs >= this.data.limits.quietMs) this.over(lane, { kind: 'quiet' });
  }

  private over(lane: Lane, end: End): void {
    if (end.kind === 'broken') {
      // Nothing more can be passed on, in either direction.
      this.lanes.delete(lane.id);
      this.tell({ report: 'broken', lane: lane.id, side: end.side });
      return;
    }
    lane.quiet = true;
    this.tell({ report: 'quiet', lane: lane.id });
  }

  /** Senders wait while too much is not recorded. */
  private isBehind(): boolean {
    const { counts, places, limits } = this.data;
    const behind = this.spool.at - Number(Atomics.load(places, PLACE.recorded)) > limits.backlogBytes;
    if (Atomics.exchange(counts, COUNT.behind, behind ? 1 : 0) === 0 && behind) {
      this.spool.writeAll();
      this.tell({ report: 'behind' });
    }
    return behind;
  }

  private left(id: number, lane: Lane | undefined): void {
    const { client, server } = lane?.waiting ?? {};
    this.tell({ report: 'left', lane: id, waiting: { client, server } });
  }

  /** A disk that is full is nobody's breach: everything is given back, with what is in memory. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failed = true;
      this.tell({ report: 'failed', reason: (error as Error).message, ...this.spool.rest() });
      for (const [id, lane] of this.lanes) {
        this.lanes.delete(id);
        this.left(id, lane);
      }
    }
  }

  private tell(report: Report): void {
    this.port.postMessage(report);
  }
}

const data = workerData as RelayData;
const system = systemCalls();
if (!system) throw new Error('this system has no such calls');
Atomics.store(data.counts, COUNT.thread, system.threadId());
const forwarder = new Forwarder(data, system);
data.port.on('message', (order: Order) => {
  forwarder.carryOut(order);
  forwarder.run();
});
