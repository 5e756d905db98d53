import type { FrameRange } from '../../../model/events';
import { readCommandSet, type CommandSet } from './command-set';
import type { DatasetSink } from './dataset-sink';

const COMMAND = 0x01;
const LAST = 0x02;
/** A command set is a few hundred bytes. */
const MAX_COMMAND = 64 * 1024;

/** One DIMSE message, whole. */
export interface DimseMessage {
  contextId: number;
  command: CommandSet;
  dataset?: DatasetSink;
  frames: FrameRange;
}

interface Incoming {
  firstFrame: number;
  commandParts: Buffer[];
  commandLength: number;
  command?: CommandSet;
  dataset?: DatasetSink;
}

export interface AssemblerOptions {
  openDataset(contextId: number, command: CommandSet): DatasetSink;
  onMessage(message: DimseMessage): void;
}

/** Puts fragments of one side together to DIMSE messages (PS3.7 6.3, PS3.8 E.2), one at a time on each context. */
export class MessageAssembler {
  private readonly incoming = new Map<number, Incoming>();

  constructor(private readonly options: AssemblerOptions) {}

  /** @param ends whether the bytes end their fragment */
  fragment(contextId: number, control: number, bytes: Buffer, ends: boolean, frames: FrameRange): void {
    let message = this.incoming.get(contextId);
    if (!message) {
      message = { firstFrame: frames[0], commandParts: [], commandLength: 0 };
      this.incoming.set(contextId, message);
    }
    const endsPart = ends && (control & LAST) !== 0;
    if (control & COMMAND) this.command(message, bytes, endsPart);
    else this.dataset(message, contextId, bytes);
    if (!endsPart || !message.command) return;
    if (control & COMMAND && message.command.hasDataset) return;
    this.incoming.delete(contextId);
    this.options.onMessage({
      contextId,
      command: message.command,
      dataset: message.dataset,
      frames: [message.firstFrame, frames[1]],
    });
  }

  /** The messages that have begun and not ended, in words. */
  get incomplete(): string[] {
    return [...this.incoming.values()].map(({ command }) =>
      command
        ? `a ${command.command}${command.sopInstanceUid ? ` for ${command.sopInstanceUid}` : ''}`
        : 'a command set',
    );
  }

  /** What is incomplete stays so; half a data set is no object. */
  close(): void {
    for (const { dataset } of this.incoming.values()) dataset?.abandon();
    this.incoming.clear();
  }

  private command(message: Incoming, bytes: Buffer, ends: boolean): void {
    if (message.command) throw new Error(`a command set within the data set of a ${message.command.command}`);
    message.commandLength += bytes.length;
    if (message.commandLength > MAX_COMMAND) throw new Error(`a command set of more than ${MAX_COMMAND} bytes`);
    message.commandParts.push(Buffer.from(bytes));
    if (ends) message.command = readCommandSet(Buffer.concat(message.commandParts));
  }

  private dataset(message: Incoming, contextId: number, bytes: Buffer): void {
    if (!message.command) throw new Error('a data set before its command set');
    message.dataset ??= this.options.openDataset(contextId, message.command);
    message.dataset.write(bytes);
  }
}
