import type { Socket } from 'node:net';
import type { Recording } from '../../evidence/recording';
import type { Side } from '../../model/events';
import type { Faults } from './faults';
import type { Pump } from './pump';
import { type LaneOwner, type Left, type Relay, relayOf } from './relay/relay';

export interface BulkPassageOptions {
  recording: Recording;
  faults: Faults;
  client: Socket;
  server: Socket;
  pumps: Record<Side, Pump>;
  /** The connection is broken, by that side or by ourselves. */
  onBroken(by: Side | 'tap'): void;
}

/** When so much has come on a connection, a thread is started ... */
const START_AFTER_BYTES = 2 * 1024 * 1024;
/** ... and then passes on what comes, whenever so much has come since it did so last. */
const TAKE_AFTER_BYTES = 8 * 1024 * 1024;

/**
 * Gives a connection on which much comes to the thread that passes on fastest, and takes it back when nothing comes any more, a
 * fault is put on the link, or the connection is at its end: all but passing on is done where it always is. Sockets must reuse
 * memory: others may have read bytes that they have not told of.
 */
export class BulkPassage implements LaneOwner {
  private relay: Relay | undefined;
  private lane: number | undefined;
  private since = 0;

  constructor(private readonly options: BulkPassageOptions) {}

  /** Something has come and was recorded. */
  came(bytes: number): void {
    if (this.lane !== undefined) return;
    this.since += bytes;
    if (this.since < START_AFTER_BYTES || !this.isFit) return;
    this.relay ??= relayOf(this.options.recording);
    if (this.since >= TAKE_AFTER_BYTES && this.relay?.ready) this.give(this.relay);
  }

  passed(side: Side, bytes: Buffer): void {
    this.options.pumps[side].passed(bytes);
  }

  takeBack(): void {
    const { pumps, onBroken } = this.options;
    const { waiting, brokenBy } = this.leave();
    if (brokenBy) onBroken(brokenBy);
    else for (const side of ['client', 'server'] as const) pumps[side].comeBack(waiting?.[side]);
  }

  /** Everything that has been passed on is recorded then. What waits is no longer passed on. */
  end(): void {
    this.leave();
  }

  /** Before a fault is looked at. */
  interrupt(): void {
    if (this.lane !== undefined) this.takeBack();
  }

  private get isFit(): boolean {
    const { faults, pumps } = this.options;
    return faults.none && pumps.client.isIdle && pumps.server.isIdle;
  }

  private give(relay: Relay): void {
    const { client, server, pumps } = this.options;
    this.since = 0;
    pumps.client.leave();
    pumps.server.leave();
    this.lane = relay.take(client, server, this);
    if (this.lane !== undefined) return;
    pumps.client.comeBack(undefined);
    pumps.server.comeBack(undefined);
  }

  private leave(): Left {
    const { lane } = this;
    if (lane === undefined) return {};
    const left = this.relay?.leave(lane) ?? {};
    this.lane = undefined;
    this.since = 0;
    return left;
  }
}
