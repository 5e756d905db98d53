import { readFileSync } from 'node:fs';
import type { CommandFields } from './command-set';
import type { DimseMessage } from './connection';
import { natural } from './natural';
import { wrap } from './file-meta';
import type { Spool } from './spool';
import type { NaturalDataset, ReceivedInstance } from './types';

/**
 * Makes a C-STORE request's message an instance; undefined when it is another request or has no data set. It can be read until the
 * message is let go; bytes that were read by then may be kept.
 */
export function received(message: DimseMessage, callingAeTitle: string): ReceivedInstance | undefined {
  const { command, context, held, spool } = message;
  if (command['CommandField'] !== 0x0001 || (!held && !spool)) return undefined;
  const sopClassUid = String(command['AffectedSOPClassUID'] ?? '');
  const sopInstanceUid = String(command['AffectedSOPInstanceUID'] ?? '');
  const transferSyntaxUid = context.getAcceptedTransferSyntaxUid() as string;
  if (spool) return new SpooledInstance(sopClassUid, sopInstanceUid, transferSyntaxUid, callingAeTitle, spool);
  let whole: Buffer | undefined;
  const bytes = (): Buffer => {
    if (!whole) {
      const meta = { sopClassUid, sopInstanceUid, transferSyntaxUid, sourceAeTitle: callingAeTitle };
      whole = wrap(held?.pieces ?? [], meta);
      held?.letGo();
    }
    return whole;
  };
  return {
    ...{ sopClassUid, sopInstanceUid, transferSyntaxUid, callingAeTitle },
    // Put together only for whoever looks at them.
    get bytes() {
      return bytes();
    },
    dataset: () => natural(bytes()),
  };
}

class SpooledInstance implements ReceivedInstance {
  readonly file: string;

  constructor(
    readonly sopClassUid: string,
    readonly sopInstanceUid: string,
    readonly transferSyntaxUid: string,
    readonly callingAeTitle: string,
    readonly written: Spool,
  ) {
    this.file = written.file;
  }

  /** No member of its own: whoever copies those must not read gigabytes by that. */
  get bytes(): Buffer {
    return readFileSync(this.file);
  }

  dataset(): NaturalDataset {
    return natural(this.bytes);
  }
}

/** C-STORE-RSP (PS3.7 9.3.1.2). */
export function storeResponse({ command }: DimseMessage, status: number): CommandFields {
  return {
    CommandField: 0x8001,
    MessageIDBeingRespondedTo: command['MessageID'],
    AffectedSOPClassUID: command['AffectedSOPClassUID'],
    AffectedSOPInstanceUID: command['AffectedSOPInstanceUID'],
    Status: status,
  };
}
