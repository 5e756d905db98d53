import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { segmentation } from '../../tests/kit/objects';
import { readByDciodvfy } from './dciodvfy';
import { missingTools } from './tools';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-dciodvfy-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function fileOf(name: string, bytes: Buffer): string {
  const file = join(dir, name);
  writeFileSync(file, bytes);
  return file;
}

describe('dciodvfy', () => {
  it('finds what is missing, and only that', async () => {
    const sound = await readByDciodvfy(fileOf('sound.dcm', encodePart10(segmentation())));
    const lacking = await readByDciodvfy(
      fileOf('lacking.dcm', encodePart10({ ...segmentation(), ContentDescription: undefined })),
    );
    const errors = (reading: typeof sound): string[] => ('errors' in reading ? reading.errors : ['not read']);
    expect(errors(lacking).filter((line) => !errors(sound).includes(line))).toEqual([
      expect.stringContaining('<ContentDescription>'),
    ]);
  });

  it('says that it cannot read what is no DICOM', async () => {
    const reading = await readByDciodvfy(fileOf('text.dcm', Buffer.from('no DICOM at all')));
    expect('errors' in reading ? reading.errors.length > 0 : reading.failure === 'failed').toBe(true);
  });

  it('says plainly when it is not installed', async () => {
    vi.stubEnv('PATH', dir);
    expect(await readByDciodvfy(join(dir, 'sound.dcm'))).toMatchObject({
      failure: 'not-installed',
      sentence: expect.stringContaining('Install dicom3tools'),
    });
  });
});

describe('the tools that are missing', () => {
  it('are those that are not on PATH', () => {
    expect([...missingTools().keys()]).toEqual([]);
    vi.stubEnv('CHROMIUM', undefined);
    for (const path of [dir, '']) expect([...missingTools(path).keys()]).toEqual(['dciodvfy', 'chromium']);
  });
});
