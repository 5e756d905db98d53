import { createServer, type Server, type Socket } from 'node:net';
import { acceptReusing, connectReusing, onBytes } from '../reused-memory';
import { type CommandFields, decodeCommand } from './command-set';
import { connectionLost, DimseError, peerName, socketError } from './errors';
import { PduStream } from './pdu-stream';
import { abortMeaning, rejectionMeaning } from './reasons';
import { rejectionAdvice } from './requestor';
import type { DimseClientOptions, StoreOutcome } from './types';

const [A_ASSOCIATE_RJ, A_RELEASE_RP, A_ABORT] = [3, 6, 7];
const C_STORE_RQ = 0x0001;
const C_STORE_RSP = 0x8001;

/**
 * Stands between the native engine and the peer on this machine's loopback: passes every byte on and reads along, since
 * the engine itself tells neither what the peer answered to an instance nor why an association failed, and cannot be
 * stopped. Ends both sides when nothing passes for `timeoutMs`.
 */
export class StoreRelay {
  readonly #options: DimseClientOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #outcomes = new Map<string, StoreOutcome[]>();
  #failure: DimseError | undefined;

  constructor(options: DimseClientOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (engine) =>
      this.#join(acceptReusing(engine, false)),
    );
  }

  /** Why the exchange failed, where it did. */
  get failure(): DimseError | undefined {
    return this.#failure;
  }

  /** Resolves with the loopback port for the engine. */
  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** The peer's answer to an instance; each is handed out once. Undefined where there was none. */
  take(sopInstanceUid: string): StoreOutcome | undefined {
    return this.#outcomes.get(sopInstanceUid)?.shift();
  }

  get answered(): number {
    return [...this.#outcomes.values()].reduce((sum, outcomes) => sum + outcomes.length, 0);
  }

  #join(engine: Socket): void {
    const { host, port } = this.#options.peer;
    const peer = connectReusing({ host, port, noDelay: true });
    let opened = false;
    let released = false;
    const timer = setTimeout(() => this.#fail(timedOut(this.#options, opened), peer, engine), this.#options.timeoutMs);
    const sent = new Map<number, StoreOutcome>();
    const fromEngine = commandReader(
      (command) => this.#requested(command, sent),
      () => undefined,
    );
    const fromPeer = commandReader(
      (command) => this.#answered(command, sent),
      (pdu) => {
        opened = true;
        if (pdu[0] === A_RELEASE_RP) released = true;
        const error = refusal(this.#options, pdu);
        if (error) this.#failure ??= error;
      },
    );
    pass(engine, peer, (chunk) => {
      timer.refresh();
      fromEngine.push(chunk);
    });
    pass(peer, engine, (chunk) => {
      timer.refresh();
      fromPeer.push(chunk);
    });
    for (const socket of [engine, peer]) {
      this.#sockets.add(socket);
      socket.once('close', () => {
        clearTimeout(timer);
        this.#sockets.delete(socket);
        engine.destroy();
        peer.destroy();
      });
    }
    engine.on('error', () => undefined);
    const doing = (): string => (opened ? 'waiting for the answer to C-STORE' : 'opening the association');
    peer.on('error', (error) => this.#fail(socketError(this.#options, error, false, doing()), peer, engine));
    peer.on('end', () => {
      if (!released) this.#failure ??= connectionLost(this.#options, false, doing());
    });
  }

  #fail(error: DimseError, ...sockets: Socket[]): void {
    this.#failure ??= error;
    for (const socket of sockets) socket.destroy();
  }

  #requested(command: CommandFields, sent: Map<number, StoreOutcome>): void {
    if (command['CommandField'] !== C_STORE_RQ) return;
    sent.set(command['MessageID'] as number, {
      sopClassUid: String(command['AffectedSOPClassUID']),
      sopInstanceUid: String(command['AffectedSOPInstanceUID']),
      status: 0,
    });
  }

  #answered(command: CommandFields, sent: Map<number, StoreOutcome>): void {
    if (command['CommandField'] !== C_STORE_RSP) return;
    const id = command['MessageIDBeingRespondedTo'] as number;
    const outcome = sent.get(id);
    if (!outcome) return;
    sent.delete(id);
    outcome.status = command['Status'] as number;
    const comment = command['ErrorComment'];
    if (typeof comment === 'string' && comment !== '') outcome.comment = comment;
    this.#outcomes.set(outcome.sopInstanceUid, [...(this.#outcomes.get(outcome.sopInstanceUid) ?? []), outcome]);
  }
}

function pass(from: Socket, to: Socket, see: (chunk: Buffer) => void): void {
  onBytes(from, (chunk, release) => {
    see(chunk);
    const goesOn = to.write(chunk, (error) => {
      if (!error) release();
    });
    if (!goesOn) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  from.on('end', () => to.end());
}

/** Reads command sets out of a stream of PDUs; `onPdu` sees those that carry no data. What is no DICOM is passed on unread. */
function commandReader(
  onCommand: (command: CommandFields) => void,
  onPdu: (pdu: Buffer) => void,
): { push(chunk: Buffer): void } {
  let parts: Buffer[] = [];
  const stream = new PduStream(onPdu, ({ isCommand, isLastFragment, bytes, ends }) => {
    if (!isCommand) return;
    parts.push(Buffer.from(bytes));
    if (!ends || !isLastFragment) return;
    onCommand(decodeCommand(Buffer.concat(parts)));
    parts = [];
  });
  let readable = true;
  return {
    push: (chunk) => {
      if (!readable) return;
      try {
        stream.push(chunk);
      } catch {
        readable = false;
      }
    },
  };
}

function refusal(options: DimseClientOptions, pdu: Buffer): DimseError | undefined {
  const [source, reason] = [pdu[8] ?? 0, pdu[9] ?? 0];
  if (pdu[0] === A_ASSOCIATE_RJ)
    return new DimseError(
      'rejected',
      `${options.callingAeTitle} could not open an association with ${peerName(options)}: the peer rejected it, ${rejectionMeaning(source, reason)}. ${rejectionAdvice(source, reason)}`,
    );
  if (pdu[0] === A_ABORT)
    return new DimseError(
      'aborted',
      `${peerName(options)}, asked by ${options.callingAeTitle}, aborted the association during C-STORE, ${abortMeaning(source, reason)}.`,
    );
  return undefined;
}

function timedOut(options: DimseClientOptions, opened: boolean): DimseError {
  const what = opened ? 'to C-STORE' : 'to the association request';
  return new DimseError(
    'timeout',
    `${peerName(options)} did not answer ${options.callingAeTitle} ${what} within ${options.timeoutMs / 1000} s. Check the peer, or allow it more time.`,
  );
}
