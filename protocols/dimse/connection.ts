import type { Socket } from 'node:net';
import { type CommandFields, decodeCommand, encodeCommand } from './command-set';
import { type Association, MAX_PDU_LENGTH, type PresentationContext, Scp } from './library';
import type { LongData } from './file-part';
import { piecesOf } from './file-part';
import { Held } from './held';
import { type PdvPart, PduStream } from './pdu-stream';
import { pduName, plainly } from './reasons';
import { onBytes } from '../reused-memory';
import { Spool, SPOOLED_AFTER_BYTES } from './spool';
import type { Written } from './types';

/** A DIMSE message as received. */
export interface DimseMessage {
  context: PresentationContext;
  command: CommandFields;
  /** Data set bytes, exactly as received: instances are big, and are put together once only. */
  held?: Held;
  /** Where it is instead, when it was long and the listener gave a folder for such. */
  spool?: Spool;
}

/** Data set bytes of a message, exactly as received; undefined where it has no data set. */
export function dataOf({ held }: DimseMessage): Buffer | undefined {
  return held?.whole;
}

/** What happens on a connection. None of these may throw. */
export interface ConnectionEvents {
  associationRequested?(association: Association): void;
  associationAccepted?(association: Association): void;
  associationRejected?(rejection: { result: number; source: number; reason: number }): void;
  releaseRequested?(): void;
  releaseAnswered?(): void;
  aborted?(abort: { source: number; reason: number }): void;
  request?(message: DimseMessage): void;
  /** Bytes came, whatever they are. */
  heard?(): void;
  /** A folder for instances that are not short; they are held in memory where there is none. */
  spoolFolder?(): string | undefined;
  /** So much has come of an instance in that folder as stays in memory. */
  instanceBegun?(written: Written): void;
  /** The peer sent what cannot be read; nothing more is read after it. */
  failed(error: Error): void;
  closed(error?: Error): void;
}

interface Pending {
  onResponse(message: DimseMessage): void;
  /** The connection ended before a final response. */
  onLost?(): void;
  /** Another piece of a long data set has gone out. */
  onProgress?(): void;
}

/** Members of dcmjs-dimse's Network that its types leave out. */
interface Internals {
  association: Association | undefined;
  emit(event: string, data?: unknown): boolean;
  _processPdu(pdu: Buffer): Promise<void>;
  _getNextMessageId(): number;
}

const NO_DATA_SET = 0x0101;
const HAS_DATA_SET = 0x0001;
const C_STORE_RQ = 0x0001;
const A_ASSOCIATE_RQ = 1;
const A_ASSOCIATE_AC = 2;
const A_ASSOCIATE_RJ = 3;
const P_DATA_TF = 4;
/** Length, context id and message control header of a presentation data value. */
const PDV_HEADER = 6;
/** Of the message control header (PS3.8 E.2). */
const COMMAND = 1;
const LAST = 2;
/** Real command sets have some hundred bytes. */
const MAX_COMMAND_BYTES = 64 * 1024;
/** Held in memory until its message is complete, or on the disk. */
const MAX_DATA_SET_BYTES = 2 * 1024 ** 3;
const MAX_SPOOLED_BYTES = 16 * 1024 ** 3;

/**
 * One association, either side: dcmjs-dimse's upper layer on a socket of ours. Negotiation, PDU coding and sending are
 * the library's. Replaced are its socket handling (quadratic buffering, timers that end associations while a handler
 * works) and its message assembly, which joins a command without data set to the command before it and parses data
 * sets that must be kept as they came.
 */
export class Connection extends Scp {
  readonly remote: string;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #pending = new Map<number, Pending>();
  #command: CommandFields | undefined;
  #held = new Held();
  /** Of the message that is coming, held or not. */
  #messageBytes = 0;
  #spool: Spool | undefined;
  #over = false;

  /** Takes a connected socket over. */
  constructor(socket: Socket, events: ConnectionEvents) {
    super(socket);
    this.#socket = socket;
    this.#events = events;
    this.remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#internals.emit = (event, data) => this.#dispatch(event, data);
    this.#attach();
  }

  /** Called by the library's constructor; the socket is attached above, when our own fields are there. */
  _wrapSocket(): void {}

  /** The system has taken everything that was sent. */
  get hasSentAll(): boolean {
    return this.#socket.writableLength === 0;
  }

  get negotiated(): Association | undefined {
    return this.#internals.association;
  }

  /** Sends a request and hands over each response until one is final. Returns the message id. */
  request(
    context: PresentationContext,
    fields: CommandFields,
    data: Buffer | LongData | undefined,
    pending: Pending,
  ): number {
    const id = this.#internals._getNextMessageId();
    this.#pending.set(id, pending);
    this.send(context, { ...fields, MessageID: id }, data, pending.onProgress);
    return id;
  }

  /** No further response to this message is waited for. */
  forget(messageId: number): void {
    this.#pending.delete(messageId);
  }

  /**
   * Sends a command and, where given, data set bytes in the context's transfer syntax. Nothing else may be sent before a
   * part of a file has gone out whole.
   */
  send(context: PresentationContext, fields: CommandFields, data?: Buffer | LongData, onProgress?: () => void): void {
    if (this.#over) return;
    const id = context.getPresentationContextId();
    const longest = Math.min(this.negotiated?.getMaxPduLength() || MAX_PDU_LENGTH, MAX_PDU_LENGTH) - PDV_HEADER;
    const part = data && data.length > 0 ? data : undefined;
    const command = encodeCommand({ ...fields, CommandDataSetType: part ? HAS_DATA_SET : NO_DATA_SET });
    if (!part && command.length <= longest) {
      this.#socket.write(Buffer.concat([pDataHeader(id, command.length, COMMAND + LAST), command]));
      return;
    }
    this.#socket.cork();
    this.#write(command, id, longest, true);
    if (Buffer.isBuffer(part)) this.#write(part, id, longest, false);
    else if (part) void this.#stream(part, onProgress, id, longest);
    this.#socket.uncork();
  }

  /** What `work` sends goes out in one write. */
  inOneWrite(work: () => void): void {
    this.#socket.cork();
    try {
      work();
    } finally {
      this.#socket.uncork();
    }
  }

  /**
   * Resolves when so little waits to go out that more may be sent, at the earliest after what has come was read, and says whether
   * the connection still stands. @throws when the peer takes too long over it
   */
  taken(patienceMs: number): Promise<boolean> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      if (!socket.writableNeedDrain || socket.destroyed) return setImmediate(() => resolve(!this.#over));
      const settle = (then: () => void) => (): void => {
        clearTimeout(timer);
        socket.off('drain', gone).off('close', gone);
        then();
      };
      const gone = settle(() => resolve(!this.#over));
      const late = settle(() => reject(new Error(`the peer did not take its answers within ${patienceMs / 1000} s`)));
      const timer = setTimeout(late, patienceMs);
      socket.once('drain', gone).once('close', gone);
    });
  }

  /** Closes after what was written has gone out; the peer is given half a second for its own end. */
  end(): void {
    if (this.#socket.destroyed) return;
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 500).unref();
  }

  /** A-ABORT (PS3.8 9.3.8) and close. Source 0: the application, 2: the upper layer. */
  abortAssociation(source: 0 | 2 = 0): void {
    if (!this.#socket.destroyed && this.#socket.writable) {
      // The library sends its default, 0, for no value.
      if (this.negotiated) this.sendAbort(source || undefined);
      this.#over = true;
    }
    this.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }

  #attach(): void {
    const stream = new PduStream(
      (pdu) => {
        if (this.#over) return;
        this.#mustBeExpected(pdu[0] as number);
        if (pdu[0] === A_ASSOCIATE_AC) this.#forgetProposedRoles();
        void this.#internals._processPdu(pdu);
      },
      (part) => {
        if (!this.#over) this.#receive(part);
      },
    );
    let error: Error | undefined;
    this.#socket.setNoDelay(true);
    onBytes(this.#socket, (chunk, release) => {
      this.#events.heard?.();
      try {
        if (!this.#over) stream.push(chunk);
      } catch (reason) {
        this.#fail(reason as Error);
      }
      release();
    });
    this.#socket.on('error', (reason) => (error = reason));
    this.#socket.on('close', () => {
      this.#over = true;
      this.#spool?.abandon();
      const pending = [...this.#pending.values()];
      this.#pending.clear();
      for (const one of pending) one.onLost?.();
      this.#events.closed(error);
    });
  }

  /** Whoever was called gets no answer to a request, whoever called no request (PS3.8 9.2). @throws where it comes all the same */
  #mustBeExpected(type: number): void {
    const isAnswer = type === A_ASSOCIATE_AC || type === A_ASSOCIATE_RJ;
    const called = this.#events.associationRequested !== undefined;
    if ((called && isAnswer) || (!called && type === A_ASSOCIATE_RQ))
      throw new Error(`an unexpected PDU of type ${type} (${pduName(type)}) came`);
  }

  /** So that roles which the acceptor does not answer are seen as not agreed (PS3.7 D.3.3.4). */
  #forgetProposedRoles(): void {
    const entries = (this.negotiated?.getPresentationContexts() ?? []) as unknown as {
      context: PresentationContext;
    }[];
    for (const { context } of entries) {
      context.setUserRole(undefined as unknown as boolean);
      context.setProviderRole(undefined as unknown as boolean);
    }
  }

  #dispatch(event: string, data: unknown): boolean {
    try {
      switch (event) {
        case 'associationRequested':
          this.#events.associationRequested?.(data as Association);
          break;
        case 'associationAccepted':
          this.#events.associationAccepted?.(data as Association);
          break;
        case 'associationRejected':
          this.#events.associationRejected?.(data as { result: number; source: number; reason: number });
          break;
        case 'associationReleaseRequested':
          this.#events.releaseRequested?.();
          break;
        case 'associationReleaseResponse':
          this.#events.releaseAnswered?.();
          break;
        case 'abort':
          this.#over = true;
          this.#events.aborted?.(data as { source: number; reason: number });
          break;
        case 'networkError':
          this.#fail(new Error(plainly((data as Error).message)));
          break;
      }
    } catch (error) {
      this.#fail(error as Error);
    }
    return true;
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#events.failed(error);
  }

  /** Writes bytes as P-DATA-TFs of one fragment each (PS3.8 9.3.5). */
  #write(bytes: Buffer, contextId: number, longest: number, isCommand: boolean): void {
    for (let at = 0; at < bytes.length; at += longest) {
      const fragment = bytes.subarray(at, at + longest);
      const last = at + longest >= bytes.length;
      this.#socket.write(pDataHeader(contextId, fragment.length, (isCommand ? COMMAND : 0) + (last ? LAST : 0)));
      this.#socket.write(fragment);
    }
  }

  /** Reads on when the piece before has gone out, so that a slow peer makes nobody hold the file. */
  async #stream(
    part: LongData,
    onProgress: (() => void) | undefined,
    contextId: number,
    longest: number,
  ): Promise<void> {
    let left = part.length;
    try {
      for await (const piece of piecesOf(part)) {
        for (let at = 0; at < piece.length; at += longest) {
          const fragment = piece.subarray(at, at + longest);
          left -= fragment.length;
          this.#socket.write(pDataHeader(contextId, fragment.length, left === 0 ? LAST : 0));
          const gone = new Promise((resolve) => this.#socket.write(fragment, resolve));
          if (at + longest >= piece.length) await gone;
        }
        if (this.#socket.destroyed) return;
        onProgress?.();
      }
    } catch (error) {
      // Half a message cannot be taken back.
      this.#fail(error as Error);
    }
  }

  /** Puts fragments together to messages (PS3.8 Annex E). @throws where they are none */
  #receive(part: PdvPart): void {
    if (!this.negotiated) throw new Error('data came before an association was there');
    if (part.isCommand !== (this.#command === undefined)) throw new Error('command and data fragments are mixed up');
    this.#collect(part);
    if (!part.ends || !part.isLastFragment) return;
    const held = this.#held;
    const spool = this.#spool;
    this.#held = new Held();
    this.#messageBytes = 0;
    this.#spool = undefined;
    const context = this.negotiated.getPresentationContext(part.contextId);
    if (context.getResult() !== 0) throw new Error('data came on a presentation context that was not accepted');
    if (this.#command === undefined) {
      const command = decodeCommand(held.whole);
      if (typeof command['CommandField'] !== 'number') throw new Error('a command set has no Command Field');
      if (command['CommandDataSetType'] === NO_DATA_SET) this.#received({ context, command });
      else this.#command = command;
    } else {
      const command = this.#command;
      this.#command = undefined;
      this.#received({ context, command, ...(spool ? { spool } : { held }) });
    }
  }

  /** @throws when fragments come without end. */
  #collect(part: PdvPart): void {
    const { bytes, isCommand } = part;
    this.#messageBytes += bytes.length;
    if (!isCommand && this.#messageBytes > SPOOLED_AFTER_BYTES) this.#spool ??= this.#newSpool(part);
    const most = this.#spool ? MAX_SPOOLED_BYTES : MAX_DATA_SET_BYTES;
    const [limit, what] = isCommand ? [MAX_COMMAND_BYTES, 'command set'] : [most, 'data set'];
    if (this.#messageBytes > limit) throw new Error(`a ${what} is longer than ${limit} bytes`);
    if (this.#spool) this.#spool.write(bytes);
    else this.#held.add(bytes);
  }

  /** For C-STORE alone; what had come of it is written first. */
  #newSpool(part: PdvPart): Spool | undefined {
    const folder = this.#command?.['CommandField'] === C_STORE_RQ ? this.#events.spoolFolder?.() : undefined;
    if (folder === undefined) return undefined;
    const context = this.negotiated?.getPresentationContext(part.contextId);
    const meta = {
      sopClassUid: String(this.#command?.['AffectedSOPClassUID'] ?? ''),
      sopInstanceUid: String(this.#command?.['AffectedSOPInstanceUID'] ?? ''),
      transferSyntaxUid: context?.getAcceptedTransferSyntaxUid() ?? '',
      sourceAeTitle: this.negotiated?.getCallingAeTitle().trim(),
    };
    const spool = new Spool(folder, meta, this.#held.pieces, (written) => this.#events.instanceBegun?.(written));
    this.#held.letGo();
    return spool;
  }

  #received(message: DimseMessage): void {
    const isResponse = ((message.command['CommandField'] as number) & 0x8000) !== 0;
    if (!isResponse) this.#events.request?.(message);
    else this.#pending.get(message.command['MessageIDBeingRespondedTo'] as number)?.onResponse(message);
  }
}

/** PDU header and the header of its one presentation data value (PS3.8 tables 9-22, 9-23). */
function pDataHeader(contextId: number, length: number, flags: number): Buffer {
  const header = Buffer.alloc(12);
  header[0] = P_DATA_TF;
  header.writeUInt32BE(length + PDV_HEADER, 2);
  header.writeUInt32BE(length + 2, 6);
  header[10] = contextId;
  header[11] = flags;
  return header;
}
