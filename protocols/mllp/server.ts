import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { silentLogger, type Address, type Listen, type Logger } from '../../model/actors';
import { serverTls } from '../dimse/tls';
import { acceptReusing, CommonMemory } from '../reused-memory';
import { ServedConnection } from './served-connection';

export interface MllpReceived {
  /** As received, without the framing. */
  bytes: Buffer;
  /** `127.0.0.1:50123`. */
  remote: string;
  /** What was wrong before and around this message. */
  framingProblems: string[];
}

export interface MllpServerOptions {
  listen: Listen;
  log?: Logger;
  /** Longer messages end the connection; 16 MiB when left out. */
  maxMessageBytes?: number;
  /** One more, and the one that was silent for longest is closed; 1,000 when left out. */
  maxConnections?: number;
  /** How long a peer may stop within a message, or not take its answer; 30 s when left out. Between messages it may be silent. */
  stallTimeoutMs?: number;
  /** Gives the acknowledgement to send; undefined sends nothing. Messages of one connection are handled one by one. */
  onMessage(message: MllpReceived): Promise<string | undefined>;
  /** Framing faults that belong to no message, because the connection ended with them. */
  onFramingProblem?(remote: string, problem: string): void;
}

const MAX_CONNECTIONS = 1000;
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** An MLLP listener on sockets of our own, so that raw bytes and framing faults are seen. */
export class MllpServer {
  private server: Server | undefined;
  private bound: Address | undefined;
  private readonly sockets = new Set<Socket>();
  /** What is served over them; the one that was silent for longest first. */
  private readonly served = new Set<Socket>();
  private readonly log: Logger;

  constructor(private readonly options: MllpServerOptions) {
    this.log = options.log ?? silentLogger;
  }

  /** Where it listens, with the port that was really bound. Throws before `start` has resolved. */
  get address(): Address {
    if (!this.bound) throw new Error('The MLLP listener does not listen yet.');
    return this.bound;
  }

  /** Rejects with a plain sentence when the port is in use or a certificate cannot be read. */
  async start(): Promise<void> {
    const { listen } = this.options;
    if (this.server) throw new Error('The MLLP listener listens already.');
    const server = this.create();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(bindProblem(listen, error))));
      server.listen(listen.port, listen.host, resolve);
    });
    server.on('error', (error) => this.log.error(`MLLP listener: ${error.message}`));
    this.server = server;
    this.bound = { host: listen.host, port: (server.address() as { port: number }).port };
  }

  /** Ends all connections, also those with an answer still due, and resolves when everything is closed. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    this.bound = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private create(): Server {
    const { listen } = this.options;
    // Half-open: a sender may close its side and wait for the acknowledgement.
    if (!listen.tls)
      return createTcpServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) =>
        this.accept(acceptReusing(socket, true, new CommonMemory())),
      );
    const server = createTlsServer(
      { ...serverTls(listen.tls), handshakeTimeout: HANDSHAKE_TIMEOUT_MS, allowHalfOpen: true },
      (socket) => this.accept(socket),
    );
    server.on('connection', (socket: Socket) => this.track(socket));
    server.on('tlsClientError', (error: Error, socket) => {
      this.log.warn(`MLLP: TLS with ${socket.remoteAddress ?? 'a peer'} failed: ${error.message}`);
      socket.destroy();
    });
    return server;
  }

  private accept(socket: Socket): void {
    this.track(socket);
    this.served.add(socket);
    socket.once('close', () => this.served.delete(socket));
    this.makeRoom();
    new ServedConnection(socket, this.options, this.log, () => {
      if (this.served.delete(socket)) this.served.add(socket);
    });
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', (error) => this.log.debug(`MLLP connection: ${error.message}`));
  }

  /** Whoever says nothing must not keep out those who do. */
  private makeRoom(): void {
    const { maxConnections = MAX_CONNECTIONS } = this.options;
    const [silent] = this.served;
    if (this.served.size <= maxConnections || !silent) return;
    this.log.warn(
      `MLLP: more than ${maxConnections} connections are open; the one of ${silent.remoteAddress}:${silent.remotePort}, which was silent for longest, is closed`,
    );
    this.served.delete(silent);
    silent.destroy();
  }
}

function bindProblem({ host, port }: Listen, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} (MLLP) is in use. Stop what uses it, or choose another port.`;
    case 'EACCES':
      return `MLLP cannot listen at ${host}:${port}: ports below 1024 need special rights. Choose a higher port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `MLLP cannot listen at ${host}:${port}: this machine has no such address. Check the host.`;
    default:
      return `MLLP cannot listen at ${host}:${port}: ${error.message}.`;
  }
}
