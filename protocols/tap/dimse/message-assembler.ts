import type { FrameRange, Side } from '../../../model/events';
import { frameRange, type FollowerOptions } from '../follower';
import { attributesOf } from './attributes';
import { readCommandSet, type CommandSet } from './command-set';
import { DatasetSink } from './dataset-sink';

export interface Context {
  abstractSyntax: string;
  /** '' until the association was accepted. */
  transferSyntax: string;
}

const PDV_HEADER = 6;
const COMMAND = 0x01;
const LAST = 0x02;
/** A command set is a few hundred bytes. */
const MAX_COMMAND = 64 * 1024;

interface Incoming {
  contextId: number;
  firstFrame: number;
  commandParts: Buffer[];
  commandLength: number;
  command?: CommandSet;
  sink?: DatasetSink;
}

/** Puts the fragments (PDVs) of one side together to DIMSE messages. DIMSE does not interleave them (PS3.7 8.1). */
export class MessageAssembler {
  private incoming: Incoming | undefined;

  constructor(
    private readonly sender: Side,
    private readonly options: FollowerOptions,
    private readonly contexts: ReadonlyMap<number, Context>,
  ) {}

  data(pdu: Buffer, frames: FrameRange): void {
    for (let at = 6; at + PDV_HEADER <= pdu.length;) {
      const length = pdu.readUInt32BE(at);
      if (length < 2 || at + 4 + length > pdu.length)
        throw new Error('a fragment that does not fit its PDU (PS3.8 9.3.5)');
      const contextId = pdu[at + 4] ?? 0;
      const control = pdu[at + 5] ?? 0;
      this.fragment(contextId, control, pdu.subarray(at + PDV_HEADER, at + 4 + length), frames);
      at += 4 + length;
    }
  }

  close(): void {
    this.incoming?.sink?.abandon();
    this.incoming = undefined;
  }

  private fragment(contextId: number, control: number, bytes: Buffer, frames: FrameRange): void {
    const incoming = (this.incoming ??= { contextId, firstFrame: frames[0], commandParts: [], commandLength: 0 });
    if (incoming.contextId !== contextId) throw new Error('fragments of two presentation contexts, interleaved');
    if (control & COMMAND) {
      incoming.commandLength += bytes.length;
      if (incoming.commandLength > MAX_COMMAND) throw new Error(`a command set of more than ${MAX_COMMAND} bytes`);
      incoming.commandParts.push(Buffer.from(bytes));
      if (!(control & LAST)) return;
      incoming.command = readCommandSet(Buffer.concat(incoming.commandParts));
      if (!incoming.command.hasDataset) this.complete(incoming, frames);
      return;
    }
    if (!incoming.command) throw new Error('a data set before its command set');
    incoming.sink ??= this.openSink(incoming.command, contextId);
    incoming.sink.write(bytes);
    if (control & LAST) this.complete(incoming, frames);
  }

  private openSink(command: CommandSet, contextId: number): DatasetSink {
    const context = this.contexts.get(contextId);
    return new DatasetSink(this.options.recording, {
      sopClassUid: command.sopClassUid ?? context?.abstractSyntax ?? '',
      sopInstanceUid: command.sopInstanceUid ?? '',
      transferSyntaxUid: context?.transferSyntax ?? '',
    });
  }

  private complete(incoming: Incoming, frames: FrameRange): void {
    this.incoming = undefined;
    const { ref, recording } = this.options;
    const { hasDataset: _hasDataset, ...command } = incoming.command as CommandSet;
    const context = this.contexts.get(incoming.contextId);
    const { sink } = incoming;
    const small = sink?.bytes;
    // Stored objects, and whatever is long, become files; identifiers and attribute lists stand in the journal itself.
    const isObject = command.command === 'C-STORE-RQ';
    recording.append({
      kind: 'dimse.command',
      ...ref,
      sender: this.sender,
      contextId: incoming.contextId,
      abstractSyntax: context?.abstractSyntax ?? '',
      transferSyntax: context?.transferSyntax ?? '',
      ...command,
      dataset: sink && (isObject || !small) ? sink.finish() : undefined,
      attributes: small && !isObject ? attributesOf(small) : undefined,
      frames: frameRange(incoming.firstFrame, frames[1]),
    });
  }
}
