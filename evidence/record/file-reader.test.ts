import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import type { FileRef } from '../../model/events';
import { FileReader, type RecordFiles } from './file-reader';

const MIB = 1024 * 1024;

describe('the reader of recorded files', () => {
  const reads: string[] = [];
  const inRun: RecordFiles = {
    read: (file) => {
      reads.push(file);
      return Buffer.from(file);
    },
    open: (file) => memorySource(inRun.read(file)),
  };
  /** As if of 10 MiB each. */
  const files = ['a', 'b', 'c', 'd', 'e'].map((file): FileRef => ({
    file,
    sha256: createHash('sha256').update(file).digest('hex'),
    bytes: 10 * MIB,
  }));
  const readAll = (reader: FileReader): number => {
    reads.length = 0;
    expect(files.map((ref) => reader.text(ref))).toEqual(['a', 'b', 'c', 'd', 'e']);
    return reads.length;
  };
  const readAnother = (reader: FileReader, file: string): string =>
    reader.text({ file, sha256: createHash('sha256').update(file).digest('hex'), bytes: 10 * MIB });

  it('parses once what the record in hand and the next one need, however much it is', () => {
    const reader = new FileReader(inRun);
    expect(readAll(reader)).toBe(5);
    expect(readAll(reader)).toBe(0);
    expect(readAll(new FileReader(inRun))).toBe(0);
  });

  it('keeps little of what no record has needed lately', () => {
    readAll(new FileReader(inRun));
    for (const file of ['f', 'g', 'h']) readAnother(new FileReader(inRun), file);
    expect(readAll(new FileReader(inRun))).toBe(5);
  });

  it('says what the file system says of a name that is none, and hides no fault of ours', () => {
    const ref = { file: 'objects/\0', sha256: 'none', bytes: 1 };
    const named = new FileReader({ ...inRun, read: (file) => readFileSync(file) });
    expect(named.object(ref).unreadable).toMatch(/cannot be read: .*null bytes/);
    const faulty = new FileReader({ ...inRun, read: () => (undefined as unknown as () => Buffer)() });
    expect(() => faulty.object(ref)).toThrow(TypeError);
  });
});
