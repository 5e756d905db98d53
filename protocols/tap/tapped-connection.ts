import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { CaptureStream } from '../../evidence/pcapng';
import { SEGMENT } from '../../evidence/tcp-stream';
import type { Recording } from '../../evidence/recording';
import { RecordingError } from '../../evidence/write-all';
import type { Address, TlsFiles } from '../../model/actors';
import type { LinkProtocol, LinkRef, Side } from '../../model/events';
import { BulkPassage } from './bulk-passage';
import type { Faults } from './faults';
import { NotUnderstood, OTHER_SIDE, type Follower, type FollowLimits } from './follower';
import { createFollower, reusesMemory } from './followers';
import { Pump } from './pump';
import { createMask } from './secrets/mask';
import type { Mask } from './secrets/types';
import { connectTarget, type TargetCallbacks } from './target';
import { tlsFacts } from './tls-facts';

export interface TappedConnectionOptions {
  ref: LinkRef;
  protocol: LinkProtocol;
  recording: Recording;
  limits: FollowLimits;
  faults: Faults;
  /** The accepted socket, TLS already ended where the tap ends it. */
  client: Socket;
  /** What was accepted, below TLS. */
  rawClient: Socket;
  clientAddress: Address;
  target: Address & { tls?: TlsFiles };
  connectTimeoutMs: number;
  onClosed(): void;
}

/**
 * Ports on which Wireshark is to see a server. On any other than its own it leaves out the first HL7 message of each
 * connection; DICOM and HTTP it knows everywhere.
 */
const SHOWN_PORT: Partial<Record<LinkProtocol, number>> = { mllp: 2575 };

/** One connection through a tap: the accepted socket, the one to the target, and the record of both directions. */
export class TappedConnection {
  private server: Socket | undefined;
  private rawServer: Socket | undefined;
  private capture: CaptureStream | undefined;
  private follower: Follower | undefined;
  private readonly masks: Record<Side, Mask | undefined>;
  private pumps: Record<Side, Pump> | undefined;
  private bulk: BulkPassage | undefined;
  private unlisten = (): void => undefined;
  private over = false;
  private readonly endedSides = new Set<Side>();
  private readonly closedSides: Side[] = [];
  private readonly breakOffConnecting: () => void;

  constructor(private readonly options: TappedConnectionOptions) {
    const { client, rawClient, ref, protocol, recording, target, connectTimeoutMs } = options;
    this.masks = { client: createMask(protocol, 'client'), server: createMask(protocol, 'server') };
    rawClient.setNoDelay(true);
    client.pause();
    client.on('error', () => this.broken('client'));
    client.on('close', () => this.closed('client'));
    const callbacks: TargetCallbacks = {
      onReady: (server, raw) => this.join(server, raw),
      onTlsFailed: (reason) => recording.append({ kind: 'connection.tls-failed', ...ref, side: 'server', reason }),
      onFailed: (reason) => {
        recording.append({ kind: 'connection.failed', ...ref, reason });
        this.finish('server', true);
      },
    };
    this.breakOffConnecting = connectTarget(target, connectTimeoutMs, callbacks, reusesMemory(protocol));
  }

  /** Resets both sides. */
  cut(): void {
    this.finish('tap', true);
  }

  private join(server: Socket, raw: Socket): void {
    const { ref, protocol, recording, limits, faults, client, clientAddress, target } = this.options;
    this.server = server;
    this.rawServer = raw;
    server.on('error', () => this.broken('server'));
    server.on('close', () => this.closed('server'));
    if (server instanceof TLSSocket)
      recording.append({ kind: 'connection.tls', ...ref, side: 'server', ...tlsFacts(server) });
    const secured = client instanceof TLSSocket || server instanceof TLSSocket;
    const port = SHOWN_PORT[protocol] ?? target.port;
    const comment = [
      `${ref.link}, connection ${ref.connection}`,
      ...(secured ? ['TLS was ended by the tap, the payload is shown in the clear'] : []),
      ...(port === target.port ? [] : [`the server's port was ${target.port}`]),
    ].join('; ');
    const shown = { host: server.remoteAddress ?? target.host, port };
    this.capture = recording.capture.open(clientAddress, shown, comment);
    this.follower = createFollower(protocol, { ref, recording, limits });
    // Before the pumps look at them.
    this.unlisten = faults.onChange(() => this.bulk?.interrupt());
    const pump = (sender: Side, from: Socket, to: Socket) =>
      new Pump({
        sender,
        from,
        to,
        faults,
        onChunk: (chunk) => recording.sharing(chunk, () => this.chunk(sender, chunk)),
        onEnd: () => this.ended(sender),
        onCut: () => this.cut(),
      });
    const pumps = { client: pump('client', client, server), server: pump('server', server, client) };
    this.pumps = pumps;
    if (reusesMemory(protocol) && !secured) {
      const onBroken = (by: Side | 'tap') => (by === 'tap' ? this.cut() : this.broken(by));
      this.bulk = new BulkPassage({ recording, faults, client, server, pumps, onBroken });
    }
    client.resume();
    server.resume();
  }

  private chunk(sender: Side, bytes: Buffer): void {
    const [first] = this.capture?.data(sender, this.masks[sender]?.mask(bytes) ?? bytes) ?? [0];
    const at = (this.pumps?.[sender].bytes ?? 0) - bytes.length;
    const frameAt = (offset: number): number => first + Math.floor(offset / SEGMENT);
    this.follow(sender, (follower) => follower.follow({ sender, bytes, at, frameAt }));
    this.bulk?.came(bytes.length);
  }

  private ended(sender: Side): void {
    this.capture?.end(sender);
    this.endFollowing(sender);
    this.endedSides.add(sender);
  }

  /** Half a message is its sender's doing, unless a fault was in the way or the peer had left before. */
  private endFollowing(sender: Side): void {
    if (this.endedSides.has(sender)) return;
    const ofItself = !this.options.faults.any && !this.endedSides.has(OTHER_SIDE[sender]);
    this.follow(sender, (follower) => follower.end(sender, ofItself));
  }

  /** Bytes that no follower understands are a fact to record; they pass all the same. */
  private follow(sender: Side, action: (follower: Follower) => void): void {
    const { follower } = this;
    if (!follower) return;
    try {
      action(follower);
    } catch (error) {
      this.stopFollowing();
      const { recording, ref } = this.options;
      if (error instanceof RecordingError) {
        recording.append({ kind: 'harness.problem', cause: 'harness', sentence: error.message });
        return;
      }
      const { message, atByte } = NotUnderstood.from(error, this.pumps?.[sender].bytes ?? 0) as NotUnderstood;
      recording.append({ kind: 'connection.undecodable', ...ref, sender, reason: message, atByte });
    }
  }

  private stopFollowing(): void {
    const { follower } = this;
    this.follower = undefined;
    try {
      follower?.close();
    } catch (error) {
      // The only thing that closing does is to take files away.
      const { message } = error as Error;
      this.options.recording.append({ kind: 'harness.problem', cause: 'harness', sentence: message });
    }
  }

  private broken(side: Side): void {
    if (this.over) return;
    this.endFollowing(side);
    this.finish(side, true);
  }

  /** A side that has closed in good order leaves the other time to get the rest; else the other is reset as well. */
  private closed(side: Side): void {
    this.closedSides.push(side);
    if (!this.pumps || !this.endedSides.has(side)) this.broken(side);
    else if (this.closedSides.length === 2) this.finish(this.closedSides[0] ?? side, false);
  }

  private finish(by: Side | 'tap', abruptly: boolean): void {
    if (this.over) return;
    const { client, rawClient, ref, recording, onClosed } = this.options;
    this.over = true;
    this.breakOffConnecting();
    this.unlisten();
    this.bulk?.end();
    if (abruptly) this.capture?.reset(by === 'server' ? 'server' : 'client');
    this.pumps?.client.close();
    this.pumps?.server.close();
    if (abruptly) {
      reset(client, rawClient);
      if (this.server && this.rawServer) reset(this.server, this.rawServer);
    }
    this.stopFollowing();
    onClosed();
    recording.append({
      kind: 'connection.closed',
      ...ref,
      by,
      bytesFromClient: this.pumps?.client.bytes ?? 0,
      bytesFromServer: this.pumps?.server.bytes ?? 0,
    });
  }
}

/** As a broken line looks to a peer: no orderly end. TLS can only be reset below it. */
function reset(socket: Socket, raw: Socket): void {
  // Node cannot reset a connection whose end is on its way out, and after it has tried the process never ends.
  const ending = [socket, raw].some((each) => each.writableEnded && !each.writableFinished);
  if (!raw.destroyed && !ending) raw.resetAndDestroy();
  socket.destroy();
  raw.destroy();
}
