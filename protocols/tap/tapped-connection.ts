import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { CaptureStream } from '../../evidence/pcapng';
import { SEGMENT } from '../../evidence/tcp-stream';
import type { Recording } from '../../evidence/recording';
import type { Address, TlsFiles } from '../../model/actors';
import type { LinkProtocol, LinkRef, Side } from '../../model/events';
import { clientTls } from '../dimse/tls';
import type { Faults } from './faults';
import { createFollower, type Follower, type FollowLimits } from './follower';
import { Pump } from './pump';

export interface TappedConnectionOptions {
  ref: LinkRef;
  protocol: LinkProtocol;
  recording: Recording;
  limits: FollowLimits;
  faults: Faults;
  /** The accepted socket, TLS already ended where the tap ends it. */
  client: Socket;
  clientAddress: Address;
  target: Address & { tls?: TlsFiles };
  connectTimeoutMs: number;
  onClosed(): void;
}

/** One connection through a tap: the accepted socket, the one to the target, and the record of both directions. */
export class TappedConnection {
  private server: Socket | undefined;
  private capture: CaptureStream | undefined;
  private follower: Follower | undefined;
  private pumps: Record<Side, Pump> | undefined;
  private over = false;
  private readonly endedSides = new Set<Side>();
  private readonly closedSides: Side[] = [];

  constructor(private readonly options: TappedConnectionOptions) {
    const { client } = options;
    client.setNoDelay(true);
    client.pause();
    client.on('error', () => this.finish('client', true));
    client.on('close', () => this.closed('client'));
    this.connect();
  }

  /** Resets both sides. */
  cut(): void {
    this.finish('tap', true);
  }

  private connect(): void {
    const { target, connectTimeoutMs, ref, recording } = this.options;
    const { host, port } = target;
    const base = { host, port, allowHalfOpen: true };
    const server = target.tls ? connectTls({ ...base, ...clientTls(target.tls) }) : connectTcp(base);
    this.server = server;
    server.setNoDelay(true);
    server.setTimeout(connectTimeoutMs, () =>
      this.failed(`no answer from ${host}:${port} within ${connectTimeoutMs / 1000} s`),
    );
    server.once(target.tls ? 'secureConnect' : 'connect', () => {
      server.setTimeout(0);
      if (server instanceof TLSSocket)
        recording.append({ kind: 'connection.tls', ...ref, side: 'server', ...tlsFacts(server) });
      this.join(server);
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (this.pumps) this.finish('server', true);
      else if (target.tls && error.code !== 'ECONNREFUSED') {
        recording.append({ kind: 'connection.tls-failed', ...ref, side: 'server', reason: error.message });
        this.failed(`TLS with ${host}:${port} failed: ${error.message}`);
      } else this.failed(`${host}:${port}: ${error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message}`);
    });
    server.on('close', () => this.closed('server'));
  }

  private join(server: Socket): void {
    const { ref, protocol, recording, limits, faults, client, clientAddress, target } = this.options;
    const secured = client instanceof TLSSocket || server instanceof TLSSocket;
    const comment = `${ref.link}, connection ${ref.connection}${secured ? '; TLS was ended by the tap, the payload is shown in the clear' : ''}`;
    this.capture = recording.capture.open(clientAddress, target, comment);
    this.follower = createFollower(protocol, { ref, recording, limits });
    const pump = (sender: Side, from: Socket, to: Socket) =>
      new Pump({
        sender,
        from,
        to,
        faults,
        onChunk: (chunk) => this.chunk(sender, chunk),
        onEnd: () => this.ended(sender),
        onCut: () => this.cut(),
      });
    this.pumps = { client: pump('client', client, server), server: pump('server', server, client) };
    client.resume();
  }

  private chunk(sender: Side, bytes: Buffer): void {
    const [first] = this.capture?.data(sender, bytes) ?? [0];
    this.follow(
      (follower) => follower.follow({ sender, bytes, frameAt: (offset) => first + Math.floor(offset / SEGMENT) }),
      sender,
    );
  }

  private ended(sender: Side): void {
    this.endedSides.add(sender);
    this.capture?.end(sender);
    this.follow((follower) => follower.end(sender), sender);
  }

  /** Bytes that no follower understands are a fact to record; they pass all the same. */
  private follow(action: (follower: Follower) => void, sender: Side): void {
    if (!this.follower) return;
    try {
      action(this.follower);
    } catch (error) {
      this.follower.close();
      this.follower = undefined;
      this.options.recording.append({
        kind: 'connection.undecodable',
        ...this.options.ref,
        sender,
        reason: (error as Error).message,
        atByte: this.pumps?.[sender].bytes ?? 0,
      });
    }
  }

  private failed(reason: string): void {
    if (this.over) return;
    this.options.recording.append({ kind: 'connection.failed', ...this.options.ref, reason });
    this.finish('server', true);
  }

  /** A side that has closed in good order leaves the other time to get the rest; else the other is reset as well. */
  private closed(side: Side): void {
    this.closedSides.push(side);
    if (!this.pumps || !this.endedSides.has(side)) this.finish(side, this.pumps !== undefined);
    else if (this.closedSides.length === 2) this.finish(this.closedSides[0] ?? side, false);
  }

  private finish(by: Side | 'tap', abruptly: boolean): void {
    if (this.over) return;
    const { client, ref, recording, onClosed } = this.options;
    this.over = true;
    if (abruptly) this.capture?.reset(by === 'server' ? 'server' : 'client');
    for (const socket of [client, this.server]) {
      if (!socket || socket.destroyed) continue;
      if (abruptly && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
      else if (abruptly) socket.destroy();
      else socket.end();
    }
    this.follower?.close();
    recording.append({
      kind: 'connection.closed',
      ...ref,
      by,
      bytesFromClient: this.pumps?.client.bytes ?? 0,
      bytesFromServer: this.pumps?.server.bytes ?? 0,
    });
    onClosed();
  }
}

/** What was agreed on, for the record. */
export function tlsFacts(socket: TLSSocket): { version: string; cipher: string; peerCertificateSha256?: string } {
  const fingerprint = socket.getPeerCertificate().fingerprint256 as string | undefined;
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    ...(fingerprint ? { peerCertificateSha256: fingerprint.replaceAll(':', '').toLowerCase() } : {}),
  };
}
