import { DimseError } from './errors';
import type { PresentationContext } from './library';
import type { Part10Meta } from './file-meta';
import { contextResultMeaning } from './reasons';
import { type ProposedContext, Requestor } from './requestor';
import type { LongData } from './file-part';
import { LentMemory } from './lent-memory';
import { bytesOf, datasetOf, metaOf } from './sources';
import { canTranscode, transcode } from './transcode';
import type { DimseClientOptions, StoreOutcome, StoreSource } from './types';
import { IMPLICIT_VR_LITTLE_ENDIAN } from './uids';

/** PS3.8 9.3.2.2: odd ids from 1 to 255. */
const MAX_CONTEXTS = 128;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;

interface Planned {
  source: StoreSource;
  meta: Part10Meta;
}

/**
 * Sends instances in order on as few associations as contexts allow: each in the transfer syntax it has, or in implicit
 * VR where the peer takes only that.
 */
export async function storeWithDcmjs(o: DimseClientOptions, sources: readonly StoreSource[]): Promise<StoreOutcome[]> {
  const outcomes: StoreOutcome[] = [];
  for await (const outcome of storeOneByOne(o, sources)) outcomes.push(outcome);
  return outcomes;
}

/** As {@link storeWithDcmjs}, each outcome as soon as it is there. Whoever takes no more of them ends the sending. */
export async function* storeOneByOne(
  o: DimseClientOptions,
  sources: readonly StoreSource[],
): AsyncGenerator<StoreOutcome> {
  const planned = await plannedOf(sources);
  let done = 0;
  try {
    for (const batch of batches(planned)) {
      for await (const outcome of sendBatch(o, batch)) {
        done += 1;
        yield outcome;
      }
    }
  } catch (error) {
    throw withProgress(error, done, sources.length);
  }
}

async function* sendBatch(o: DimseClientOptions, batch: Planned[]): AsyncGenerator<StoreOutcome> {
  const association = await Requestor.open(o, contextsFor(batch));
  const memory = new LentMemory();
  let failed = false;
  try {
    let next = readAhead(batch[0], memory);
    for (const [position, { meta }] of batch.entries()) {
      const data = await next;
      next = readAhead(batch[position + 1], memory);
      const context =
        association.accepted(meta.sopClassUid, meta.transferSyntaxUid) ??
        (hasFallback(meta) ? association.accepted(meta.sopClassUid, IMPLICIT_VR_LITTLE_ENDIAN) : undefined);
      yield context ? await storeOne(association, context, meta, data) : notAccepted(association, meta);
      // A peer may answer before it has taken everything.
      if (Buffer.isBuffer(data) && association.hasSentAll) memory.giveBack(data);
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    if (failed) association.abort();
    else await association.release();
  }
}

/** So many files are open at once at most. */
const READ_AT_ONCE = 64;

async function plannedOf(sources: readonly StoreSource[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (let at = 0; at < sources.length; at += READ_AT_ONCE) {
    const some = sources.slice(at, at + READ_AT_ONCE);
    planned.push(...(await Promise.all(some.map(async (source) => ({ source, meta: await metaOf(source) })))));
  }
  return planned;
}

async function storeOne(
  association: Requestor,
  context: PresentationContext,
  meta: Part10Meta,
  dataset: Buffer | LongData,
): Promise<StoreOutcome> {
  const to = context.getAcceptedTransferSyntaxUid() as string;
  const from = meta.transferSyntaxUid;
  const data = from === to ? dataset : transcode(bytesOf(dataset), from, to);
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
  const contexts = new Map(batch.flatMap(({ meta }) => proposals(meta)).map((one) => [keyOf(one), one]));
  return [...contexts.values()];
}

function proposals(meta: Part10Meta): ProposedContext[] {
  const own = { abstractSyntax: meta.sopClassUid, transferSyntaxes: [meta.transferSyntaxUid] };
  if (!hasFallback(meta)) return [own];
  return [own, { abstractSyntax: meta.sopClassUid, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] }];
}

/** Implicit VR, which everybody must take (PS3.5 10.1), where no pixel data must be touched for it. */
function hasFallback({ transferSyntaxUid }: Part10Meta): boolean {
  return transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN && canTranscode(transferSyntaxUid, IMPLICIT_VR_LITTLE_ENDIAN);
}

function batches(planned: Planned[]): Planned[][] {
  const result: Planned[][] = [];
  let keys = new Set<string>();
  for (const one of planned) {
    const more = new Set([...keys, ...proposals(one.meta).map(keyOf)]);
    if (result.length === 0 || more.size > MAX_CONTEXTS) {
      result.push([]);
      keys = new Set(proposals(one.meta).map(keyOf));
    } else keys = more;
    result.at(-1)?.push(one);
  }
  return result;
}

function keyOf({ abstractSyntax, transferSyntaxes }: ProposedContext): string {
  return `${abstractSyntax} ${transferSyntaxes.join(' ')}`;
}

function readAhead(planned: Planned | undefined, memory: LentMemory): Promise<Buffer | LongData> {
  const take = (length: number): Buffer => memory.take(length);
  const reading = planned ? datasetOf(planned.source, take) : Promise.resolve(Buffer.alloc(0));
  // Its error is met when it is awaited; until then it is not unhandled.
  reading.catch(() => undefined);
  return reading;
}

function withProgress(error: unknown, done: number, total: number): unknown {
  if (!(error instanceof DimseError) || done === 0) return error;
  return new DimseError(error.code, `${error.message} ${done} of ${total} instances had been sent.`, error.status);
}
