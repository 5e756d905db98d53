import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Address, Listen } from '../../../model/actors';
import { leaveWhoDoesNotTake } from '../../../protocols/answers-in-turn';
import { type MetricsSnapshot, prometheusText } from './metrics';

/** For a peer that does not take what it asked for. */
const PATIENCE_MS = 10_000;

/** `GET /metrics` (Prometheus text) and `GET /metrics.json`. */
export class MetricsServer {
  readonly #listen: Listen;
  readonly #server: Server;

  constructor(listen: Listen, snapshot: () => MetricsSnapshot, patienceMs = PATIENCE_MS) {
    this.#listen = listen;
    const answer: RequestListener = (request, response) => {
      const path = request.url?.split('?')[0];
      if (request.method !== 'GET' || (path !== '/metrics' && path !== '/metrics.json')) {
        response.writeHead(404, { 'Content-Type': 'text/plain' }).end('GET /metrics or /metrics.json\n');
        return;
      }
      const json = path === '/metrics.json';
      response
        .writeHead(200, { 'Content-Type': json ? 'application/json' : 'text/plain; version=0.0.4; charset=utf-8' })
        .end(json ? JSON.stringify(snapshot()) : prometheusText(snapshot()));
    };
    const { tls } = listen;
    const read = (file: string | undefined): Buffer | undefined => (file ? readFileSync(file) : undefined);
    this.#server = tls
      ? createHttpsServer(
          { cert: read(tls.certificate), key: read(tls.key), minVersion: tls.minVersion ?? 'TLSv1.2' },
          answer,
        )
      : createHttpServer(answer);
    this.#server.headersTimeout = 10_000;
    this.#server.requestTimeout = 10_000;
    this.#server.on('request', (_request, response: ServerResponse) => leaveWhoDoesNotTake(response, patienceMs));
  }

  get address(): Address {
    return { host: this.#listen.host, port: (this.#server.address() as AddressInfo).port };
  }

  async start(): Promise<void> {
    const { host, port } = this.#listen;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Error(
            `The metrics of the AI platform cannot be served at ${host}:${port}: ${error.code === 'EADDRINUSE' ? 'the port is in use. Choose another port' : error.message}.`,
          ),
        ),
      );
      this.#server.listen(port, host, resolve);
    });
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
