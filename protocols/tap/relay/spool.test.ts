import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from './entry';
import { SpoolReader } from './spool-reader';
import { SpoolWriter } from './spool-writer';

let folder: string;
let kept: number;
let taken: { entry: Entry; bytes: Buffer }[];
let reader: SpoolReader;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airworthy-spool-'));
  kept = 0;
  taken = [];
  reader = new SpoolReader((entry, bytes) => taken.push({ entry, bytes: Buffer.from(bytes) }));
});
afterEach(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

function writer(segmentBytes: number): SpoolWriter {
  return new SpoolWriter({
    folder,
    segmentBytes,
    onSegment: (descriptor, at) => reader.add(descriptor, at),
    onKept: (upTo) => (kept = upTo),
  });
}

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
}

/** Puts bytes in as a socket would, and gives what was put in. */
function fill(spool: SpoolWriter, count: number, next: () => number): { entry: Entry; bytes: Buffer }[] {
  return Array.from({ length: count }, (_, index) => {
    const room = spool.room();
    const length = 1 + Math.floor(next() ** 2 * (room.length - 1));
    room.fill(index % 251, 0, length);
    const entry: Entry = { lane: index % 7, side: index % 3 === 0 ? 'server' : 'client', length, ms: index + 0.5 };
    spool.take(entry.lane, entry.side, length, entry.ms);
    if (next() < 0.2) spool.writePiece();
    return { entry, bytes: Buffer.from(room.subarray(0, length)) };
  });
}

describe('the spool', () => {
  it('gives back in order what was put in, over many files, in whatever turns', () => {
    const next = random(1);
    const spool = writer(1024 * 1024);
    const put: { entry: Entry; bytes: Buffer }[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      put.push(...fill(spool, 40, next));
      if (turn % 3 === 0) spool.writeAll();
      if (turn % 2 === 0) while (reader.take(kept));
    }
    spool.writeAll();
    while (reader.take(kept));
    expect(taken).toHaveLength(put.length);
    expect(taken.every(({ entry, bytes }, n) => put[n]?.bytes.equals(bytes) && put[n].entry.ms === entry.ms)).toBe(
      true,
    );
    expect(taken.map(({ entry }) => entry)).toEqual(put.map(({ entry }) => entry));
    expect(reader.at).toBe(spool.at);
  });

  it('leaves no file behind, whatever becomes of the process', () => {
    const spool = writer(64 * 1024 * 1024);
    fill(spool, 50, random(2));
    spool.writeAll();
    expect(kept).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes on in memory with what no file takes', () => {
    const next = random(3);
    const spool = writer(1024 * 1024);
    const put = fill(spool, 30, next);
    spool.writeAll();
    rmSync(folder, { recursive: true });
    // More than a file has room for.
    put.push(...fill(spool, 60, () => 0.5));
    expect(() => spool.writeAll()).toThrow(/ENOENT/);
    const { at, rest } = spool.rest();
    reader.goOnWith(at, rest);
    while (reader.take(kept));
    expect(taken.map(({ entry }) => entry)).toEqual(put.map(({ entry }) => entry));
  });
});
