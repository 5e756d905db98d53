import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import { Scribe } from './scribe';

const MIB = 1024 * 1024;
/** More than is written without the thread, and no whole number of batches. */
const LENGTH = 40 * MIB + 12_345;

let dir: string;
let scribe: Scribe;
const opened = (name: string): { fd: number; path: string } => {
  const path = join(dir, name);
  return { fd: openSync(path, 'wx'), path };
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-scribe-'));
});
afterEach(async () => {
  await scribe.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Bytes that tell where they stand. */
function numbered(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

describe('the scribe', () => {
  it('writes every file whole and in order, however much comes at once', async () => {
    const journal = opened('journal');
    scribe = new Scribe(journal.fd);
    const [kept, other, gone] = ['kept.part', 'other', 'gone.part'].map(opened);
    if (!kept || !other || !gone) throw new Error('no files');
    const bytes = numbered(LENGTH);
    for (let at = 0; at < LENGTH; at += 100_000) {
      const piece = bytes.subarray(at, at + 100_000);
      scribe.write(kept.fd, [piece.subarray(0, 7), piece.subarray(7)], 'kept');
      scribe.write(other.fd, [piece], 'other');
      scribe.write(gone.fd, [piece], 'gone');
      scribe.write(journal.fd, [Buffer.from(`${at}\n`)], 'journal');
    }
    scribe.write(other.fd, [bytes], 'other');
    scribe.finish(kept.fd, kept.path, join(dir, 'kept'), 'kept');
    scribe.discard(gone.fd, gone.path, 'gone');
    scribe.settle();
    expect(scribe.problem).toBeUndefined();
    expect(readFileSync(join(dir, 'kept')).equals(bytes)).toBe(true);
    expect(readFileSync(other.path).equals(Buffer.concat([bytes, bytes]))).toBe(true);
    expect(existsSync(gone.path)).toBe(false);
    const lines = readFileSync(journal.path, 'utf8').trimEnd().split('\n').map(Number);
    expect(lines).toEqual(Array.from({ length: Math.ceil(LENGTH / 100_000) }, (_, index) => index * 100_000));
  });

  it.each([0, LENGTH])(
    'makes many small files, after %i other bytes, before the line that names them',
    async (before) => {
      const journal = opened('journal');
      scribe = new Scribe(journal.fd);
      const big = opened('big');
      scribe.write(big.fd, [numbered(before)], 'big');
      for (let n = 0; n < 300; n++) {
        scribe.whole(join(dir, `file ü ${n}`), Buffer.from(`\0${n}`), `file ${n}`);
        scribe.write(journal.fd, [Buffer.from(`${n}\n`)], 'journal');
      }
      const long = numbered(300_000);
      scribe.whole(join(dir, 'long'), long, 'long');
      scribe.settle();
      for (let n = 0; n < 300; n++) expect(readFileSync(join(dir, `file ü ${n}`), 'latin1')).toBe(`\0${n}`);
      expect(readFileSync(join(dir, 'long')).equals(long)).toBe(true);
      expect(readFileSync(journal.path, 'utf8').split('\n')).toHaveLength(301);
      expect(scribe.problem).toBeUndefined();
    },
  );

  it('never writes a file over', async () => {
    const journal = opened('journal');
    scribe = new Scribe(journal.fd);
    const taken = opened('taken');
    expect(() => scribe.whole(taken.path, Buffer.from('x'), 'taken')).toThrow(/taken could not be written \(EEXIST/);
    scribe.write(taken.fd, [numbered(LENGTH)], 'taken');
    scribe.settle();
    scribe.whole(taken.path, Buffer.from('x'), 'taken');
    scribe.settle();
    expect(scribe.problem).toMatch(/EEXIST/);
    expect(statSync(taken.path).size).toBe(LENGTH);
  });

  it('says once what could not be written, and writes nothing after it', async () => {
    const journal = opened('journal');
    scribe = new Scribe(journal.fd);
    const full = openSync('/dev/full', 'w');
    const big = opened('big');
    scribe.write(big.fd, [numbered(LENGTH)], 'big');
    // The thread may have met the full disk before the rest is handed over: then that is refused, for the same reason.
    const refused = (['full', 'journal'] as const).flatMap((name) => {
      try {
        if (name === 'full') scribe.write(full, [numbered(MIB)], name);
        else scribe.write(journal.fd, [Buffer.from('after the gap\n')], name);
        return [];
      } catch (error) {
        return [String(error)];
      }
    });
    scribe.settle();
    for (const sentence of [scribe.problem, ...refused])
      expect(sentence).toMatch(/The run record is incomplete: the run folder could not be written \(ENOSPC/);
    expect(() => scribe.write(big.fd, [numbered(MIB)], 'big')).toThrow(/The run record is incomplete/);
    expect(statSync(journal.path).size).toBe(0);
  });

  it('has written everything when the process ends without having closed it', () => {
    const journal = opened('unused');
    scribe = new Scribe(journal.fd);
    const program = `
      const { openSync } = require('node:fs');
      const { Scribe } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'evidence', 'scribe', 'scribe.js'))});
      const fd = openSync(${JSON.stringify(join(dir, 'file'))}, 'wx');
      const scribe = new Scribe(openSync(${JSON.stringify(join(dir, 'journal'))}, 'wx'));
      for (let n = 0; n < 400; n++) scribe.write(fd, [Buffer.alloc(100000, n)], 'file');
      process.exit(3);`;
    expect(() => execFileSync(process.execPath, ['-e', program])).toThrow(
      expect.objectContaining({ status: 3 }) as Error,
    );
    expect(statSync(join(dir, 'file')).size).toBe(40_000_000);
  });
});
