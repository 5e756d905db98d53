import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Recording } from '../../evidence/recording';
import type { Address, Listen, Logger, Party, TlsFiles } from '../../model/actors';
import type { LinkProtocol } from '../../model/events';
import { describeFault, Faults, type Fault, type LineQuality } from './faults';
import { DEFAULT_FOLLOW_LIMITS, type FollowLimits } from './follower';
import { reusesMemory } from './followers';
import { GreetingRoom } from './greeting';
import { acceptReusing } from '../reused-memory';
import { TappedConnection } from './tapped-connection';
import { tlsFacts } from './tls-facts';

export type { Fault, LineQuality } from './faults';

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
  /** A perfect line when absent. */
  line?: LineQuality;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Connections are numbered per run. */
const numbers = new WeakMap<Recording, number>();

/** A recording proxy on one link: passes everything on unchanged and writes what passed to journal and capture. */
export class Tap {
  private server: Server | undefined;
  private greeting: GreetingRoom | undefined;
  private readonly faults: Faults;
  private readonly open = new Set<TappedConnection>();
  private target: Address & { tls?: TlsFiles };

  constructor(private readonly options: TapOptions) {
    this.target = options.target;
    this.faults = new Faults(options.line);
  }

  get link(): string {
    return this.options.link;
  }

  /** Where it listens. Throws before `start` and after `stop`. */
  get address(): Address {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) throw new Error(`The tap for ${this.link} does not listen.`);
    return { host: address.address, port: address.port };
  }

  /** Rejects with a plain sentence when the port is in use or a certificate cannot be read. */
  async start(): Promise<void> {
    const { listen, link, log } = this.options;
    this.greeting = listen.tls && new GreetingRoom(listen.tls);
    // With TLS, the socket is half-open only from the end of the handshake on: see GreetingRoom.
    const server = createServer({ allowHalfOpen: !listen.tls, pauseOnConnect: this.reuses }, (socket) =>
      this.accepted(this.reuses ? acceptReusing(socket, true) : socket),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listenError(error, listen, link))));
      server.listen(listen.port, listen.host, resolve);
    });
    server.on('error', (error) => log?.error(`tap ${link}: ${error.message}`));
    this.server = server;
    this.announce();
  }

  /** TLS decrypts into memory of its own. */
  private get reuses(): boolean {
    return reusesMemory(this.options.protocol) && !this.options.listen.tls;
  }

  /** For new connections; those that are open stay where they are. */
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

  /** Resets what is open and stops listening. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of [...this.open]) connection.cut();
    this.greeting?.stop();
    await closed;
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
    const { recording, link } = this.options;
    // Between stop and the last accept.
    if (!this.server) {
      socket.destroy();
      return;
    }
    const connection = (numbers.get(recording) ?? 0) + 1;
    numbers.set(recording, connection);
    const client = remote(socket);
    const { host, port } = this.address;
    recording.append({
      kind: 'connection.opened',
      link,
      connection,
      client: `${client.host}:${client.port}`,
      server: `${host}:${port}`,
      ...(this.target.port === 0 ? {} : { target: `${this.target.host}:${this.target.port}` }),
    });
    if (this.faults.refusing) this.refuse(socket, connection);
    else if (this.greeting) this.greet(this.greeting, socket, client, connection);
    else this.join(socket, socket, client, connection);
  }

  private refuse(socket: Socket, connection: number): void {
    const { recording, link } = this.options;
    socket.on('error', () => {});
    socket.resetAndDestroy();
    recording.append({ kind: 'connection.failed', link, connection, reason: 'refused on purpose by the harness' });
    this.closedAtOnce(connection, 'tap');
  }

  private greet(room: GreetingRoom, raw: Socket, address: Address, connection: number): void {
    const { recording, link } = this.options;
    room.greet(raw, {
      onSecure: (socket) => {
        recording.append({ kind: 'connection.tls', link, connection, side: 'client', ...tlsFacts(socket) });
        this.join(socket, raw, address, connection);
      },
      onOver: (reason) => {
        if (reason !== undefined)
          recording.append({ kind: 'connection.tls-failed', link, connection, side: 'client', reason });
        this.closedAtOnce(connection, reason === undefined ? 'client' : 'tap');
      },
    });
  }

  private closedAtOnce(connection: number, by: 'client' | 'tap'): void {
    const { recording, link } = this.options;
    recording.append({ kind: 'connection.closed', link, connection, by, bytesFromClient: 0, bytesFromServer: 0 });
  }

  private join(client: Socket, rawClient: Socket, clientAddress: Address, connection: number): void {
    const { protocol, recording, limits, link, connectTimeoutMs = CONNECT_TIMEOUT_MS } = this.options;
    const tapped: TappedConnection = new TappedConnection({
      ref: { link, connection },
      protocol,
      recording,
      limits: { ...DEFAULT_FOLLOW_LIMITS, ...limits },
      faults: this.faults,
      client,
      rawClient,
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
