import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { delimiter, encodeDataset, encodeElement, encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import type { DicomDataset } from './object';
import { MAX_DEPTH } from './parser';
import { looksLikeDicom, readDicom } from './reader';

const REPORT: Natural = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
  SOPInstanceUID: '1.2.3',
  PatientName: 'DOE^JANE',
  PatientWeight: '61.5',
  Rows: 512,
  ContentSequence: [
    { ValueType: 'TEXT', TextValue: 'a\\b' },
    { ValueType: 'CONTAINER', ContentSequence: [{ ValueType: 'NUM' }] },
  ],
};

function expectReport(bytes: Uint8Array): void {
  const object = readDicom(bytes);
  expect(object.problems).toEqual([]);
  expect(object.sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.88.34');
  expect(object.sopInstanceUid).toBe('1.2.3');
  expect(object.dataset.string('PatientName')).toBe('DOE^JANE');
  expect(object.dataset.number('PatientWeight')).toBe(61.5);
  expect(object.dataset.number('00280010')).toBe(512);
  const content = object.dataset.items('ContentSequence');
  expect(content[0]?.string('TextValue')).toBe('a\\b');
  expect(content[1]?.items('ContentSequence')[0]?.string('ValueType')).toBe('NUM');
}

describe('readDicom', () => {
  for (const undefinedLength of [false, true]) {
    const how = undefinedLength ? 'undefined' : 'defined';
    it(`reads explicit and implicit little endian with ${how} lengths`, () => {
      expectReport(encodePart10(REPORT, { undefinedLength }));
      expectReport(encodePart10(REPORT, { undefinedLength, explicit: false }));
    });

    it(`reads explicit big endian with ${how} lengths`, () => {
      expectReport(
        encodePart10(REPORT, { undefinedLength, littleEndian: false, transferSyntax: '1.2.840.10008.1.2.2' }),
      );
    });
  }

  it('reads a bare data set in any of the three encodings', () => {
    expectReport(encodeDataset(REPORT));
    expectReport(encodeDataset(REPORT, { explicit: false }));
    expectReport(encodeDataset(REPORT, { littleEndian: false }));
    expect(readDicom(encodeDataset(REPORT, { explicit: false })).transferSyntaxUid).toBe('1.2.840.10008.1.2');
  });

  it('reads a deflated data set, and what a truncated one held', () => {
    const head = encodePart10({}, { transferSyntax: '1.2.840.10008.1.2.1.99' });
    const deflated = deflateRawSync(encodeDataset(REPORT));
    expectReport(Buffer.concat([head, deflated]));
    const torn = readDicom(Buffer.concat([head, deflated.subarray(0, deflated.length - 30)]));
    expect(torn.dataset.string('SOPInstanceUID')).toBe('1.2.3');
    expect(torn.problems.length).toBeGreaterThan(0);
  });

  it('refuses a deflate bomb with a problem', () => {
    const head = encodePart10({}, { transferSyntax: '1.2.840.10008.1.2.1.99' });
    const bomb = deflateRawSync(Buffer.alloc(257 * 1024 * 1024), { level: 1 });
    expect(readDicom(Buffer.concat([head, bomb])).problems[0]?.message).toContain('more than 256 MiB');
  });

  it('gives up on what unpacks to millions of elements, items or fragments', () => {
    const head = encodePart10({}, { transferSyntax: '1.2.840.10008.1.2.1.99' });
    const begin = (text: string): Buffer => Buffer.from(text, 'hex');
    const floods = {
      elements: [Buffer.alloc(0), Buffer.alloc(8)],
      items: [begin('08001511' + '53510000ffffffff'), begin('feff00e000000000')],
      fragments: [begin('e07f1000' + '4f420000ffffffff'), begin('feff00e000000000')],
    };
    for (const [what, [first = head, again = head]] of Object.entries(floods)) {
      const bomb = deflateRawSync(Buffer.concat([first, Buffer.alloc(20 * 1024 * 1024, again)]), { level: 1 });
      const { dataset, problems } = readDicom(Buffer.concat([head, bomb]));
      expect(problems.at(-1)?.message, what).toContain('the rest was not read');
      expect(dataset.elements.length).toBeLessThan(200_000);
      expect(dataset.elements[0]?.items?.length ?? 0).toBeLessThan(200_000);
      expect(dataset.elements[0]?.fragments?.length ?? 0).toBeLessThan(200_000);
    }
  });

  it('reads encapsulated pixel data without its offset table', () => {
    const pixels = Buffer.concat([
      Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      delimiter('FFFEE000', 0),
      delimiter('FFFEE000', 2),
      Buffer.from([1, 2]),
      delimiter('FFFEE000', 4),
      Buffer.from([3, 4, 5, 6]),
      delimiter('FFFEE0DD', 0),
    ]);
    const bytes = Buffer.concat([encodePart10(REPORT), pixels]);
    const element = readDicom(bytes).dataset.element('PixelData');
    expect(element?.fragments?.map((fragment) => [...fragment])).toEqual([
      [1, 2],
      [3, 4, 5, 6],
    ]);
    expect(readDicom(bytes, { skipPixelData: true }).dataset.element('PixelData')?.fragments).toEqual([]);
    expect(readDicom(bytes).problems).toEqual([]);
  });

  it('reads sequences and text in UN as what the dictionary says', () => {
    const item = encodeDataset({ CodeValue: '113', CodeMeaning: 'x' }, { explicit: false });
    const value = Buffer.concat([delimiter('FFFEE000', item.length), item]);
    const open = Buffer.concat([
      Buffer.from([0x40, 0x00, 0x30, 0xa7, 0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      delimiter('FFFEE000', 0xffffffff),
      item,
      delimiter('FFFEE00D', 0),
      delimiter('FFFEE0DD', 0),
    ]);
    const closed = encodeElement('0040A043', { vr: 'UN', value });
    const head = encodePart10({ SOPClassUID: '1.2', SOPInstanceUID: '1.3', StudyID: { vr: 'UN', value: 'S1' } });
    const { dataset, problems } = readDicom(Buffer.concat([head, closed, open]));
    expect(problems).toEqual([]);
    expect(dataset.element('StudyID')?.vr).toBe('UN');
    expect(dataset.string('StudyID')).toBe('S1');
    for (const key of ['ConceptNameCodeSequence', 'ContentSequence']) {
      expect(dataset.items(key)[0]?.string('CodeValue')).toBe('113');
    }
  });

  it('keeps what was read of a truncated file and says where it ended', () => {
    const bytes = encodePart10(REPORT, { undefinedLength: true });
    const cut = readDicom(bytes.subarray(0, bytes.length - 40));
    expect(cut.dataset.string('PatientName')).toBe('DOE^JANE');
    expect(cut.problems[0]?.offset).toBeGreaterThan(0);
    expect(cut.problems.some((problem) => problem.path?.startsWith('ContentSequence[1]'))).toBe(true);
  });

  it('steps over 10,000 nested levels without a stack overflow', () => {
    for (const undefinedLength of [true, false]) {
      const object = readDicom(nested(10_000, undefinedLength));
      expect(object.problems.map((problem) => problem.message)).toEqual([
        `Sequences are nested deeper than ${MAX_DEPTH} levels; the levels below are left out`,
      ]);
      expect(depthOf(object.dataset)).toBe(MAX_DEPTH);
      expect(object.dataset.string('InstanceNumber')).toBe(undefinedLength ? '7' : undefined);
    }
  });

  it('names duplicate and misplaced elements', () => {
    const name = encodeElement('00100010', 'A^B');
    const bytes = Buffer.concat([
      encodePart10({ SOPClassUID: '1.2', SOPInstanceUID: '1.3' }),
      name,
      name,
      encodeElement('00080060', 'CT'),
    ]);
    expect(readDicom(bytes).problems.map((problem) => problem.message)).toEqual([
      'PatientName occurs twice',
      'Modality is out of order (tags must ascend, PS3.5 7.1)',
    ]);
  });

  it('says that other files are not DICOM', () => {
    for (const text of ['', 'x', '%PDF-1.4 and so on', 'MSH|^~\\&|A|B', '\0'.repeat(300)]) {
      const object = readDicom(Buffer.from(text));
      expect(object.problems.length).toBeGreaterThan(0);
      expect(object.dataset.elements).toEqual([]);
      expect(looksLikeDicom(Buffer.from(text))).toBe(false);
    }
    expect(looksLikeDicom(encodePart10(REPORT))).toBe(true);
    expect(looksLikeDicom(encodeDataset(REPORT, { explicit: false }))).toBe(true);
  });

  it('never throws and always ends, whatever is cut or flipped', () => {
    const seeds = [true, false].flatMap((explicit) =>
      [true, false].map((undefinedLength) => encodePart10(REPORT, { explicit, undefinedLength })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.nat(2000),
        fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
        (seed, cut, flips) => {
          const bytes = Buffer.from(seed.subarray(0, cut));
          for (const [at, mask] of flips) if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ mask;
          walkAll(readDicom(bytes).dataset);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function nested(levels: number, undefinedLength: boolean): Buffer {
  const head = encodeDataset({ SOPClassUID: '1.2' }, { explicit: false });
  const tag = Buffer.from([0x40, 0x00, 0x30, 0xa7]);
  const parts: Buffer[] = [head];
  let inside = 0;
  if (!undefinedLength) {
    for (let i = 0; i < levels; i += 1) {
      inside += 16;
      parts.splice(1, 0, Buffer.concat([tag, u32(inside - 8), delimiter('FFFEE000', inside - 16)]));
    }
    return Buffer.concat(parts);
  }
  for (let i = 0; i < levels; i += 1) parts.push(tag, u32(0xffffffff), delimiter('FFFEE000', 0xffffffff));
  for (let i = 0; i < levels; i += 1) parts.push(delimiter('FFFEE00D', 0), delimiter('FFFEE0DD', 0));
  parts[0] = encodeDataset({ SOPClassUID: '1.2', InstanceNumber: '7' }, { explicit: false });
  return Buffer.concat(parts);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function depthOf(set: DicomDataset): number {
  let depth = 0;
  for (let at = set.items('ContentSequence')[0]; at !== undefined; at = at.items('ContentSequence')[0]) depth += 1;
  return depth;
}

function walkAll(set: DicomDataset): void {
  for (const element of set.elements) {
    set.strings(element.tag);
    set.numbers(element.tag);
    element.items?.forEach(walkAll);
  }
}
