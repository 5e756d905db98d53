import { workerData } from 'node:worker_threads';
import { Batch } from './batch';
import { carryOut, giveUp } from './carry-out';
import { PLACE, type WorkerData } from './shared-state';

const { batches, state, port, journal } = workerData as WorkerData;
const all = batches.map((memory) => new Batch(memory));

// Sleeps between batches instead of being called for each; it ends when it is terminated.
for (let done = 0; ; done += 1) {
  while (Atomics.load(state, PLACE.sent) === done) Atomics.wait(state, PLACE.sent, done);
  const batch = all[Atomics.load(state, PLACE.queue + (done % all.length))] as Batch;
  try {
    // After a failure nothing more is written, so that what is there stays sound.
    if (Atomics.load(state, PLACE.failed) === 0) carryOut(batch.entries(), journal);
    else giveUp(batch.entries());
  } catch (error) {
    port.postMessage((error as Error).message);
    Atomics.store(state, PLACE.failed, 1);
  }
  Atomics.add(state, PLACE.done, 1);
  Atomics.notify(state, PLACE.done);
}
