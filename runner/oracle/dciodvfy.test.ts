import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { unwrap, wrap } from '../../protocols/dimse/part10';
import { transcode } from '../../protocols/dimse/transcode';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN } from '../../protocols/dimse/uids';
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

  it('is given a deflated data set inflated, which it cannot do itself', async () => {
    const { meta, datasetBytes } = unwrap(encodePart10(segmentation()));
    const deflated = transcode(datasetBytes, EXPLICIT_VR_LITTLE_ENDIAN, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    const bytes = wrap(deflated, { ...meta, transferSyntaxUid: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    const plain = await readByDciodvfy(fileOf('plain.dcm', encodePart10(segmentation())));
    expect(await readByDciodvfy(fileOf('deflated.dcm', bytes))).toEqual(plain);
    const broken = Buffer.concat([bytes.subarray(0, bytes.length - 200), Buffer.alloc(4)]);
    expect(await readByDciodvfy(fileOf('broken.dcm', broken))).toMatchObject({ failure: 'failed' });
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
