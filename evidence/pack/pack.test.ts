import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import { BadPack } from './bad-pack';
import { manifestProblems, MANIFEST, readManifest, renderManifest } from './manifest';
import { nameProblem } from './names';
import { Pack } from './reader';
import { PackWriter } from './writer';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-pack-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let count = 0;

/** A pack of these files, with its manifest. */
function packOf(content: Record<string, string>): Buffer {
  const file = join(dir, `${(count += 1)}.zip`);
  const writer = new PackWriter(file);
  const files = Object.entries(content).map(([path, text]) => ({
    path,
    ...writer.add(path, memorySource(Buffer.from(text))),
  }));
  writer.add(MANIFEST, memorySource(renderManifest({ format: 1, packedBy: '0', runId: 'r', files })));
  writer.finish();
  return readFileSync(file);
}

/** One sentence, or '' for a sound pack. */
function examine(bytes: Buffer): string {
  try {
    const pack = Pack.open(memorySource(bytes));
    return manifestProblems(pack, readManifest(pack)).join(' ');
  } catch (error) {
    if (error instanceof BadPack) return error.message;
    throw error;
  }
}

/** Zip archives as Python's zipfile makes them, all by one process. */
function foreign(scripts: readonly string[]): Buffer[] {
  const files = scripts.map((_, index) => join(dir, `foreign-${index}.zip`));
  const program = scripts.map((script, index) => `z=zipfile.ZipFile(r'${files[index]}','w')\n${script}\nz.close()`);
  execFileSync('python3', ['-W', 'ignore', '-c', `import zipfile\n${program.join('\n')}`]);
  return files.map((file) => readFileSync(file));
}

const SOUND = packOf({ 'a/b.txt': 'bytes', 'empty.bin': '', 'été.txt': 'in UTF-8' });

describe('a pack', () => {
  it('is found altered by any bit of any byte', () => {
    expect(examine(SOUND)).toBe('');
    const missed: string[] = [];
    for (let at = 0; at < SOUND.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const bytes = Buffer.from(SOUND);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        if (examine(bytes) === '') missed.push(`${at}.${bit}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('is found cut at any place, and with anything before, behind or between', () => {
    for (let length = 0; length < SOUND.length; length += 1) expect(examine(SOUND.subarray(0, length))).not.toBe('');
    const bytes = Buffer.from([0x41]);
    expect(examine(Buffer.concat([SOUND, bytes]))).toMatch(/does not end as a pack does/);
    expect(examine(Buffer.concat([bytes, SOUND]))).not.toBe('');
    for (let at = 1; at < SOUND.length; at += 7) {
      expect(examine(Buffer.concat([SOUND.subarray(0, at), bytes, SOUND.subarray(at)]))).not.toBe('');
    }
  });

  it('lists each file once, none missing, none extra, in one order', () => {
    const file = { path: 'a', bytes: 1, sha256: createHash('sha256').update('a').digest('hex') };
    const made = (names: string[], files: (typeof file)[]) => {
      const path = join(dir, `${(count += 1)}.zip`);
      const writer = new PackWriter(path);
      for (const name of names) writer.add(name, memorySource(Buffer.from('a')));
      writer.add(MANIFEST, memorySource(renderManifest({ format: 1, packedBy: '0', runId: 'r', files })));
      writer.finish();
      return examine(readFileSync(path));
    };
    expect(made(['a'], [file])).toBe('');
    expect(made(['a', 'b'], [file])).toBe('b is in the pack, but not in its manifest.json.');
    expect(made(['a'], [file, { ...file, path: 'b' }])).toBe('b is missing; the manifest.json lists it.');
    expect(made(['a'], [file, file])).toBe('manifest.json lists a file twice.');
    expect(made(['b', 'a'], [file, { ...file, path: 'b' }])).toMatch(/not in the order/);
    expect(made(['a'], [{ ...file, sha256: '0'.repeat(64) }])).toMatch(/^a was altered: its SHA-256/);
  });

  it('holds more files than a plain zip archive can, and Python reads it', () => {
    const file = join(dir, 'many.zip');
    const writer = new PackWriter(file);
    for (let n = 0; n < 66_000; n += 1) writer.add(String(n), memorySource(Buffer.from([n & 255])));
    writer.finish();
    expect(Pack.open(memorySource(readFileSync(file))).entries).toHaveLength(66_000);
    const script = `import zipfile;z=zipfile.ZipFile(r'${file}');print(len(z.namelist()), z.read('65999')[0])`;
    expect(String(execFileSync('python3', ['-c', script])).trim()).toBe(`66000 ${65_999 & 255}`);
  });
});

describe('a hostile archive', () => {
  it('is refused with a sentence that says why', () => {
    const cases: [sentence: string, script: string][] = [
      ['is compressed', `z.writestr('a.txt','0'*100000000,zipfile.ZIP_DEFLATED)`],
      ['leads out of its folder', `z.writestr('../../etc/passwd','x')`],
      ['absolute path', `z.writestr('/etc/passwd','x')`],
      ['absolute path', `z.writestr('C:/Windows/x','x')`],
      ['backslash', String.raw`i=zipfile.ZipInfo('a');i.filename='..\\x';z.writestr(i,'x')`],
      ['symbolic link', `i=zipfile.ZipInfo('l');i.create_system=3;i.external_attr=0o120777<<16;z.writestr(i,'/etc')`],
      ['has a comment', `z.writestr('a','x');z.comment=b'hello'`],
      ['not as a pack writes it', `z.writestr('a','x')`],
      ['not as a pack writes it', String.raw`i=zipfile.ZipInfo('a');i.extra=b'\x99\x99\x01\x00x';z.writestr(i,'x')`],
    ];
    const archives = foreign(cases.map(([, script]) => script));
    expect(archives.map(examine)).toEqual(cases.map(([sentence]) => expect.stringContaining(sentence) as string));
  });

  it('of encrypted entries, of the same name twice, or that lies about lengths is refused with a sentence', () => {
    const writer = new PackWriter(join(dir, 'twice.zip'));
    for (const name of ['a.txt', 'A.txt']) writer.add(name, memorySource(Buffer.from('x')));
    writer.finish();
    expect(examine(readFileSync(join(dir, 'twice.zip')))).toBe('the name "A.txt" occurs twice');

    const directory = SOUND.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const changed = (at: number, value: number) => {
      const bytes = Buffer.from(SOUND);
      bytes.writeUInt32LE(value, directory + at);
      return examine(bytes);
    };
    expect(changed(8, 0x0801)).toContain('is encrypted');
    expect(changed(24, 0x7fffffff)).not.toBe('');
    expect(changed(42, 5)).toContain('files overlap, or bytes lie between them');
  });

  it.each(['', 'a//b', './a', 'a/.', 'a\u0000b', 'a\u202eb', 'x'.repeat(2000)])('name %.40j is refused', (name) => {
    expect(nameProblem(name)).toBeTypeOf('string');
  });
});
