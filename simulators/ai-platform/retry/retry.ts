import type { Logger } from '../../../model/actors';
import { counted } from '../../../model/counted';
import { CalledOff, unlessCalledOff, wait } from './wait';

export interface RetryPolicy {
  firstMs: number;
  factor: number;
  maxMs: number;
  /** No new attempt is begun when so much time has passed since the first. */
  giveUpAfterMs: number;
}

/** A refusal that the same attempt would meet again. */
export class PermanentRefusal extends Error {
  override readonly name = 'PermanentRefusal';
}

/** All the time there was has passed. `message` names the last reason. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';
  constructor(
    what: string,
    readonly attempts: number,
    readonly last: Error,
  ) {
    super(`${what}: given up after ${counted(attempts, 'attempt')}. ${last.message}`);
  }
}

export interface RetryOptions {
  /** For the log and for GaveUp: "storing the results of A1 on the PACS". */
  what: string;
  policy: RetryPolicy;
  signal: AbortSignal;
  log: Logger;
  /** Called after each attempt that failed. */
  failed?(error: Error): void;
}

/** Pause before attempt n + 1 (n from 1). */
export function pauseAfter(attempt: number, { firstMs, factor, maxMs }: RetryPolicy): number {
  return Math.min(maxMs, firstMs * factor ** (attempt - 1));
}

/**
 * Repeats the attempt with growing pauses until it resolves. Rejects with PermanentRefusal as thrown by the attempt, with
 * GaveUp when the time is over, with CalledOff when the signal aborts.
 */
export async function retry<T>(attempt: (n: number) => Promise<T>, o: RetryOptions): Promise<T> {
  const began = performance.now();
  for (let n = 1; ; n++) {
    try {
      return await unlessCalledOff(attempt(n), o.signal);
    } catch (error) {
      if (error instanceof CalledOff || error instanceof PermanentRefusal) throw error;
      o.failed?.(error as Error);
      const pause = pauseAfter(n, o.policy);
      if (performance.now() - began + pause > o.policy.giveUpAfterMs) throw new GaveUp(o.what, n, error as Error);
      o.log.warn(`${o.what}: attempt ${n} failed, next in ${Math.round(pause)} ms. ${(error as Error).message}`);
      await wait(pause, o.signal);
    }
  }
}
