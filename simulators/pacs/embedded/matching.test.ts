import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import { matches } from './matching';

const set: DicomJson = {
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'MÜLLER^Anna' }] },
  '00100020': { vr: 'LO', Value: ['PAT-001'] },
  '00080020': { vr: 'DA', Value: ['20260115'] },
  '00080030': { vr: 'TM', Value: ['113015.25'] },
  '0008002A': { vr: 'DT', Value: ['20260115113015+0100'] },
  '00080061': { vr: 'CS', Value: ['CT', 'SR'] },
  '0020000D': { vr: 'UI', Value: ['1.2.3'] },
  '00200013': { vr: 'IS', Value: [7] },
  '00081030': { vr: 'LO', Value: ['Head (plain) [a+b]'] },
  '00400275': {
    vr: 'SQ',
    Value: [{ '00400009': { vr: 'SH', Value: ['SPS1'] } }, { '00400009': { vr: 'SH', Value: ['SPS2'] } }],
  },
};
const met = (tag: string, ...values: string[]): boolean => matches(set, [{ tag, values }]);

describe('matching (PS3.4 C.2.2.2)', () => {
  it('is universal for an empty key and a lone star, also where the attribute is absent', () => {
    expect(met('00100010', '')).toBe(true);
    expect(met('00100010', '*')).toBe(true);
    expect(met('00104000', '*')).toBe(true);
    expect(met('00104000', 'x')).toBe(false);
  });

  it('compares names without case and without empty components at the end', () => {
    expect(met('00100010', 'müller^anna')).toBe(true);
    expect(met('00100010', 'MÜLLER^ANNA^^')).toBe(true);
    expect(met('00100010', 'müll*')).toBe(true);
    expect(met('00100010', 'M?LLER*')).toBe(true);
    expect(met('00100010', 'ANNA*')).toBe(false);
  });

  it('compares everything else with case', () => {
    expect(met('00100020', 'PAT-001')).toBe(true);
    expect(met('00100020', 'pat-001')).toBe(false);
    expect(met('00100020', 'PAT-*')).toBe(true);
    expect(met('00100020', 'PAT-00?')).toBe(true);
    expect(met('00100020', 'PAT-0?')).toBe(false);
  });

  it('takes no wild cards in UIDs, dates and numbers', () => {
    expect(met('0020000D', '1.2.*')).toBe(false);
    expect(met('0020000D', '9.9', '1.2.3')).toBe(true);
    expect(met('00200013', '7')).toBe(true);
    expect(met('00200013', '07')).toBe(true);
    expect(met('00200013', '*')).toBe(false);
  });

  it('treats characters that mean something to regular expressions as themselves', () => {
    expect(met('00081030', 'Head (plain) [a+b]')).toBe(true);
    expect(met('00081030', 'Head (plain*')).toBe(true);
    expect(met('00081030', 'Head .plain. .a.b.')).toBe(false);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }).filter((text) => text.trim() !== '' && !/[*?]/.test(text)),
        (text) => {
          const one: DicomJson = { '00081030': { vr: 'LO', Value: [text] } };
          expect(matches(one, [{ tag: '00081030', values: [text] }])).toBe(true);
          expect(matches(one, [{ tag: '00081030', values: [`${text}x`] }])).toBe(false);
        },
      ),
    );
  });

  it('understands ranges of dates and times, open at either end', () => {
    expect(met('00080020', '20260115')).toBe(true);
    expect(met('00080020', '20260101-20260131')).toBe(true);
    expect(met('00080020', '-20260115')).toBe(true);
    expect(met('00080020', '20260116-')).toBe(false);
    expect(met('00080030', '1100-1130')).toBe(true);
    expect(met('00080030', '1131-')).toBe(false);
    expect(met('00080030', '113015')).toBe(true);
    expect(met('0008002A', '20260115113000+0100-20260115120000+0100')).toBe(true);
    expect(met('0008002A', '20260116-')).toBe(false);
  });

  it('is met by any value of a multi-valued attribute and any item of a sequence', () => {
    expect(met('00080061', 'SR')).toBe(true);
    expect(met('00080061', 'MR')).toBe(false);
    const item = (value: string): boolean =>
      matches(set, [{ tag: '00400275', values: [], items: [{ tag: '00400009', values: [value] }] }]);
    expect(item('SPS2')).toBe(true);
    expect(item('SPS3')).toBe(false);
    expect(item('')).toBe(true);
  });

  it('does not hang on patterns made to', () => {
    const long: DicomJson = { '00081030': { vr: 'LO', Value: ['a'.repeat(64)] } };
    expect(matches(long, [{ tag: '00081030', values: [`${'*a'.repeat(12)}*b`] }])).toBe(false);
  });
});
