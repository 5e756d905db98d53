import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realFile, realFiles } from '../../tests/kit/real-files';
import { memorySource } from '../byte-source';
import { readWithoutPixels } from './read-source';
import { readDicom } from './reader';

describe('an object that is read without its pixels', () => {
  it.each(realFiles())('%s is what reading all of it gives, and they are not touched', (name) => {
    const bytes = readFileSync(realFile(name));
    const all = readDicom(bytes, { skipPixelData: true, detached: true });
    let most = 0;
    const source = memorySource(bytes);
    const { object, kept } = readWithoutPixels(
      {
        ...source,
        copy: (at, length) => {
          most += length;
          return source.copy(at, length);
        },
      },
      { skipPixelData: true, detached: true },
    );
    expect(JSON.stringify(object)).toBe(JSON.stringify(all));
    expect(most).toBe(kept.length);
  });
});
