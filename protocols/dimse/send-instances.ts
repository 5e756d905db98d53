import type { Connection, DimseMessage } from './connection';
import type { Served } from './dispatch';
import type { PresentationContext } from './library';
import { datasetBytesOf, metaOf } from './sources';
import type { StoreSource, SubOperations } from './types';

const PENDING = 0xff00;
const CANCELLED = 0xfe00;
const isWarning = (status: number): boolean => status >> 12 === 0xb;

/**
 * The C-STORE sub-operations of a C-GET (PS3.4 C.4.3): on the requestor's association, in the transfer syntax that the
 * instance has. One for which no context was accepted counts as failed.
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
    const context = contextFor(connection, meta.sopClassUid, meta.transferSyntaxUid);
    const status = context ? await storeOne(connection, context, meta, await datasetBytesOf(source)) : undefined;
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

function storeOne(
  connection: Connection,
  context: PresentationContext,
  meta: { sopClassUid: string; sopInstanceUid: string },
  data: Buffer,
): Promise<number> {
  const fields = {
    CommandField: 0x0001,
    AffectedSOPClassUID: meta.sopClassUid,
    AffectedSOPInstanceUID: meta.sopInstanceUid,
    Priority: 0,
  };
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

/** The requestor must have proposed to be SCP for the class (PS3.7 D.3.3.4), and take the transfer syntax as it is. */
function contextFor(
  connection: Connection,
  sopClassUid: string,
  transferSyntaxUid: string,
): PresentationContext | undefined {
  const entries = (connection.negotiated?.getPresentationContexts() ?? []) as unknown as {
    context: PresentationContext;
  }[];
  const contexts = entries.map((entry) => entry.context).filter((one) => one.getAbstractSyntaxUid() === sopClassUid);
  if (!contexts.some((one) => one.getProviderRole())) return undefined;
  return contexts.find((one) => one.getResult() === 0 && one.getAcceptedTransferSyntaxUid() === transferSyntaxUid);
}
