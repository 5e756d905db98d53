import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody, EventSink, FileRef, JournalEvent } from '../model/events';
import { FileStore, type StoreFolder } from './file-store';
import { seal } from './journal';
import { CaptureWriter } from './pcapng';
import { Scribe } from './scribe/scribe';
import { attempt } from './write-all';

/** Longest time that Node's timers can be set to. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface WaitOptions {
  deadlineMs: number;
  /** Events from this number on are looked at first; only new ones when left out. */
  fromSeq?: number;
  /** Ends the wait early. */
  signal?: AbortSignal;
}

/** One run folder being written: the journal, the capture, and the files that both refer to. */
export interface Recording extends EventSink {
  readonly dir: string;
  /** All events so far. */
  readonly events: readonly JournalEvent[];
  readonly capture: CaptureWriter;
  readonly files: FileStore;
  /** One sentence, once something of the record could not be written; `close` then rejects with it. */
  readonly problem: string | undefined;
  setScenario(id: string | undefined): void;
  onEvent(listener: (event: JournalEvent) => void): () => void;
  /** The first event that `pick` makes something of; undefined when the deadline passes or the signal aborts. */
  waitFor<T>(pick: (event: JournalEvent) => T | undefined, options: WaitOptions): Promise<T | undefined>;
  saveFile(folder: StoreFolder, name: string, bytes: Uint8Array): FileRef;
  /** What was saved, read while the run goes on; a thread may still have been writing it. */
  read(ref: Pick<FileRef, 'file'>): Buffer;
  /**
   * Does work at whose end the bytes, or parts of them, stand in several files of the record: they are copied once for all of
   * them. They must not change meanwhile, and may afterwards.
   */
  sharing(bytes: Buffer, work: () => void): void;
  /** Returns when all that was recorded is in its files: for whoever reads them while the run goes on. */
  settle(): void;
  /** Ends journal and capture. Rejects with a sentence when the record is incomplete. */
  close(): Promise<void>;
}

/** Begins a record in `dir`, which is made. Throws when there is one already. */
export function openRecording(dir: string): Recording {
  return new DiskRecording(dir);
}

class DiskRecording implements Recording {
  readonly events: JournalEvent[] = [];
  readonly files: FileStore;
  readonly capture: CaptureWriter;
  private readonly journal: number;
  private readonly scribe: Scribe;
  private readonly opened = performance.now();
  private readonly listeners = new Set<(event: JournalEvent) => void>();
  private scenario: string | undefined;
  private closed = false;
  private journalProblem: string | undefined;

  constructor(readonly dir: string) {
    mkdirSync(join(dir, 'captures'), { recursive: true });
    // 'wx': a record is never written over.
    this.journal = openSync(join(dir, 'journal.ndjson'), 'wx');
    this.scribe = new Scribe(this.journal);
    this.files = new FileStore(dir, this.scribe);
    this.capture = new CaptureWriter(join(dir, 'captures', 'traffic.pcapng'), this.scribe);
  }

  append(body: EventBody): JournalEvent {
    const last = this.events.at(-1);
    const { event, line } = seal(body, {
      seq: this.events.length + 1,
      at: new Date().toISOString(),
      ms: Math.round((performance.now() - this.opened) * 1000) / 1000,
      scenario: this.scenario,
      previous: last?.hash ?? '',
    });
    this.events.push(event);
    this.writeLine(line);
    for (const listener of [...this.listeners]) listener(event);
    return event;
  }

  get problem(): string | undefined {
    return this.journalProblem ?? this.capture.problem ?? this.scribe.problem;
  }

  /**
   * A line at a time, written at once unless much was recorded just before: then it follows that. When the disk is full the
   * run goes on in memory, and nothing is written behind the gap, so that what is there stays a sound chain.
   */
  private writeLine(line: string): void {
    if (this.closed || this.journalProblem !== undefined) return;
    try {
      this.scribe.write(this.journal, [Buffer.from(`${line}\n`)], 'journal.ndjson');
    } catch (error) {
      this.journalProblem = (error as Error).message;
    }
  }

  setScenario(id: string | undefined): void {
    this.scenario = id;
  }

  onEvent(listener: (event: JournalEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async waitFor<T>(pick: (event: JournalEvent) => T | undefined, options: WaitOptions): Promise<T | undefined> {
    const { deadlineMs, fromSeq = this.events.length + 1, signal } = options;
    for (const event of this.events.slice(Math.max(0, fromSeq - 1))) {
      const found = pick(event);
      if (found !== undefined) return found;
    }
    if (signal?.aborted) return undefined;
    return new Promise((resolve, reject) => {
      const end = (found: T | undefined) => {
        clearTimeout(timer);
        unlisten();
        signal?.removeEventListener('abort', onAbort);
        resolve(found);
      };
      const onAbort = () => end(undefined);
      const timer = setTimeout(() => end(undefined), Math.min(deadlineMs, MAX_TIMER_MS));
      const unlisten = this.onEvent((event) => {
        try {
          const found = pick(event);
          if (found !== undefined) end(found);
        } catch (error) {
          reject(error as Error);
          end(undefined);
        }
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  saveFile(folder: StoreFolder, name: string, bytes: Uint8Array): FileRef {
    return this.files.save(folder, name, bytes);
  }

  read({ file }: Pick<FileRef, 'file'>): Buffer {
    this.settle();
    return readFileSync(join(this.dir, file));
  }

  sharing(bytes: Buffer, work: () => void): void {
    this.scribe.sharing(bytes, work);
  }

  settle(): void {
    this.scribe.settle();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.scribe.close();
    const { problem } = this;
    await this.capture.close();
    attempt('journal.ndjson', () => {
      if (problem === undefined) fsyncSync(this.journal);
      closeSync(this.journal);
    });
    if (problem !== undefined) throw new Error(problem);
  }
}
