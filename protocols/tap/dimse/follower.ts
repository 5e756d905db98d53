import type { Side } from '../../../model/events';
import { rejectionMeaning } from '../../dimse/reasons';
import { NotUnderstood, type Follower, type FollowerOptions, type TappedChunk } from '../follower';
import { readAssociateAccept, readAssociateRequest } from './associate';
import { attributesOf } from './attributes';
import { DatasetSink } from './dataset-sink';
import { MessageAssembler, type DimseMessage } from './message-assembler';
import { PduReader } from './pdu-reader';

interface Association {
  contexts: Map<number, { abstractSyntax: string; transferSyntax: string }>;
  /** An A-ABORT passed: what is incomplete is so by intent. */
  aborted: boolean;
}

/** Follows the DICOM upper layer (PS3.8 9.3) and DIMSE (PS3.7) on one connection, both directions. */
export class DimseFollower implements Follower {
  private readonly sides: Record<Side, SideFollower>;

  constructor(options: FollowerOptions) {
    const association: Association = { contexts: new Map(), aborted: false };
    this.sides = {
      client: new SideFollower('client', options, association),
      server: new SideFollower('server', options, association),
    };
  }

  follow(chunk: TappedChunk): void {
    this.sides[chunk.sender].follow(chunk);
  }

  end(sender: Side, ofItself: boolean): void {
    this.sides[sender].end(ofItself);
  }

  close(): void {
    this.sides.client.close();
    this.sides.server.close();
  }
}

class SideFollower {
  private readonly reader: PduReader;
  private readonly assembler: MessageAssembler;

  constructor(
    private readonly sender: Side,
    private readonly options: FollowerOptions,
    private readonly association: Association,
  ) {
    this.assembler = new MessageAssembler({
      openDataset: (contextId, { command, sopClassUid, sopInstanceUid }) => {
        const context = this.association.contexts.get(contextId);
        const meta = {
          sopClassUid: sopClassUid ?? context?.abstractSyntax ?? '',
          sopInstanceUid: sopInstanceUid ?? '',
          transferSyntaxUid: context?.transferSyntax ?? '',
        };
        const name = command === 'C-STORE-RQ' ? meta.sopInstanceUid : `${command}-${meta.sopInstanceUid}`;
        return new DatasetSink(options.recording, meta, name.replace(/-$/, ''));
      },
      onMessage: (message) => this.message(message),
    });
    this.reader = new PduReader(
      {
        onPdu: (type, pdu) => this.pdu(type, pdu),
        onFragment: (contextId, control, bytes, ends) =>
          this.assembler.fragment(contextId, control, bytes, ends, [this.reader.firstFrame, this.reader.lastFrame]),
      },
      options.limits.pduBytes,
    );
  }

  follow(chunk: TappedChunk): void {
    try {
      this.reader.push(chunk);
    } catch (error) {
      throw NotUnderstood.from(error, this.reader.at);
    }
  }

  end(ofItself: boolean): void {
    const [message] = this.assembler.incomplete;
    const what = message ?? this.reader.incomplete;
    this.close();
    if (ofItself && what !== undefined && !this.association.aborted)
      throw new NotUnderstood(`the connection ended within ${what}`, this.reader.at);
  }

  close(): void {
    this.assembler.close();
  }

  private pdu(type: number, pdu: Buffer): void {
    const { ref, recording } = this.options;
    const { contexts } = this.association;
    const frames: [number, number] = [this.reader.firstFrame, this.reader.lastFrame];
    switch (type) {
      case 1: {
        const request = readAssociateRequest(pdu);
        for (const { id, abstractSyntax } of request.contexts) contexts.set(id, { abstractSyntax, transferSyntax: '' });
        recording.append({ kind: 'dimse.associate-request', ...ref, ...request, frames });
        return;
      }
      case 2: {
        const accept = readAssociateAccept(pdu);
        for (const { id, result, transferSyntax } of accept.contexts) {
          const context = contexts.get(id);
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
      case 5:
        recording.append({ kind: 'dimse.release', ...ref, sender: this.sender, frames });
        return;
      case 7: {
        const [source = 0, reason = 0] = pdu.subarray(8, 10);
        this.association.aborted = true;
        recording.append({ kind: 'dimse.abort', ...ref, sender: this.sender, source, reason, frames });
        return;
      }
      default:
        // A-RELEASE-RP says nothing that its request did not.
        return;
    }
  }

  private message({ contextId, command: { hasDataset: _, ...command }, dataset, frames }: DimseMessage): void {
    const { ref, recording } = this.options;
    const context = this.association.contexts.get(contextId);
    const small = command.command === 'C-STORE-RQ' ? undefined : dataset?.small;
    recording.append({
      kind: 'dimse.command',
      ...ref,
      sender: this.sender,
      contextId,
      abstractSyntax: context?.abstractSyntax ?? '',
      transferSyntax: context?.transferSyntax ?? '',
      ...command,
      attributes: small && attributesOf(small),
      dataset: dataset?.finish(),
      frames,
    });
  }
}
