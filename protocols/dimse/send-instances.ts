import type { Connection, DimseMessage } from './connection';
import type { Served } from './dispatch';
import type { PresentationContext } from './library';
import type { Part10Meta } from './file-meta';
import type { LongData } from './file-part';
import { bytesOf, datasetOf, metaOf } from './sources';
import { canTranscode, transcode } from './transcode';
import type { StoreSource, SubOperations } from './types';

const PENDING = 0xff00;
const CANCELLED = 0xfe00;
const isWarning = (status: number): boolean => status >> 12 === 0xb;

/**
 * The C-STORE sub-operations of a C-GET (PS3.4 C.4.3): on the requestor's association, each instance in its own
 * transfer syntax if possible. One for which no context was accepted counts as failed.
 */
export async function sendInstances(
  { connection, cancelled, log, options }: Served,
  sources: StoreSource[],
  report: { progress(now: SubOperations): void; failed(sopInstanceUid: string): void },
): Promise<SubOperations> {
  const counts: SubOperations = { status: PENDING, completed: 0, failed: 0, warning: 0, remaining: sources.length };
  for (const source of sources) {
    if (cancelled()) return { ...counts, status: CANCELLED };
    const meta = await metaOf(source);
    const context = contextFor(connection, meta);
    const status = context ? await storeOne(connection, context, meta, await datasetOf(source)) : undefined;
    if (context === undefined)
      log.warn(
        `${options.aeTitle} could not send ${meta.sopInstanceUid}: its class and transfer syntax were not negotiated`,
      );
    if (status === 0) counts.completed++;
    else if (status !== undefined && isWarning(status)) counts.warning++;
    else {
      counts.failed++;
      report.failed(meta.sopInstanceUid);
    }
    counts.remaining = (counts.remaining ?? 1) - 1;
    if (counts.remaining > 0) report.progress(counts);
  }
  if (counts.failed === 0 && counts.warning === 0) return { ...counts, status: 0 };
  return { ...counts, status: counts.completed + counts.warning === 0 ? 0xa702 : 0xb000 };
}

async function storeOne(
  connection: Connection,
  context: PresentationContext,
  meta: Part10Meta,
  dataset: Buffer | LongData,
): Promise<number> {
  const fields = {
    CommandField: 0x0001,
    AffectedSOPClassUID: meta.sopClassUid,
    AffectedSOPInstanceUID: meta.sopInstanceUid,
    Priority: 0,
  };
  const to = context.getAcceptedTransferSyntaxUid() as string;
  const from = meta.transferSyntaxUid;
  const data = from === to ? dataset : transcode(bytesOf(dataset), from, to);
  return new Promise((resolve, reject) => {
    const id = connection.request(context, fields, data, {
      onResponse: ({ command }: DimseMessage) => {
        connection.forget(id);
        resolve(command['Status'] as number);
      },
      onLost: () => reject(new Error('the association ended before all instances were sent')),
    });
  });
}

/**
 * The requestor must have proposed to be SCP for the class (PS3.7 D.3.3.4). An instance goes as it is where that was
 * accepted, else rewritten where no pixel data must be touched for it.
 */
function contextFor(connection: Connection, meta: Part10Meta): PresentationContext | undefined {
  const entries = (connection.negotiated?.getPresentationContexts() ?? []) as unknown as {
    context: PresentationContext;
  }[];
  const contexts = entries
    .map((entry) => entry.context)
    .filter((one) => one.getAbstractSyntaxUid() === meta.sopClassUid);
  if (!contexts.some((one) => one.getProviderRole())) return undefined;
  const accepted = contexts.filter((one) => one.getResult() === 0);
  const transferSyntax = (one: PresentationContext): string => one.getAcceptedTransferSyntaxUid() as string;
  return (
    accepted.find((one) => transferSyntax(one) === meta.transferSyntaxUid) ??
    accepted.find((one) => canTranscode(meta.transferSyntaxUid, transferSyntax(one)))
  );
}
