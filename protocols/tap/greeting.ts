import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { TlsFiles } from '../../model/actors';
import { serverTls } from '../dimse/tls';
import { LEFT, tlsFailure } from './tls-facts';

const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface Greeted {
  onSecure(socket: TLSSocket): void;
  /** No TLS came about. `reason` is undefined where the client left without having tried. */
  onOver(reason: string | undefined): void;
}

/** Ends TLS on accepted sockets. Each socket handed in gets exactly one of its two callbacks, or is destroyed by `stop`. */
export class GreetingRoom {
  private readonly server: Server;
  private readonly waiting = new Map<Socket, Greeted>();
  private readonly byAddress = new Map<string, Socket>();

  /** Throws a plain sentence when a certificate cannot be read. */
  constructor(files: TlsFiles) {
    const options = { ...serverTls(files), handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
    // It never listens: sockets come from the tap, which has recorded them.
    this.server = createServer(options, (socket) => this.secured(socket));
    this.server.on('tlsClientError', (error: Error, socket: TLSSocket) => this.failed(error, socket));
  }

  greet(socket: Socket, greeted: Greeted): void {
    const address = addressOf(socket);
    this.waiting.set(socket, greeted);
    this.byAddress.set(address, socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.byAddress.get(address) === socket) this.byAddress.delete(address);
      // Closed before the handshake was over and without a word from OpenSSL.
      this.over(socket, LEFT);
    });
    this.server.emit('connection', socket);
  }

  stop(): void {
    const sockets = [...this.waiting.keys()];
    this.waiting.clear();
    for (const socket of sockets) socket.destroy();
  }

  private secured(socket: TLSSocket): void {
    const raw = this.byAddress.get(addressOf(socket));
    const greeted = raw && this.waiting.get(raw);
    if (!raw || !greeted) {
      socket.destroy();
      return;
    }
    this.waiting.delete(raw);
    // Only now: before, a client that leaves must not keep its connection half open until the handshake's time is up.
    socket.allowHalfOpen = true;
    greeted.onSecure(socket);
  }

  private failed(error: Error, socket: TLSSocket): void {
    const raw = this.byAddress.get(addressOf(socket));
    if (raw) this.over(raw, tlsFailure(error));
    socket.destroy();
    raw?.destroy();
  }

  /** A port probe connects and leaves: that is no attempt at TLS, and no failure of it. */
  private over(raw: Socket, reason: string): void {
    const greeted = this.waiting.get(raw);
    this.waiting.delete(raw);
    greeted?.onOver(raw.bytesRead === 0 ? undefined : reason);
  }
}

function addressOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;
}
