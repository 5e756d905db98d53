import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import { type Allowance, allowance, type Entry, unzip } from './unzip';

const MIB = 1024 * 1024;
let dir: string;
let count = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-unzip-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (zip: Uint8Array, each: (entry: Entry) => void, left?: Allowance): void =>
  unzip(memorySource(Buffer.from(zip)), () => join(dir, String((count += 1))), each, left);
const nothing = (): void => undefined;
/** Some thousand times as long as it is packed. */
const bomb = zipSync({ 'small.dcm': Buffer.from('small'), 'zeros.dcm': new Uint8Array(40 * MIB) }, { level: 9 });

describe.skipIf(process.platform !== 'linux')('an archive of a stranger', () => {
  it('has its large files on the disk as long as they are looked at', () => {
    const sizes: number[] = [];
    read(bomb, ({ content }) => sizes.push('path' in content ? statSync(content.path).size : content.bytes.length));
    expect(sizes).toEqual([5, 40 * MIB]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each<[string, RegExp, () => void]>([
    [
      'unpacks to too much',
      /^it unpacks to more than 16 GiB/,
      () => read(bomb, nothing, { ...allowance(), bytes: 30 * MIB }),
    ],
    [
      'ends in the middle',
      /^(it ends|invalid zip data) within zeros.dcm$/,
      () => read(bomb.subarray(0, bomb.length / 2), nothing),
    ],
    ['has too many files', /more than 100000 entries/, () => read(bomb, nothing, { ...allowance(), entries: 1 })],
    [
      'is no longer wanted',
      /^no room/,
      () =>
        read(bomb, ({ content }) => {
          if ('path' in content) throw new Error('no room');
        }),
    ],
  ])('that %s leaves nothing on the disk and nothing open', (_what, sentence, work) => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    expect(work).toThrow(sentence);
    expect(readdirSync(dir)).toEqual([]);
    expect(open()).toBe(before);
  });

  it('has one allowance with those in it', () => {
    const left = { ...allowance(), bytes: 70 * MIB };
    read(bomb, nothing, left);
    expect(() => read(bomb, nothing, left)).toThrow(/more than 16 GiB/);
  });
});
