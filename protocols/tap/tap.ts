import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Recording } from '../../evidence/recording';
import type { Address, Listen, Logger, Party, TlsFiles } from '../../model/actors';
import type { LinkProtocol } from '../../model/events';
import { serverTls } from '../dimse/tls';
import { describeFault, Faults, type Fault } from './faults';
import { DEFAULT_FOLLOW_LIMITS, type FollowLimits } from './follower';
import { TappedConnection, tlsFacts } from './tapped-connection';

export type { Fault } from './faults';

export interface TapOptions {
  /** `ai-platform>pacs:dimse`. */
  link: string;
  from: Party;
  to: Party;
  protocol: LinkProtocol;
  /** With `tls` the tap ends TLS towards the client. */
  listen: Listen;
  /** With `tls` the tap speaks TLS to the target. */
  target: Address & { tls?: TlsFiles };
  recording: Recording;
  log?: Logger;
  limits?: Partial<FollowLimits>;
  connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
let connections = 0;

/** A recording proxy on one link: passes everything on unchanged and writes what passed to journal and capture. */
export class Tap {
  private server: Server | undefined;
  private readonly faults = new Faults();
  private readonly open = new Set<TappedConnection>();
  /** Accepted sockets by remote address, until TLS is agreed on. */
  private readonly greeting = new Map<string, { socket: Socket; connection: number }>();
  private target: Address & { tls?: TlsFiles };

  constructor(private readonly options: TapOptions) {
    this.target = options.target;
  }

  get link(): string {
    return this.options.link;
  }

  get address(): Address {
    const { address: host, port } = this.server?.address() as AddressInfo;
    return { host, port };
  }

  /** Rejects with a plain sentence when the port is in use or a certificate cannot be read. */
  async start(): Promise<void> {
    const { listen, link } = this.options;
    const server = listen.tls
      ? createTlsServer({ ...serverTls(listen.tls), allowHalfOpen: true }, (socket) => this.secured(socket))
      : createTcpServer({ allowHalfOpen: true }, (socket) => this.accepted(socket));
    if (listen.tls) {
      server.on('connection', (socket: Socket) => this.accepted(socket));
      server.on('tlsClientError', (error: Error, socket: TLSSocket) => this.notSecured(error, socket));
    }
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listenError(error, listen, link))));
      server.listen(listen.port, listen.host, resolve);
    });
    server.on('error', (error) => this.options.log?.error(`tap ${link}: ${error.message}`));
    this.server = server;
    this.announce();
  }

  setTarget(target: Address): void {
    this.target = { ...this.target, host: target.host, port: target.port };
  }

  /** Puts a fault on the link; the function that is returned lifts it. */
  inject(fault: Fault): () => void {
    const { recording, link } = this.options;
    this.faults.add(fault);
    recording.append({ kind: 'tap.fault', link, fault: describeFault(fault), active: true });
    return () => {
      if (this.faults.remove(fault)) {
        recording.append({ kind: 'tap.fault', link, fault: describeFault(fault), active: false });
      }
    };
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    for (const connection of this.open) connection.cut();
    for (const { socket } of this.greeting.values()) socket.destroy();
    this.server = undefined;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private announce(): void {
    const { link, from, to, protocol, recording, listen } = this.options;
    const { host, port } = this.address;
    recording.append({
      kind: 'link.opened',
      link,
      from,
      to,
      protocol,
      listen: `${host}:${port}`,
      target: this.target.port === 0 ? 'not known yet' : `${this.target.host}:${this.target.port}`,
      tls: { client: listen.tls !== undefined, server: this.target.tls !== undefined },
    });
  }

  private accepted(socket: Socket): void {
    const { recording, link, listen } = this.options;
    const connection = ++connections;
    const { host, port } = this.address;
    const clientAddress = remote(socket);
    recording.append({
      kind: 'connection.opened',
      link,
      connection,
      client: `${clientAddress.host}:${clientAddress.port}`,
      server: `${host}:${port}`,
    });
    if (this.faults.refusing) {
      recording.append({ kind: 'connection.failed', link, connection, reason: 'refused on purpose by the harness' });
      recording.append({
        kind: 'connection.closed',
        link,
        connection,
        by: 'tap',
        bytesFromClient: 0,
        bytesFromServer: 0,
      });
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return;
    }
    if (!listen.tls) {
      this.join(socket, clientAddress, connection);
      return;
    }
    const key = `${clientAddress.host}:${clientAddress.port}`;
    this.greeting.set(key, { socket, connection });
    socket.on('close', () => this.greeting.delete(key));
  }

  private secured(socket: TLSSocket): void {
    const { recording, link } = this.options;
    const clientAddress = remote(socket);
    const greeted = this.greeting.get(`${clientAddress.host}:${clientAddress.port}`);
    if (!greeted) {
      socket.destroy();
      return;
    }
    recording.append({
      kind: 'connection.tls',
      link,
      connection: greeted.connection,
      side: 'client',
      authorized: socket.authorized,
      ...tlsFacts(socket),
    });
    this.join(socket, clientAddress, greeted.connection);
  }

  private notSecured(error: Error, socket: TLSSocket): void {
    const { recording, link } = this.options;
    const { host, port } = remote(socket);
    const greeted = this.greeting.get(`${host}:${port}`);
    socket.destroy();
    if (!greeted) return;
    const { connection } = greeted;
    recording.append({ kind: 'connection.tls-failed', link, connection, side: 'client', reason: error.message });
    recording.append({
      kind: 'connection.closed',
      link,
      connection,
      by: 'tap',
      bytesFromClient: 0,
      bytesFromServer: 0,
    });
  }

  private join(client: Socket, clientAddress: Address, connection: number): void {
    const { protocol, recording, limits, link, connectTimeoutMs = CONNECT_TIMEOUT_MS } = this.options;
    const tapped: TappedConnection = new TappedConnection({
      ref: { link, connection },
      protocol,
      recording,
      limits: { ...DEFAULT_FOLLOW_LIMITS, ...limits },
      faults: this.faults,
      client,
      clientAddress,
      target: this.target,
      connectTimeoutMs,
      onClosed: () => this.open.delete(tapped),
    });
    this.open.add(tapped);
  }
}

function remote(socket: Socket): Address {
  return { host: socket.remoteAddress ?? '0.0.0.0', port: socket.remotePort ?? 0 };
}

function listenError(error: NodeJS.ErrnoException, { host, port }: Address, link: string): string {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host}, where ${link} is to be recorded, is in use. Stop what uses it, or give another port in sut.yaml (harness).`;
  if (error.code === 'EACCES')
    return `Port ${port} on ${host} needs more rights than this user has. Give a port above 1023 in sut.yaml (harness).`;
  if (error.code === 'EADDRNOTAVAIL')
    return `${host} is not an address of this machine. Correct harness.host in sut.yaml.`;
  return `The tap for ${link} cannot listen at ${where}: ${error.message}`;
}
