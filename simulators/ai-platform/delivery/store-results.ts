import { type RetryOptions, retry } from '../retry/retry';
import type { Deliverable, Transport } from './deliverable';

export interface StoreReport {
  stored: Deliverable[];
  /** What the PACS will never take, and why. */
  refused: { object: Deliverable; reason: string }[];
}

/**
 * Sends objects until each is stored or refused for good. What was stored is not sent again; what is sent again keeps its
 * UIDs, so that the PACS knows it.
 * @throws GaveUp when some could not be stored in time
 */
export async function storeResults(
  objects: readonly Deliverable[],
  transport: Transport,
  options: RetryOptions,
): Promise<StoreReport> {
  const report: StoreReport = { stored: [], refused: [] };
  let pending = [...objects];
  await retry(async () => {
    const sent = pending;
    const results = await transport(sent);
    pending = [];
    let reason = '';
    for (const [i, object] of sent.entries()) {
      const result = results[i] ?? { outcome: 'try-again', reason: 'it was not answered' };
      if (result.outcome === 'stored') report.stored.push(object);
      else if (result.outcome === 'refused') report.refused.push({ object, reason: result.reason });
      else {
        pending.push(object);
        reason = result.reason;
      }
    }
    if (pending.length > 0)
      throw new Error(`The PACS did not take ${pending.length} of ${sent.length} objects: ${reason}.`);
  }, options);
  return report;
}
