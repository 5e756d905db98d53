/** The work was called off: the platform stops, or the order was cancelled. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
}

export function calledOff(signal: AbortSignal): CalledOff {
  return signal.reason instanceof CalledOff ? signal.reason : new CalledOff('the work was called off');
}

/** Resolves after so many milliseconds; rejects with CalledOff at once when the signal aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(calledOff(signal));
    const stop = (): void => {
      clearTimeout(timer);
      reject(calledOff(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The work's outcome, or CalledOff as soon as the signal aborts; what is still under way then is nobody's concern. */
export function unlessCalledOff<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(calledOff(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
