import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../../model/events';
import { folderSource } from '../../../runner/run-source';
import { readRunStart, RUN_FILES } from '../../../runner/run-start';
import { partsOf, relocate } from '../../../runner/sharding/parts';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/** Where each line of a file begins, as far as the file is written. Twelve bytes a line, whatever is in it. */
class LineIndex {
  #starts = new Float64Array(1024);
  #lines = 0;
  #read = 0;

  constructor(readonly file: string) {}

  get lines(): number {
    return this.#lines;
  }

  /** Takes in what has been appended; a line counts once it is whole. */
  refresh(): void {
    if (!existsSync(this.file)) return;
    if (statSync(this.file).size <= this.#read) return;
    const handle = openSync(this.file, 'r');
    try {
      const { size } = fstatSync(handle);
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - this.#read));
      while (this.#read < size) {
        const count = readSync(handle, buffer, 0, Math.min(buffer.length, size - this.#read), this.#read);
        if (count === 0) return;
        for (let at = buffer.indexOf(NEWLINE); at !== -1 && at < count; at = buffer.indexOf(NEWLINE, at + 1))
          this.#add(this.#read + at + 1);
        this.#read += count;
      }
    } finally {
      closeSync(handle);
    }
  }

  /** Lines from..to, 0-based, `to` exclusive. */
  read(from: number, to: number): string[] {
    const [start, end] = [this.#at(from), this.#at(Math.min(to, this.#lines))];
    if (end <= start) return [];
    const handle = openSync(this.file, 'r');
    try {
      const bytes = Buffer.allocUnsafe(end - start);
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(handle, bytes, done, bytes.length - done, start + done);
        if (count === 0) break;
        done += count;
      }
      return bytes
        .toString('utf8', 0, done)
        .split('\n')
        .slice(0, to - from);
    } finally {
      closeSync(handle);
    }
  }

  /** Bytes that lines from..to take. */
  size(from: number, to: number): number {
    return this.#at(to) - this.#at(from);
  }

  /** Where line n begins: after the end of the one before. */
  #at(line: number): number {
    return line === 0 ? 0 : (this.#starts[line - 1] ?? 0);
  }

  #add(next: number): void {
    if (this.#lines === this.#starts.length) {
      const larger = new Float64Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#lines++] = next;
  }
}

/** Journals can hold long events; no reader takes more than this at once. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The journal of a run, or of its parts one after the other, by number of event, without holding it in memory. Events are numbered
 * and files named as in the whole run.
 */
export class JournalIndex {
  readonly #parts: { prefix: string; index: LineIndex }[];

  /** @throws Error where the folder is no run */
  constructor(readonly dir: string) {
    const run = folderSource(dir);
    this.#parts = partsOf(run, readRunStart(run)).map(({ prefix }) => ({
      prefix,
      index: new LineIndex(join(dir, prefix, RUN_FILES.journal)),
    }));
    this.refresh();
  }

  /** Takes in what has been appended. Gives the number of events. */
  refresh(): number {
    for (const { index } of this.#parts) index.refresh();
    return this.events;
  }

  get events(): number {
    return this.#parts.reduce((sum, { index }) => sum + index.lines, 0);
  }

  /** Events after `seq`, at most `limit`, and fewer where they are long; none past the end. A line that cannot be read is left out. */
  after(seq: number, limit: number): { events: JournalEvent[]; last: number } {
    const events: JournalEvent[] = [];
    let [offset, last, left] = [0, seq, limit];
    for (const { prefix, index } of this.#parts) {
      const from = last - offset;
      if (from < index.lines && left > 0) {
        let to = Math.min(from + left, index.lines);
        while (to > from + 1 && index.size(from, to) > MOST_BYTES) to = from + Math.ceil((to - from) / 2);
        for (const line of index.read(from, to)) {
          const event = parsed(line);
          if (event) events.push(relocate(event, prefix, offset));
        }
        left = to < index.lines ? 0 : left - (to - from);
        last = offset + to;
      }
      offset += index.lines;
    }
    return { events, last };
  }

  event(seq: number): JournalEvent | undefined {
    return seq < 1 ? undefined : this.after(seq - 1, 1).events[0];
  }
}

function parsed(line: string): JournalEvent | undefined {
  try {
    return JSON.parse(line) as JournalEvent;
  } catch {
    return undefined;
  }
}
