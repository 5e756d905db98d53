import { DimseError } from './errors';
import type { PresentationContext } from './library';
import type { Part10Meta } from './file-meta';
import { contextResultMeaning } from './reasons';
import { type ProposedContext, Requestor } from './requestor';
import { datasetBytesOf, metaOf } from './sources';
import type { DimseClientOptions, StoreOutcome, StoreSource } from './types';

/** PS3.8 9.3.2.2: odd ids from 1 to 255. */
const MAX_CONTEXTS = 128;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;

interface Planned {
  index: number;
  source: StoreSource;
  meta: Part10Meta;
}

/** Sends instances in order, each in the transfer syntax it has, on as few associations as contexts allow. */
export async function storeWithDcmjs(o: DimseClientOptions, sources: readonly StoreSource[]): Promise<StoreOutcome[]> {
  const planned = await Promise.all(
    sources.map(async (source, index): Promise<Planned> => ({ index, source, meta: await metaOf(source) })),
  );
  const outcomes = new Array<StoreOutcome>(sources.length);
  for (const batch of batches(planned)) await sendBatch(o, batch, outcomes);
  return outcomes;
}

async function sendBatch(o: DimseClientOptions, batch: Planned[], outcomes: StoreOutcome[]): Promise<void> {
  const association = await Requestor.open(o, contextsFor(batch));
  try {
    let next = readAhead(batch[0]);
    for (const [position, { index, meta }] of batch.entries()) {
      const data = await next;
      next = readAhead(batch[position + 1]);
      const context = association.accepted(meta.sopClassUid, meta.transferSyntaxUid);
      outcomes[index] = context ? await storeOne(association, context, meta, data) : notAccepted(association, meta);
    }
    await association.release();
  } catch (error) {
    association.abort();
    throw withProgress(error, outcomes);
  }
}

async function storeOne(
  association: Requestor,
  context: PresentationContext,
  meta: Part10Meta,
  data: Buffer,
): Promise<StoreOutcome> {
  const { command } = await association.exchange(
    context,
    'C-STORE',
    {
      CommandField: 0x0001,
      AffectedSOPClassUID: meta.sopClassUid,
      AffectedSOPInstanceUID: meta.sopInstanceUid,
      Priority: 0,
    },
    data,
  );
  const comment = command['ErrorComment'];
  return {
    sopClassUid: meta.sopClassUid,
    sopInstanceUid: meta.sopInstanceUid,
    status: command['Status'] as number,
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
  };
}

function notAccepted(association: Requestor, meta: Part10Meta): StoreOutcome {
  const result = association.resultOf(meta.sopClassUid, meta.transferSyntaxUid);
  return {
    sopClassUid: meta.sopClassUid,
    sopInstanceUid: meta.sopInstanceUid,
    status: SOP_CLASS_NOT_SUPPORTED,
    comment: `Not sent: the peer did not accept ${meta.sopClassUid} in ${meta.transferSyntaxUid}, ${contextResultMeaning(result)}.`,
  };
}

/** One transfer syntax a context: what is accepted can be sent as it is. */
function contextsFor(batch: Planned[]): ProposedContext[] {
  const contexts = new Map<string, ProposedContext>();
  for (const { meta } of batch)
    contexts.set(keyOf(meta), { abstractSyntax: meta.sopClassUid, transferSyntaxes: [meta.transferSyntaxUid] });
  return [...contexts.values()];
}

function batches(planned: Planned[]): Planned[][] {
  const result: Planned[][] = [];
  let keys = new Set<string>();
  for (const one of planned) {
    const key = keyOf(one.meta);
    if (result.length === 0 || (!keys.has(key) && keys.size === MAX_CONTEXTS)) {
      result.push([]);
      keys = new Set();
    }
    keys.add(key);
    result.at(-1)?.push(one);
  }
  return result;
}

function keyOf(meta: Part10Meta): string {
  return `${meta.sopClassUid} ${meta.transferSyntaxUid}`;
}

function readAhead(planned: Planned | undefined): Promise<Buffer> {
  const reading = planned ? datasetBytesOf(planned.source) : Promise.resolve(Buffer.alloc(0));
  // Its error is met when it is awaited; until then it is not unhandled.
  reading.catch(() => undefined);
  return reading;
}

function withProgress(error: unknown, outcomes: StoreOutcome[]): unknown {
  const done = outcomes.filter((outcome) => outcome !== undefined).length;
  if (!(error instanceof DimseError) || done === 0) return error;
  return new DimseError(
    error.code,
    `${error.message} ${done} of ${outcomes.length} instances had been sent.`,
    error.status,
  );
}
