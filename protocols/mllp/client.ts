import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger, MllpPeer } from '../../model/actors';
import type { Hl7Message } from '../../model/hl7/message';
import { readHl7 } from '../../model/hl7/reader';
import { clientTls } from '../dimse/tls';
import { CommonMemory, connectReusing, onBytes } from '../reused-memory';
import { encodeMessage } from './charset';
import {
  closedHere,
  connectError,
  disconnected,
  type Ends,
  MllpError,
  noAcknowledgement,
  noConnection,
  unacknowledged,
} from './errors';
import { CARRIAGE_RETURN, framed, MllpFramer } from './framer';

export { MllpError } from './errors';

const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

export interface AckResult {
  ackText: string;
  code: AckCode;
  /** MSA-2, the control id that was acknowledged. */
  controlId: string;
}

export interface MllpClientOptions {
  peer: MllpPeer;
  /** Longest wait for the connection, and then for each acknowledgement, milliseconds. */
  timeoutMs: number;
  log?: Logger;
}

const MAX_ACK_BYTES = 1024 * 1024;

/** What is being waited for: the connection, or an acknowledgement. */
interface Pending {
  fail(error: MllpError): void;
  answer?(ack: Hl7Message): void;
  disconnected?(): void;
}

/** Sends HL7 messages, one in flight, each until its acknowledgement (matched by MSA-2) or the deadline. */
export class MllpClient {
  private socket: Socket | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private pending: Pending | undefined;
  private closed = false;

  constructor(private readonly options: MllpClientOptions) {}

  /** Rejects with {@link MllpError}; its message names both ends and what to check. */
  send(messageText: string): Promise<AckResult> {
    const sending = this.queue.then(() => this.exchange(messageText));
    this.queue = sending.catch(() => {});
    return sending;
  }

  /** Ends the connection and whatever is waited for. */
  async close(): Promise<void> {
    this.closed = true;
    this.pending?.fail(closedHere(this.options.peer));
    this.drop();
  }

  private async exchange(messageText: string): Promise<AckResult> {
    if (this.closed) throw closedHere(this.options.peer);
    const bytes = encodeMessage(messageText);
    // What it says of itself stands in its first segment.
    const end = bytes.indexOf(CARRIAGE_RETURN);
    const message = readHl7(end < 0 ? bytes : bytes.subarray(0, end));
    const { host, port } = this.options.peer;
    const ends = { sender: message.get('MSH-3.1') || 'a sender without name', host, port };
    const { controlId } = message;
    if (this.socket?.writable) {
      try {
        return await this.awaitAck(this.socket, bytes, controlId, ends);
      } catch (error) {
        // Many receivers close after each answer, so perhaps while this was being written. MSH-10 tells a second copy.
        if (this.closed || !(error instanceof MllpError) || error.code !== 'closed') throw error;
      }
    }
    return this.awaitAck(await this.connect(ends), bytes, controlId, ends);
  }

  private awaitAck(socket: Socket, bytes: Buffer, controlId: string, ends: Ends): Promise<AckResult> {
    const { timeoutMs, log } = this.options;
    return new Promise((resolve, reject) => {
      let other: string | undefined;
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.pending = undefined;
        then();
      };
      const fail = (error: MllpError): void =>
        settle(() => {
          this.drop();
          reject(error);
        });
      const timer = setTimeout(() => fail(unacknowledged(ends, controlId, timeoutMs, other)), timeoutMs);
      const answer = (ack: Hl7Message): void => {
        const code = ACK_CODES.find((known) => known === ack.get('MSA-1'));
        const acknowledged = ack.get('MSA-2');
        if (!code) fail(noAcknowledgement(ends, whyNoAck(ack)));
        else if (acknowledged === controlId)
          settle(() => resolve({ ackText: ack.text, code, controlId: acknowledged }));
        else {
          other = acknowledged.slice(0, 40);
          log?.warn(`MLLP from ${ends.host}:${ends.port}: acknowledgement of another message passed over: "${other}"`);
        }
      };
      this.pending = { fail, answer, disconnected: () => fail(disconnected(ends, controlId)) };
      socket.write(framed(bytes));
    });
  }

  private connect(ends: Ends): Promise<Socket> {
    const { peer, timeoutMs } = this.options;
    const { host, port, tls } = peer;
    return new Promise((resolve, reject) => {
      const socket = tls
        ? connectTls({ host, port, ...clientTls(tls) })
        : connectReusing({ host, port }, new CommonMemory());
      this.socket = socket;
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 30_000);
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.pending = undefined;
        then();
      };
      const fail = (error: MllpError): void =>
        settle(() => {
          socket.destroy();
          reject(error);
        });
      const timer = setTimeout(() => fail(noConnection(ends, timeoutMs, tls !== undefined)), timeoutMs);
      this.pending = { fail };
      let connected = false;
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        connected = true;
        settle(() => resolve(this.listenTo(socket, ends)));
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // Once the connection stands, its closing says what there is to say.
        if (!connected) fail(connectError(ends, error, tls !== undefined));
      });
    });
  }

  /** From here on until the connection closes, whatever comes is read, also what comes late. */
  private listenTo(socket: Socket, ends: Ends): Socket {
    const framer = new MllpFramer(MAX_ACK_BYTES);
    onBytes(socket, (chunk) => {
      try {
        for (const { bytes, framingProblems } of framer.push(chunk)) {
          for (const problem of framingProblems)
            this.options.log?.warn(`MLLP from ${ends.host}:${ends.port}: ${problem}`);
          const ack = readHl7(bytes);
          if (socket === this.socket) this.pending?.answer?.(ack);
        }
      } catch (error) {
        const why = (error as Error).message.replace(/\.$/, '');
        if (socket === this.socket) this.pending?.fail(noAcknowledgement(ends, why));
        socket.destroy();
      }
    });
    socket.once('close', () => {
      if (socket !== this.socket) return;
      this.socket = undefined;
      this.pending?.disconnected?.();
    });
    return socket;
  }

  private drop(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.destroy();
  }
}

function whyNoAck(ack: Hl7Message): string {
  const seen = ack.get('MSA-1').slice(0, 20);
  return seen === '' ? 'it has no MSA-1' : `MSA-1 is "${seen}"`;
}
