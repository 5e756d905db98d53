import type { Socket } from 'node:net';
import { type Association, Dataset, CommandSet, MAX_PDU_LENGTH, type PresentationContext, Scp } from './library';
import { PduFramer } from './framing';
import { naturalBytes } from './natural';
import { pduName, plainly } from './reasons';
import { IMPLICIT_VR_LITTLE_ENDIAN } from './uids';

/** Fields of a DIMSE command set by keyword (PS3.7 Annex E). */
export type CommandFields = Record<string, unknown>;

/** A DIMSE message as received. */
export interface DimseMessage {
  context: PresentationContext;
  command: CommandFields;
  /** Data set bytes in the fragments that they came in: instances are big, and are put together once only. */
  fragments?: Buffer[];
}

/** Data set bytes of a message, exactly as received; undefined where it has no data set. */
export function dataOf({ fragments }: DimseMessage): Buffer | undefined {
  return fragments && (fragments.length === 1 ? fragments[0] : Buffer.concat(fragments));
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
  /** The peer sent what cannot be read; nothing more is read after it. */
  failed(error: Error): void;
  closed(error?: Error): void;
}

interface Pending {
  onResponse(message: DimseMessage): void;
  /** The connection ended before a final response. */
  onLost?(): void;
}

/** Members of dcmjs-dimse's Network that its types leave out. */
interface Internals {
  association: Association | undefined;
  emit(event: string, data?: unknown): boolean;
  _processPdu(pdu: Buffer): Promise<void>;
  _sendDimse(dimse: { context: PresentationContext; command: CommandSet }): void;
  _getNextMessageId(): number;
}

interface Pdv {
  getPresentationContextId(): number;
  getValue(): Buffer;
  isCommand(): boolean;
  isLastFragment(): boolean;
}

const NO_DATA_SET = 0x0101;
const A_ASSOCIATE_RQ = 1;
const A_ASSOCIATE_AC = 2;
const A_ASSOCIATE_RJ = 3;
const P_DATA_TF = 4;
/** Length, context id and message control header of a presentation data value. */
const PDV_HEADER = 6;
/** Real command sets have some hundred bytes. */
const MAX_COMMAND_BYTES = 64 * 1024;
/** A data set is held in memory until its message is complete. */
const MAX_DATA_SET_BYTES = 2 * 1024 ** 3;

/** A data set that goes out exactly as its bytes are. */
class EncodedDataset extends Dataset {
  constructor(
    readonly bytes: Buffer,
    transferSyntaxUid: string,
  ) {
    super({}, transferSyntaxUid);
  }

  override getDenaturalizedDataset(): Buffer {
    return this.bytes;
  }
}

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
  #fragments: Buffer[] = [];
  #fragmentBytes = 0;
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

  get negotiated(): Association | undefined {
    return this.#internals.association;
  }

  /** Sends a request and hands over each response until one is final. Returns the message id. */
  request(context: PresentationContext, fields: CommandFields, data: Buffer | undefined, pending: Pending): number {
    const id = this.#internals._getNextMessageId();
    this.#pending.set(id, pending);
    this.send(context, { ...fields, MessageID: id }, data);
    return id;
  }

  /** No further response to this message is waited for. */
  forget(messageId: number): void {
    this.#pending.delete(messageId);
  }

  /** Sends a command and, where given, data set bytes in the context's transfer syntax. */
  send(context: PresentationContext, fields: CommandFields, data?: Buffer): void {
    if (this.#over) return;
    const command = new CommandSet();
    command.setCommandDataset(new Dataset({ ...fields, CommandDataSetType: NO_DATA_SET }));
    if (data && data.length > 0)
      command.setDataset(new EncodedDataset(data, context.getAcceptedTransferSyntaxUid() as string));
    this.#socket.cork();
    this.#internals._sendDimse({ context, command });
    this.#socket.uncork();
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
    const framer = new PduFramer((pdu) => {
      if (this.#over) return;
      this.#mustBeExpected(pdu[0] as number);
      if (pdu[0] === A_ASSOCIATE_AC) this.#forgetProposedRoles();
      void this.#internals._processPdu(pdu);
    });
    let error: Error | undefined;
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk: Buffer) => {
      if (this.#over) return;
      try {
        framer.push(chunk);
      } catch (reason) {
        this.#fail(reason as Error);
      }
    });
    this.#socket.on('error', (reason) => (error = reason));
    this.#socket.on('close', () => {
      this.#over = true;
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

  /**
   * Writes a message as P-DATA-TFs of one fragment each (PS3.8 9.3.5). Called by the library, whose own way copies each
   * data set four times.
   */
  _sendPDataTF(command: CommandSet, contextId: number, maxPduLength: number): void {
    const longest = Math.min(maxPduLength || MAX_PDU_LENGTH, MAX_PDU_LENGTH) - PDV_HEADER;
    const write = (bytes: Buffer, isCommand: boolean): void => {
      for (let at = 0; at < bytes.length; at += longest) {
        const fragment = bytes.subarray(at, at + longest);
        const last = at + longest >= bytes.length;
        this.#socket.write(pDataHeader(contextId, fragment.length, (isCommand ? 1 : 0) + (last ? 2 : 0)));
        this.#socket.write(fragment);
      }
    };
    write(command.getCommandDataset().getDenaturalizedCommandDataset(), true);
    const dataset = command.getDataset();
    if (dataset) write(dataset.getDenaturalizedDataset(), false);
  }

  /** Puts fragments together to messages (PS3.8 Annex E). Called by the library for each P-DATA-TF. */
  _processPDataTf(pdu: { getPdvs(): Pdv[] }): void {
    for (const pdv of pdu.getPdvs()) {
      if (!this.negotiated) throw new Error('data came before an association was there');
      if (pdv.isCommand() !== (this.#command === undefined)) throw new Error('command and data fragments are mixed up');
      this.#collect(pdv);
      if (!pdv.isLastFragment()) continue;
      const fragments = this.#fragments;
      this.#fragments = [];
      this.#fragmentBytes = 0;
      const context = this.negotiated.getPresentationContext(pdv.getPresentationContextId());
      if (context.getResult() !== 0) throw new Error('data came on a presentation context that was not accepted');
      if (this.#command === undefined) {
        const command = naturalBytes(Buffer.concat(fragments), IMPLICIT_VR_LITTLE_ENDIAN);
        if (typeof command['CommandField'] !== 'number') throw new Error('a command set has no Command Field');
        if (command['CommandDataSetType'] === NO_DATA_SET) this.#received({ context, command });
        else this.#command = command;
      } else {
        const command = this.#command;
        this.#command = undefined;
        this.#received({ context, command, fragments });
      }
    }
  }

  /** @throws when fragments come without end. */
  #collect(pdv: Pdv): void {
    const fragment = pdv.getValue();
    const [limit, what] = pdv.isCommand() ? [MAX_COMMAND_BYTES, 'command set'] : [MAX_DATA_SET_BYTES, 'data set'];
    this.#fragmentBytes += fragment.length;
    if (this.#fragmentBytes > limit) throw new Error(`a ${what} is longer than ${limit} bytes`);
    this.#fragments.push(fragment);
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
