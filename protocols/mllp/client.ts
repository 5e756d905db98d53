import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger, MllpPeer } from '../../model/actors';
import { readHl7 } from '../../model/hl7/reader';
import { clientTls } from '../dimse/tls';
import { decodeMessage, encodeMessage } from './charset';
import { connectError, MllpError } from './errors';
import { frame, MllpFramer } from './framer';

export { MllpError } from './errors';

const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

export interface AckResult {
  ackText: string;
  code: AckCode;
  /** MSA-2, the control id that was acknowledged. */
  controlId: string;
}

const MAX_ACK_BYTES = 1024 * 1024;

/** Sends HL7 messages, one in flight, each until its acknowledgement (matched by MSA-2) or the deadline. */
export class MllpClient {
  private socket: Socket | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private abandon: ((error: MllpError) => void) | undefined;
  private closed = false;

  constructor(private readonly options: { peer: MllpPeer; timeoutMs: number; log?: Logger }) {}

  /** Rejects with {@link MllpError}; its message names the peer and what to check. */
  send(messageText: string): Promise<AckResult> {
    const sending = this.queue.then(() => this.exchange(messageText));
    this.queue = sending.catch(() => {});
    return sending;
  }

  /** Ends the connection and whatever is waited for. */
  async close(): Promise<void> {
    this.closed = true;
    this.abandon?.(new MllpError('closed', 'The connection was closed on this side.'));
    this.drop();
  }

  private async exchange(messageText: string): Promise<AckResult> {
    if (this.closed) throw new MllpError('closed', 'The connection was closed on this side.');
    const controlId = readHl7(encodeMessage(messageText)).controlId;
    const socket = this.socket && !this.socket.destroyed ? this.socket : await this.connect();
    return new Promise<AckResult>((resolve, reject) => {
      const { host, port } = this.options.peer;
      const framer = new MllpFramer(MAX_ACK_BYTES);
      const end = (outcome: () => void, drop: boolean) => {
        clearTimeout(timer);
        this.abandon = undefined;
        socket.off('data', onData).off('close', onClose);
        if (drop) this.drop();
        outcome();
      };
      const fail = (error: MllpError) => end(() => reject(error), true);
      const onData = (chunk: Buffer) => {
        try {
          for (const { bytes } of framer.push(chunk)) {
            const ack = readAck(decodeMessage(bytes));
            if (ack && ack.controlId === controlId) return end(() => resolve(ack), false);
            this.options.log?.warn(`MLLP from ${host}:${port}: an acknowledgement of another message was passed over`);
          }
        } catch (error) {
          fail(
            new MllpError(
              'bad-ack',
              `The HL7 receiver at ${host}:${port} answered with something that is no acknowledgement: ${(error as Error).message}.`,
            ),
          );
        }
      };
      const onClose = () =>
        fail(
          new MllpError(
            'closed',
            `The HL7 receiver at ${host}:${port} closed the connection without acknowledging message ${controlId}.`,
          ),
        );
      const seconds = this.options.timeoutMs / 1000;
      const timer = setTimeout(
        () =>
          fail(
            new MllpError(
              'timeout',
              `The HL7 receiver at ${host}:${port} did not acknowledge message ${controlId} within ${seconds} s.`,
            ),
          ),
        this.options.timeoutMs,
      );
      this.abandon = fail;
      socket.on('data', onData).on('close', onClose);
      socket.write(frame(encodeMessage(messageText)));
    });
  }

  private connect(): Promise<Socket> {
    const { peer, timeoutMs } = this.options;
    const { host, port, tls } = peer;
    return new Promise((resolve, reject) => {
      const socket = tls ? connectTls({ host, port, ...clientTls(tls) }) : connectTcp({ host, port });
      this.socket = socket;
      socket.setNoDelay(true);
      socket.setKeepAlive(true);
      const fail = (error: MllpError) => {
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(
        () =>
          fail(
            new MllpError(
              'timeout',
              `The HL7 receiver at ${host}:${port} did not answer within ${timeoutMs / 1000} s. Check host, port and firewall${tls ? ', and that it speaks TLS' : ''}.`,
            ),
          ),
        timeoutMs,
      );
      this.abandon = fail;
      let connected = false;
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        connected = true;
        resolve(socket);
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        // After the connection stood, its closing says what there is to say.
        if (!connected) fail(connectError(peer, error, tls !== undefined));
      });
    });
  }

  private drop(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }
}

function readAck(text: string): AckResult | undefined {
  const message = readHl7(Buffer.from(text, 'utf8'));
  const code = ACK_CODES.find((known) => known === message.get('MSA-1'));
  if (!code) {
    const seen = message.get('MSA-1');
    throw new Error(seen === '' ? 'it has no MSA-1' : `MSA-1 is "${seen.slice(0, 20)}"`);
  }
  return { ackText: text, code, controlId: message.get('MSA-2') };
}
