import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import dictionary from '../../model/dicom/data/dictionary.json';
import { realFile, realFiles } from '../../tests/kit/real-files';
import { elementsOf, writeByLibrary } from './encode';
import { natural } from './part10';
import type { NaturalDataset } from './types';
import * as uids from './uids';
import { writeElements } from './write-elements';

const SYNTAXES = uids.PLAIN_TRANSFER_SYNTAXES;

/** Ours beside dcmjs's; says whether ours wrote it at all. */
function compare(set: NaturalDataset, what: string): boolean {
  const elements = elementsOf(set);
  return SYNTAXES.every((syntax) => {
    const ours = writeElements(elements, syntax);
    if (ours) expect(ours.toString('hex'), what).toBe(writeByLibrary(elements, syntax).toString('hex'));
    return ours !== undefined;
  });
}

const TEXT = fc.oneof(
  ...[
    fc.string({ maxLength: 20 }),
    fc.string({ maxLength: 20, unit: 'binary' }),
    fc.constant(''),
    fc.string({ unit: 'grapheme' }),
  ],
);
const NUMBER = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.nat(65_535));
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  ...Object.fromEntries(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'SV', 'UV', 'DS', 'IS'].map((vr) => [vr, NUMBER])),
  AT: fc.nat(0xffffffff).map((tag) => tag.toString(16).padStart(8, '0')),
};
const KEYS = dictionary.rows
  .map((row) => row.split(' '))
  .filter(([tag, keyword, vr]) => tag && keyword && !/^(0002|FFFE|7FE0)/.test(tag) && !/^(O.|UN|OB_or)/.test(vr ?? ''));

/** Any attributes of the dictionary but those of bytes. */
function dataset(depth: number): fc.Arbitrary<NaturalDataset> {
  const pair = fc.constantFrom(...KEYS).chain(([, keyword = '', vr = '']) => {
    const several =
      vr === 'SQ'
        ? fc.array(depth > 0 ? dataset(depth - 1) : fc.constant({}), { maxLength: 3 })
        : fc.array(VALUES[vr.slice(0, 2)] ?? TEXT, { maxLength: 4 });
    return several.map((values): [string, unknown] => [
      keyword,
      values.length === 1 && vr !== 'SQ' ? values[0] : values,
    ]);
  });
  return fc.array(pair, { maxLength: 8 }).map((pairs) => Object.fromEntries(pairs));
}

/** So that as little as can be is left to dcmjs. */
function withoutBytes(set: NaturalDataset): NaturalDataset {
  const vrs = (set['_vrMap'] ?? {}) as Record<string, string>;
  const kept: NaturalDataset = { _vrMap: vrs };
  for (const [key, value] of Object.entries(set)) {
    const values = [value].flat();
    if (values.some((one) => ArrayBuffer.isView(one))) continue;
    const items = values.length > 0 && values.every((one) => typeof one === 'object' && one !== null);
    kept[key] = items ? values.map((item) => withoutBytes(item as NaturalDataset)) : value;
  }
  return kept;
}

describe('elements that we write', () => {
  it.each<[string, NaturalDataset]>([
    ['odd and even text', { PatientID: 'P', AccessionNumber: 'A1', StudyInstanceUID: '1.2', SOPInstanceUID: '1.23' }],
    ['empty values', { PatientID: '', PatientName: null, StudyInstanceUID: '', Rows: '', ImagePositionPatient: [] }],
    ['several values', { ImageType: ['DERIVED', 'SECONDARY', ''], OtherPatientNames: ['A^B', 'C^D'], Rows: [1, 2] }],
    ['empty ones among several', { ImageType: ['', ''], StudyDescription: [''], ImagePositionPatient: ['', 1, ''] }],
    ['names of other scripts', { PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', StudyDescription: 'Голова' }],
    ['a name in its groups', { PatientName: { Alphabetic: 'Hong^Gildong', Ideographic: '洪^吉洞' } }],
    ['half a surrogate pair', { PatientName: 'A\ud800B', StudyDescription: '🫁' }],
    ['characters that do not belong', { Modality: 'Ä山', StudyDate: '2026-01-01', PatientID: 'A\\B\r\n\0' }],
    [
      'numbers at and beyond their bounds',
      { Rows: 65_536, SmallestImagePixelValue: -32_769, SelectorSLValue: -(2 ** 31) },
    ],
    ['fractions', { SelectorFDValue: [1 / 3, -0, 1e300], SelectorFLValue: 0.1, SliceThickness: 1 / 3, Rows: 1.5 }],
    ['tags', { FrameIncrementPointer: ['00181063', 'FFFFFFFF'] }],
    ['a private block', { '00091001': 'private', '00090010': 'VENDOR', _vrMap: { '00091001': 'SH' } }],
    ['a private block whose VR is not known', { '00091001': ['text', 'text'], '00090010': 'VENDOR' }],
    ['empty sequences and items', { ReferencedStudySequence: [], ReferencedSeriesSequence: [{}, { Modality: '' }] }],
    ['sequences in sequences', { ContentSequence: [{ ContentSequence: [{ TextValue: 'a' }, { TextValue: 'ü' }] }] }],
    [
      'long text',
      { TextValue: 'x'.repeat(100_001), SelectorUCValue: ['a', 'b'.repeat(70_000)], SelectorURValue: 'u:' },
    ],
    ['text at the bound of a short length', { PatientComments: 'x'.repeat(0xfffe), PatientID: 'é'.repeat(32_767) }],
    ['keys of no order', { PatientName: 'A', AccessionNumber: 'B', '60000010': 1, SpecificCharacterSet: 'ISO_IR 100' }],
  ])('are the bytes that dcmjs writes: %s', (what, set) => {
    expect(compare(set, what), 'left to dcmjs').toBe(true);
  });

  it.each<[string, NaturalDataset]>([
    ['bytes', { OverlayData: Buffer.from([1, 2]), Rows: 1 }],
    ['text beyond a short length', { PatientID: 'x'.repeat(0x10000) }],
    ['several names of which one is empty', { OtherPatientNames: ['A', '', 'B'] }],
    ['a number that is none', { Rows: 'many' }],
    ['64-bit numbers', { SelectorSVValue: 1 }],
    ['bytes in a sequence', { WaveformSequence: [{ WaveformData: Buffer.from([1, 2]) }] }],
  ])('leave %s to dcmjs', (_what, set) => {
    const elements = elementsOf(set);
    for (const syntax of SYNTAXES) expect(writeElements(elements, syntax)).toBeUndefined();
  });

  it('leave other transfer syntaxes to dcmjs', () => {
    expect(writeElements(elementsOf({ Rows: 1 }), uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)).toBeUndefined();
  });

  it('are the bytes that dcmjs writes, for every attribute of the dictionary and values that are drawn', () => {
    let ours = 0;
    const written = (set: NaturalDataset): void => void (compare(set, JSON.stringify(set)) && ours++);
    fc.assert(fc.property(dataset(2), written), { numRuns: 300, seed: 20261128 });
    expect(ours).toBeGreaterThan(200);
  });

  it('are the bytes that dcmjs writes, for the headers of all real files', () => {
    let ours = 0;
    for (const name of realFiles()) if (compare(withoutBytes(natural(readFileSync(realFile(name)))), name)) ours++;
    expect(ours).toBeGreaterThan(realFiles().length / 2);
  });
});
