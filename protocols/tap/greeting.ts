import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
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
  private readonly options: TlsOptions;
  private readonly waiting = new Set<Socket>();

  /** Throws a plain sentence when a certificate cannot be read. */
  constructor(files: TlsFiles) {
    this.options = {
      ...serverTls(files),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      // Shared, so that clients can resume their sessions.
      ticketKeys: randomBytes(48),
    };
    // Tells at once that key and certificate do not belong together.
    createServer(this.options);
  }

  greet(raw: Socket, greeted: Greeted): void {
    this.waiting.add(raw);
    const over = (reason: string): void => {
      if (!this.waiting.delete(raw)) return;
      raw.destroy();
      // A port probe connects and leaves: that is no attempt at TLS, and no failure of it.
      greeted.onOver(raw.bytesRead === 0 ? undefined : reason);
    };
    // A server of its own for each socket, which never listens: the only way to know which socket an error is about.
    const server = createServer(this.options, (socket) => {
      if (!this.waiting.delete(raw)) {
        socket.destroy();
        return;
      }
      // Only now: before, a client that leaves must not keep its connection half open until the handshake's time is up.
      socket.allowHalfOpen = true;
      greeted.onSecure(socket);
    });
    server.on('tlsClientError', (error, socket) => {
      // Set where the handshake went well and the client's certificate was not accepted here.
      const code = socket.authorizationError as unknown as string | undefined;
      over(tlsFailure(code ? Object.assign(new Error(code), { code }) : error));
      socket.destroy();
    });
    raw.on('error', () => {});
    raw.on('close', () => setImmediate(() => over(LEFT)));
    server.emit('connection', raw);
  }

  stop(): void {
    const sockets = [...this.waiting];
    this.waiting.clear();
    for (const socket of sockets) socket.destroy();
  }
}
