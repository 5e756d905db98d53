import type { Side } from '../../../model/events';
import { PduFramer } from '../../dimse/framing';
import { rejectionMeaning } from '../../dimse/reasons';
import { frameRange, type Follower, type FollowerOptions, type TappedChunk } from '../follower';
import { readAssociateAccept, readAssociateRequest } from './associate';
import { MessageAssembler, type Context } from './message-assembler';

/** Follows the DICOM upper layer (PS3.8 9.3) and DIMSE (PS3.7) on one connection, both directions. */
export class DimseFollower implements Follower {
  private readonly contexts = new Map<number, Context>();
  private readonly sides: Record<Side, SideReader>;

  constructor(options: FollowerOptions) {
    this.sides = {
      client: new SideReader('client', options, this.contexts),
      server: new SideReader('server', options, this.contexts),
    };
  }

  follow(chunk: TappedChunk): void {
    this.sides[chunk.sender].read(chunk);
  }

  end(): void {
    // Half a message at the end of a connection is shown by the message never appearing.
  }

  close(): void {
    this.sides.client.close();
    this.sides.server.close();
  }
}

class SideReader {
  private readonly framer: PduFramer;
  private readonly assembler: MessageAssembler;
  private firstFrame: number | undefined;
  private lastFrame = 0;
  /** Bytes of the current chunk and of those before it that belong to PDUs not yet complete. */
  private pending = 0;
  private chunk: TappedChunk | undefined;
  private consumed = 0;

  constructor(
    private readonly sender: Side,
    private readonly options: FollowerOptions,
    private readonly contexts: Map<number, Context>,
  ) {
    this.assembler = new MessageAssembler(sender, options, contexts);
    this.framer = new PduFramer((pdu) => this.pdu(pdu));
  }

  read(chunk: TappedChunk): void {
    this.chunk = chunk;
    this.consumed = -this.pending;
    this.firstFrame ??= chunk.frameAt(0);
    this.framer.push(chunk.bytes);
    this.pending = chunk.bytes.length - this.consumed;
    if (this.pending === 0) this.firstFrame = undefined;
  }

  close(): void {
    this.assembler.close();
  }

  private pdu(pdu: Buffer): void {
    const chunk = this.chunk as TappedChunk;
    this.consumed += pdu.length;
    this.lastFrame = chunk.frameAt(Math.max(0, this.consumed - 1));
    const frames = frameRange(this.firstFrame, this.lastFrame);
    this.handle(pdu, frames);
    this.firstFrame = chunk.frameAt(Math.max(0, Math.min(this.consumed, chunk.bytes.length - 1)));
  }

  private handle(pdu: Buffer, frames: [number, number]): void {
    const { ref, recording } = this.options;
    switch (pdu[0]) {
      case 1: {
        const request = readAssociateRequest(pdu);
        for (const { id, abstractSyntax } of request.contexts)
          this.contexts.set(id, { abstractSyntax, transferSyntax: '' });
        recording.append({ kind: 'dimse.associate-request', ...ref, ...request, frames });
        return;
      }
      case 2: {
        const accept = readAssociateAccept(pdu);
        for (const { id, result, transferSyntax } of accept.contexts) {
          const context = this.contexts.get(id);
          if (context && result === 0) context.transferSyntax = transferSyntax;
        }
        recording.append({ kind: 'dimse.associate-accept', ...ref, ...accept, frames });
        return;
      }
      case 3: {
        const [result = 0, source = 0, reason = 0] = pdu.subarray(7, 10);
        const meaning = rejectionMeaning(source, reason);
        recording.append({ kind: 'dimse.associate-reject', ...ref, result, source, reason, meaning, frames });
        return;
      }
      case 4:
        this.assembler.data(pdu, frames);
        return;
      case 5:
        recording.append({ kind: 'dimse.release', ...ref, sender: this.sender, frames });
        return;
      case 7: {
        const [source = 0, reason = 0] = pdu.subarray(8, 10);
        recording.append({ kind: 'dimse.abort', ...ref, sender: this.sender, source, reason, frames });
        return;
      }
      default:
        // A-RELEASE-RP says nothing that its request did not.
        return;
    }
  }
}
