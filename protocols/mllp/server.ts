import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { silentLogger, type Address, type Listen, type Logger } from '../../model/actors';
import { serverTls } from '../dimse/tls';
import { decodeMessage, encodeMessage } from './charset';
import { frame, MllpFramer, type FramedMessage } from './framer';

export interface MllpReceived {
  /** Decoded by MSH-18. */
  text: string;
  /** As received, without the framing. */
  bytes: Buffer;
  /** `127.0.0.1:50123`. */
  remote: string;
  framingProblems: string[];
}

export interface MllpServerOptions {
  listen: Listen;
  log?: Logger;
  /** Longer messages end the connection; 16 MiB when left out. */
  maxMessageBytes?: number;
  maxConnections?: number;
  /** Gives the acknowledgement to send; undefined sends nothing. Messages of one connection are handled one by one. */
  onMessage(message: MllpReceived): Promise<string | undefined>;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_CONNECTIONS = 10_000;

/** An MLLP listener on sockets of our own, so that raw bytes and framing faults are seen. */
export class MllpServer {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly log: Logger;

  constructor(private readonly options: MllpServerOptions) {
    this.log = options.log ?? silentLogger;
  }

  get address(): Address {
    const { address, port } = this.server?.address() as AddressInfo;
    return { host: address, port };
  }

  /** Rejects with a plain sentence when the port is in use or a certificate cannot be read. */
  async start(): Promise<void> {
    const { listen, maxConnections = MAX_CONNECTIONS } = this.options;
    const server = listen.tls
      ? createTlsServer(serverTls(listen.tls), (socket) => this.serve(socket))
      : createTcpServer((socket) => this.serve(socket));
    server.maxConnections = maxConnections;
    if (listen.tls) {
      server.on('connection', (socket: Socket) => this.track(socket));
      server.on('tlsClientError', (error: Error) => this.log.warn(`MLLP: a TLS handshake failed: ${error.message}`));
    }
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${listen.port} on ${listen.host} (MLLP) is in use. Stop what uses it, or choose another port.`,
              )
            : new Error(`MLLP cannot listen at ${listen.host}:${listen.port}: ${error.message}`),
        ),
      );
      server.listen(listen.port, listen.host, resolve);
    });
    server.on('error', (error) => this.log.error(`MLLP listener: ${error.message}`));
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', (error) => this.log.debug(`MLLP connection: ${error.message}`));
  }

  private serve(socket: Socket): void {
    this.track(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    const remote = `${socket.remoteAddress}:${socket.remotePort}`;
    const framer = new MllpFramer(this.options.maxMessageBytes ?? MAX_MESSAGE_BYTES);
    let handled: Promise<void> = Promise.resolve();
    socket.on('data', (chunk: Buffer) => {
      let messages: FramedMessage[];
      try {
        messages = framer.push(chunk);
      } catch (error) {
        this.log.warn(`MLLP from ${remote}: ${(error as Error).message}; the connection is closed`);
        socket.destroy();
        return;
      }
      for (const message of messages) {
        // Nothing more is read while messages wait, so a flood stays in the sender's buffers.
        socket.pause();
        handled = handled.then(() => this.handle(socket, remote, message)).finally(() => socket.resume());
      }
    });
    socket.on('end', () => {
      if (framer.incomplete) this.log.warn(`MLLP from ${remote}: the connection ended within a message`);
    });
  }

  private async handle(socket: Socket, remote: string, { bytes, framingProblems }: FramedMessage): Promise<void> {
    for (const problem of framingProblems) this.log.warn(`MLLP from ${remote}: ${problem}`);
    try {
      const answer = await this.options.onMessage({ text: decodeMessage(bytes), bytes, remote, framingProblems });
      if (answer !== undefined && !socket.destroyed) socket.write(frame(encodeMessage(answer)));
    } catch (error) {
      this.log.error(`MLLP from ${remote}: the message could not be handled: ${(error as Error).message}`);
    }
  }
}
