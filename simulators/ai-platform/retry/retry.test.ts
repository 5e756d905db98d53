import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import { GaveUp, pauseAfter, PermanentRefusal, retry, type RetryOptions } from './retry';
import { CalledOff } from './wait';

const options = (changed: Partial<RetryOptions> = {}): RetryOptions => ({
  what: 'trying',
  policy: { firstMs: 1, factor: 2, maxMs: 4, giveUpAfterMs: 1000 },
  signal: new AbortController().signal,
  log: silentLogger,
  ...changed,
});

describe('retry', () => {
  it('pauses longer each time, up to a limit', () => {
    const policy = { firstMs: 100, factor: 2, maxMs: 500, giveUpAfterMs: 0 };
    expect([1, 2, 3, 4, 5].map((attempt) => pauseAfter(attempt, policy))).toEqual([100, 200, 400, 500, 500]);
  });

  it('goes on until it works, and counts', async () => {
    let failed = 0;
    const result = await retry(
      async (attempt) => {
        if (attempt < 4) throw new Error('not yet');
        return attempt;
      },
      options({ failed: () => (failed += 1) }),
    );
    expect([result, failed]).toEqual([4, 3]);
  });

  it('gives up in time with the last reason', async () => {
    const policy = { firstMs: 5, factor: 1, maxMs: 5, giveUpAfterMs: 200 };
    const failing = retry(async (attempt) => Promise.reject(new Error(`reason ${attempt}.`)), options({ policy }));
    await expect(failing).rejects.toThrow(GaveUp);
    await expect(failing).rejects.toThrow(/^trying: given up after \d+ attempts?\. reason \d+\.$/);
  });

  it('stops at once when refused for good', async () => {
    let attempts = 0;
    const refused = retry(async () => {
      attempts += 1;
      throw new PermanentRefusal('never');
    }, options());
    await expect(refused).rejects.toThrow('never');
    expect(attempts).toBe(1);
  });

  it('stops at once when called off, in a pause as in an attempt', async () => {
    const policy = { firstMs: 60_000, factor: 1, maxMs: 60_000, giveUpAfterMs: 600_000 };
    const inPause = new AbortController();
    const pausing = retry(async () => Promise.reject(new Error('x')), options({ policy, signal: inPause.signal }));
    const inAttempt = new AbortController();
    const hanging = retry(() => new Promise(() => undefined), options({ signal: inAttempt.signal }));
    setImmediate(() => {
      inPause.abort(new CalledOff('stop'));
      inAttempt.abort(new CalledOff('stop'));
    });
    await expect(pausing).rejects.toThrow(CalledOff);
    await expect(hanging).rejects.toThrow(CalledOff);
  });
});
