import type { EventBody, EventSink } from '../../../model/events';
import type { Database } from './database';

/** Transactions whose events and further steps come only once they are committed. */
export class UnitOfWork {
  private pending: (() => void)[] | undefined;

  constructor(
    private readonly database: Database,
    private readonly sink: EventSink,
  ) {}

  /** All or nothing; within another one, part of that. */
  run<T>(work: () => T): T {
    if (this.pending) return work();
    const pending: (() => void)[] = [];
    this.pending = pending;
    let result: T;
    try {
      result = this.database.transaction(work).immediate();
    } finally {
      this.pending = undefined;
    }
    for (const step of pending) step();
    return result;
  }

  afterCommit(step: () => void): void {
    if (this.pending) this.pending.push(step);
    else step();
  }

  announce(event: EventBody): void {
    this.afterCommit(() => void this.sink.append(event));
  }
}
