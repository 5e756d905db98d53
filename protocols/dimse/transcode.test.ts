import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import { natural, unwrap, wrap } from './part10';
import { canTranscode, transcode } from './transcode';
import * as uids from './uids';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The file as dcmconv writes it: `+ti` implicit, `+te` explicit, `+tb` big endian; `-e` open sequences; no group lengths. */
async function converted(file: string, ...options: string[]): Promise<Buffer> {
  const target = join(scratch, 'converted.dcm');
  const { code, output } = await run('dcmconv', [...options, '-g', '-p', file, target]);
  expect(code, output).toBe(0);
  return unwrap(readFileSync(target)).datasetBytes;
}

describe('rewriting uncompressed data sets', () => {
  const files = ['pydicom/MR_small.dcm', 'highdicom/sr_document.dcm', 'highdicom/seg_image_ct_binary.dcm'];
  it.each(files)('gives what dcmconv gives for %s', async (name) => {
    for (const sequences of ['+e', '-e']) {
      const explicit = await converted(realFile(name), '+te', sequences);
      const implicit = await converted(realFile(name), '+ti', sequences);
      const big = await converted(realFile(name), '+tb', sequences);
      const [ele, ile, ebe] = [
        uids.EXPLICIT_VR_LITTLE_ENDIAN,
        uids.IMPLICIT_VR_LITTLE_ENDIAN,
        uids.EXPLICIT_VR_BIG_ENDIAN,
      ];
      expect(transcode(explicit, ele, ile).equals(implicit), 'explicit to implicit').toBe(true);
      expect(transcode(explicit, ele, ebe).equals(big), 'little to big endian').toBe(true);
      expect(transcode(big, ebe, ele).equals(explicit), 'big to little endian').toBe(true);
      expect(transcode(transcode(implicit, ile, ele), ele, ile).equals(implicit), 'implicit and back').toBe(true);
    }
  });

  it('deflates and inflates', () => {
    const file = readFileSync(realFile('pydicom/CT_small.dcm'));
    const { meta, datasetBytes } = unwrap(file);
    const deflated = transcode(datasetBytes, meta.transferSyntaxUid, uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    expect(deflated.length).toBeLessThan(datasetBytes.length);
    const part10 = wrap(deflated, { ...meta, transferSyntaxUid: uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN });
    expect(natural(part10)['PatientName']).toBe(natural(file)['PatientName']);
  });

  it('refuses what is compressed or cannot be read whole', () => {
    expect(canTranscode(uids.JPEG_2000, uids.IMPLICIT_VR_LITTLE_ENDIAN)).toBe(false);
    expect(() => transcode(Buffer.alloc(9), uids.JPEG_2000, uids.IMPLICIT_VR_LITTLE_ENDIAN)).toThrow(
      /cannot be rewritten/,
    );
    const { datasetBytes } = unwrap(readFileSync(realFile('pydicom/CT_small.dcm')));
    const cut = datasetBytes.subarray(0, datasetBytes.length - 1000);
    expect(() => transcode(cut, uids.EXPLICIT_VR_LITTLE_ENDIAN, uids.IMPLICIT_VR_LITTLE_ENDIAN)).toThrow(
      /cannot be rewritten/,
    );
  });
});
