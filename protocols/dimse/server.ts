import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Address, type Listen, type Logger, silentLogger } from '../../model/actors';
import { Acceptor } from './acceptor';
import { acceptReusing } from '../reused-memory';
import { checkAeTitle } from './requestor';
import { serverTls } from './tls';
import type { NaturalDataset, ReceivedInstance, StoreSource, SubOperations, Written } from './types';

export type { NaturalDataset, ReceivedInstance, StoreSource, SubOperations } from './types';

export interface QueryRequest {
  sopClassUid: string;
  /** Query/Retrieve Level; absent for a worklist query. */
  level?: string;
  identifier: NaturalDataset;
  callingAeTitle: string;
  messageId: number;
}

export interface MoveRequest extends QueryRequest {
  destination: string;
}

export interface NormalisedRequest {
  sopClassUid: string;
  sopInstanceUid: string;
  actionTypeId?: number;
  eventTypeId?: number;
  attributes: NaturalDataset;
  callingAeTitle: string;
  messageId: number;
}

export interface NormalisedAnswer {
  status: number;
  attributes?: NaturalDataset;
  /** Error Comment (0000,0902), 64 characters at most are sent. */
  comment?: string;
}

type NormalisedHandler = (r: NormalisedRequest) => Promise<NormalisedAnswer>;

/** A handler that rejects is answered with a failure status and logged; the association goes on. */
export interface DimseHandlers {
  /** false: Verification is not offered. */
  echo?: boolean;
  /** Returns the C-STORE status (PS3.4 B.2.3). */
  store?(i: ReceivedInstance): Promise<number>;
  /** Of an instance that goes to the folder of `spool`: what its beginning is needed for is done while the rest comes. */
  storeBegins?(written: Written): void;
  find?(r: QueryRequest): Promise<NaturalDataset[]>;
  /** Items with status FF00H are sent as progress; the first other one, or the promise's value, is final. */
  move?(r: MoveRequest): AsyncIterable<SubOperations> | Promise<SubOperations>;
  /** What is to be sent back on the same association. */
  get?(r: QueryRequest): Promise<StoreSource[]>;
  nCreate?: NormalisedHandler;
  nSet?: NormalisedHandler;
  nAction?: NormalisedHandler;
  nEventReport?: NormalisedHandler;
}

export interface DimseServerOptions {
  listen: Listen;
  aeTitle: string;
  log?: Logger;
  /** `own` (default): associations called otherwise are rejected. */
  acceptCalled?: 'own' | 'any';
  /** Absent: everybody may call. */
  acceptCalling?: string[];
  storageSopClasses?: string[] | 'all';
  /** For storage; absent: all that are known (uids.ts). */
  transferSyntaxes?: string[];
  /** Which C-FIND models are offered; absent: patient root, study root and worklist. */
  findSopClasses?: string[];
  /** N-CREATE of Instance Availability Notification (PS3.4 R) is offered. */
  availability?: boolean;
  /** Folder for instances that are not short; those not moved away are removed. All are held in memory where there is none. */
  spool?: string;
  /** How long a peer may be silent while nothing is being worked on for it; 60 s when absent. */
  idleTimeoutMs?: number;
  handlers: DimseHandlers;
}

/** A DIMSE service: accepts associations and answers requests through its handlers. */
export class DimseServer {
  readonly #options: DimseServerOptions;
  readonly #log: Logger;
  readonly #acceptors = new Set<Acceptor>();
  readonly #handshakes = new Set<Socket>();
  #server: Server | undefined;
  #address: Address | undefined;

  constructor(options: DimseServerOptions) {
    checkAeTitle(options.aeTitle, 'server');
    this.#options = options;
    this.#log = options.log ?? silentLogger;
  }

  /** Where it listens, with the port that was really bound. Throws before `start` has resolved. */
  get address(): Address {
    if (!this.#address) throw new Error(`${this.#options.aeTitle} does not listen yet.`);
    return this.#address;
  }

  /** Resolves when bound; rejects with a plain sentence when the address cannot be had or TLS files are wrong. */
  async start(): Promise<void> {
    const { listen, aeTitle } = this.#options;
    if (this.#server) throw new Error(`${aeTitle} listens already.`);
    const server = this.#create();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(bindProblem(aeTitle, listen, error))));
      server.listen(listen.port, listen.host, resolve);
    });
    server.on('error', (error) => this.#log.error(`${aeTitle}: ${error.message}`));
    const bound = server.address() as { address: string; port: number };
    this.#address = { host: listen.host, port: bound.port };
    this.#server = server;
  }

  /** Aborts open associations and resolves when every socket is closed, within a second. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#handshakes) socket.destroy();
    for (const acceptor of this.#acceptors) acceptor.abort();
    await closed;
    this.#address = undefined;
  }

  #create(): Server {
    const { listen, aeTitle } = this.#options;
    // TLS decrypts into memory of its own.
    if (!listen.tls)
      return createTcpServer({ pauseOnConnect: true }, (socket) => this.#accept(acceptReusing(socket, false)));
    const idleTimeoutMs = this.#options.idleTimeoutMs ?? 60_000;
    const server = createTlsServer(
      { ...serverTls(listen.tls), handshakeTimeout: Math.min(idleTimeoutMs, 30_000) },
      (socket) => this.#accept(socket),
    );
    server.on('connection', (socket: Socket) => {
      this.#handshakes.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#handshakes.delete(socket));
    });
    server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined));
    server.on('tlsClientError', (error, socket) => {
      this.#log.warn(`${aeTitle}: TLS with ${socket.remoteAddress ?? 'a peer'} failed: ${error.message}`);
      socket.destroy();
    });
    return server;
  }

  #accept(socket: Socket): void {
    const acceptor = new Acceptor(socket, this.#options, this.#log);
    this.#acceptors.add(acceptor);
    socket.once('close', () => this.#acceptors.delete(acceptor));
  }
}

function bindProblem(aeTitle: string, listen: Listen, error: NodeJS.ErrnoException): string {
  const where = `${aeTitle} cannot listen at ${listen.host}:${listen.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where}: the port is in use. Choose another port, or stop what listens there.`;
    case 'EACCES':
      return `${where}: ports below 1024 need special rights. Choose a higher port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${where}: this machine has no such address. Check the host.`;
    default:
      return `${where}: ${error.message}.`;
  }
}
