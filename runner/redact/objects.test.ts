import { expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import { readDicom } from '../../model/dicom/reader';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { learnObject, redactObject } from './objects';
import { Pseudonyms } from './pseudonyms';

const CHUNK = 1024 * 1024;
const NAME = 'ASHDOWN^MARGARET ELIZABETH';

/** Where the name begins, when so many bytes stand before it. */
const withFiller = (length: number): Buffer =>
  encodePart10({
    ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3.4' },
    ...{ DerivationDescription: 'x'.repeat(length), PatientName: NAME, PatientComments: 'of no interest' },
  });
const nameAt = (bytes: Buffer): number => readDicom(bytes).dataset.element('PatientName')?.offset ?? -1;

it('replaces a name that lies across two of the pieces in which the object is read', () => {
  const short = withFiller(0x8000);
  const filler = (from: number): Buffer => {
    const bytes = withFiller(0x8000);
    const at = bytes.indexOf('x'.repeat(100));
    const length = 0x8000 + CHUNK - nameAt(short) - from;
    // The VR has a short length, so it is unknown to be more: UN, whose length is a long one.
    return Buffer.concat([
      bytes.subarray(0, at - 4),
      longHeader(length),
      Buffer.alloc(length, 0x78),
      bytes.subarray(at + 0x8000),
    ]);
  };
  for (const before of [0, 2, 10, NAME.length - 2, NAME.length]) {
    const bytes = filler(before + 4);
    const at = nameAt(bytes);
    expect(at).toBe(CHUNK - before);
    const pseudonyms = new Pseudonyms();
    learnObject(memorySource(bytes), pseudonyms);
    const out = Buffer.concat([...redactObject(memorySource(bytes), pseudonyms)]);
    const { dataset, problems } = readDicom(out);
    expect(problems).toEqual([]);
    const name = dataset.string('PatientName');
    expect(name).toBe(pseudonyms.value(NAME));
    expect(out.subarray(at + NAME.length).equals(bytes.subarray(at + NAME.length))).toBe(true);
  }
});

/** Of an element in Explicit VR Little Endian: VR UN, reserved, length of 32 bits. */
function longHeader(length: number): Buffer {
  const header = Buffer.from([0x55, 0x4e, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(length, 4);
  return header;
}
