import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody, EventSink, FileRef, JournalEvent } from '../model/events';
import { Afterwards } from './afterwards';
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

/** Records later what has passed already. */
export interface Laggard {
  /**
   * Records all of it at once, and says whether it did: not when it is called from within what it records, nor, where only `little`
   * may be recorded, when so much is left that nobody should wait for it.
   */
  catchUp(little?: 'little'): boolean;
  /** Records in pieces, between which others have their turn, what has passed until now, and calls then. */
  catchUpSoon(then: () => void): void;
  close(): Promise<void>;
}

/** One run folder being written: the journal, the capture, and the files that both refer to. */
export interface Recording extends EventSink {
  readonly dir: string;
  /**
   * Adds to the journal, with the time of this call. Where what came before it is far from being recorded, it stands there, and
   * listeners are told, only when that is done: nobody waits for it.
   */
  append(body: EventBody): void;
  /** Adds to the journal at once. */
  appendAtOnce(body: EventBody): JournalEvent;
  /** Resolves when everything is recorded that has come until now; others have their turn meanwhile. */
  caughtUp(): Promise<void>;
  /** All events so far. What lags behind is recorded before they are handed out. */
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
  /** What is appended and captured by this work came at that time (`performance.now()`), not now. From event to event time never goes back. */
  asOf(ms: number, work: () => void): void;
  /** This one records later what has passed already: it is asked to catch up before anybody looks at the record or adds to it. */
  lagsBehind(source: Laggard): void;
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
  private readonly appended: JournalEvent[] = [];
  readonly files: FileStore;
  readonly capture: CaptureWriter;
  private readonly journal: number;
  private readonly scribe: Scribe;
  private readonly opened = performance.now();
  private readonly listeners = new Set<(event: JournalEvent) => void>();
  private scenario: string | undefined;
  private closed = false;
  private journalProblem: string | undefined;
  private laggard: Laggard | undefined;
  private readonly afterwards = new Afterwards();
  /** Is being caught up with, in pieces. */
  private catchingUp = false;
  /** When what is being recorded came. */
  private at: number | undefined;
  /** Time of the last event. */
  private latest = 0;

  constructor(readonly dir: string) {
    mkdirSync(join(dir, 'captures'), { recursive: true });
    // 'wx': a record is never written over.
    this.journal = openSync(join(dir, 'journal.ndjson'), 'wx');
    this.scribe = new Scribe(this.journal);
    this.files = new FileStore(dir, this.scribe);
    this.capture = new CaptureWriter(
      join(dir, 'captures', 'traffic.pcapng'),
      this.scribe,
      () => this.at ?? performance.now(),
    );
  }

  get events(): readonly JournalEvent[] {
    this.catchUp();
    return this.appended;
  }

  append(body: EventBody): void {
    const said = performance.now();
    const { scenario } = this;
    if (this.isCaughtUp()) this.add(body, this.at ?? said, scenario);
    else this.later(said, () => this.add(body, said, scenario));
  }

  appendAtOnce(body: EventBody): JournalEvent {
    // Catching up takes its time.
    const said = this.at ?? performance.now();
    this.catchUp();
    return this.add(body, said, this.scenario);
  }

  private add(body: EventBody, said: number, scenario: string | undefined): JournalEvent {
    this.latest = Math.max(this.latest, said);
    const now = this.latest;
    const last = this.appended.at(-1);
    const { event, line } = seal(body, {
      seq: this.appended.length + 1,
      at: new Date(Date.now() - Math.round(performance.now() - now)).toISOString(),
      ms: Math.round((now - this.opened) * 1000) / 1000,
      scenario,
      previous: last?.hash ?? '',
    });
    this.appended.push(event);
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
    this.catchUp();
    this.scenario = id;
  }

  onEvent(listener: (event: JournalEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async waitFor<T>(pick: (event: JournalEvent) => T | undefined, options: WaitOptions): Promise<T | undefined> {
    const { deadlineMs, fromSeq = this.events.length + 1, signal } = options;
    // What is not recorded yet comes as what is new does.
    void this.caughtUp();
    for (const event of this.appended.slice(Math.max(0, fromSeq - 1))) {
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
      const onDeadline = () => {
        // It may have come in time and not be recorded yet.
        this.catchUp();
        end(undefined);
      };
      const timer = setTimeout(onDeadline, Math.min(deadlineMs, MAX_TIMER_MS));
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

  asOf(ms: number, work: () => void): void {
    const before = this.at;
    if (before === undefined) this.afterwards.flush(ms);
    this.at = ms;
    try {
      work();
    } finally {
      this.at = before;
    }
  }

  lagsBehind(source: Laggard): void {
    if (this.laggard) throw new Error('Something lags behind this record already.');
    this.laggard = source;
  }

  async caughtUp(): Promise<void> {
    if (!this.isCaughtUp()) return new Promise((resolve) => this.later(performance.now(), resolve));
  }

  settle(): void {
    this.catchUp();
    this.scribe.settle();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.laggard?.close();
    this.afterwards.flush(Infinity);
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

  private catchUp(): void {
    if (this.at !== undefined || this.laggard?.catchUp() === false) return;
    this.afterwards.flush(Infinity);
  }

  /** Nothing that came is left to be recorded; where it was little it is recorded now. So it is for what is being recorded. */
  private isCaughtUp(): boolean {
    if (this.at !== undefined) return true;
    return this.afterwards.isEmpty && this.laggard?.catchUp('little') !== false;
  }

  /** When everything is recorded that has come until now. */
  private later(said: number, record: () => void): void {
    this.afterwards.add(said, record);
    this.catchUpInPieces();
  }

  private catchUpInPieces(): void {
    const { laggard } = this;
    if (this.catchingUp || this.afterwards.isEmpty || !laggard) return;
    const upTo = performance.now();
    this.catchingUp = true;
    laggard.catchUpSoon(() => {
      this.catchingUp = false;
      this.afterwards.flush(upTo);
      if (laggard.catchUp('little')) this.afterwards.flush(Infinity);
      else this.catchUpInPieces();
    });
  }
}
