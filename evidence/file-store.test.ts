import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileStore } from './file-store';
import { Scribe } from './scribe/scribe';
import { HELD_BYTES } from './file-writer';
import { RecordingError } from './write-all';

let dir: string;
let store: FileStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-store-'));
  store = new FileStore(dir, new Scribe(0));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const listed = (): string[] => readdirSync(join(dir, 'objects'));

describe('a file in pieces', () => {
  it.each([
    ['short', 10],
    ['of just what is held', HELD_BYTES],
    ['long', HELD_BYTES * 3 + 1],
  ])('that is %s comes out as it went in', (_name, length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => i % 251));
    const writer = store.open('objects', () => '1.2.3.dcm');
    for (let at = 0; at < length; at += 1000) writer.write(bytes.subarray(at, at + 1000));
    const ref = writer.finish();
    expect(ref).toEqual({
      file: 'objects/00001-1.2.3.dcm',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: length,
    });
    expect(readFileSync(join(dir, ref.file)).equals(bytes)).toBe(true);
    expect(store.save('objects', 'again', bytes)).toEqual(ref);
    expect(listed()).toEqual(['00001-1.2.3.dcm']);
  });

  it('does not look like a file before it is whole, and leaves none when given up', () => {
    const writer = store.open('objects', () => 'half.dcm');
    writer.write(Buffer.alloc(HELD_BYTES + 1));
    expect(writer.held).toBeUndefined();
    expect(listed()).toEqual(['00001-half.dcm.part']);
    writer.abandon();
    expect(listed()).toEqual([]);
  });

  it('that is empty is a file all the same', () => {
    expect(store.open('objects', () => 'x').finish()).toMatchObject({ bytes: 0 });
  });

  it.each(['../../x', '/etc/passwd', '..', '.', '', 'a\0b', 'ü/ö', `${'x'.repeat(500)}.dcm`, '....//....//x', 'C:\\x'])(
    'called %j stays in its folder',
    (name) => {
      const { file } = store.save('objects', name, Buffer.from(name));
      expect(file).toMatch(/^objects\/\d{5}-[A-Za-z0-9._-]{1,80}$/);
      expect(file).not.toContain('..');
      expect(readFileSync(join(dir, file), 'utf8')).toBe(name);
    },
  );

  it('that cannot be written says so in one sentence', () => {
    writeFileSync(join(dir, 'objects'), 'in the way');
    expect(() => store.save('objects', 'x', Buffer.from('x'))).toThrow(RecordingError);
    expect(() => store.save('objects', 'x', Buffer.from('x'))).toThrow(
      /^The run record is incomplete: objects could not be written \(EEXIST.*Check free space/,
    );
  });
});
