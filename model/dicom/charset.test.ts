import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realFile } from '../../tests/kit/real-files';
import { decodeText } from './charset';
import { readDicom } from './reader';

const bytes = (latin: string) => Buffer.from(latin, 'latin1');

describe('decodeText', () => {
  it.each<[string, string[], string, string]>([
    ['Latin 1', ['ISO_IR 100'], 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
    ['Latin 2', ['ISO_IR 101'], 'W\xb3ad', 'Wład'],
    ['Cyrillic', ['ISO_IR 144'], '\xbb\xee\xda', 'Люк'],
    ['Greek', ['ISO_IR 126'], '\xc4\xe9\xef', 'Διο'],
    ['Arabic', ['ISO_IR 127'], '\xe2\xc8', 'قب'],
    ['Hebrew', ['ISO_IR 138'], '\xf9\xf8', 'שר'],
    ['Turkish', ['ISO_IR 148'], '\xde\xfd', 'Şı'],
    ['Thai', ['ISO_IR 166'], '\xa1\xa2', 'กข'],
    ['half-width katakana', ['ISO_IR 13'], '\xd4\xcf\xc0\xde', 'ﾔﾏﾀﾞ'],
    ['GB18030', ['GB18030'], 'Wang=\xcd\xf5', 'Wang=王'],
    [
      'Japanese (PS3.5 H.3.1)',
      ['', 'ISO 2022 IR 87'],
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B',
      'Yamada^Tarou=山田^太郎',
    ],
    [
      'Japanese (PS3.5 H.3.2)',
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
    ],
    [
      'Korean (PS3.5 I.2)',
      ['', 'ISO 2022 IR 149'],
      'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7',
      'Hong^Gildong=洪^吉洞',
    ],
    ['Chinese by ISO 2022', ['', 'ISO 2022 IR 58'], 'Zhang=\x1b$)A\xd5\xc5', 'Zhang=张'],
    ['Greek by ISO 2022', ['ISO 2022 IR 6', 'ISO 2022 IR 126'], 'a\x1b-F\xc4', 'aΔ'],
  ])('%s', (_what, sets, encoded, text) => {
    expect(decodeText(bytes(encoded), sets, true)).toEqual({ text, invalid: false });
  });

  it('decodes UTF-8', () => {
    expect(decodeText(Buffer.from('Wang^王', 'utf8'), ['ISO_IR 192']).text).toBe('Wang^王');
  });

  it('says what it could not decode, and goes on', () => {
    expect(decodeText(bytes('M\xfcller'), [])).toEqual({ text: 'M\uFFFDller', invalid: true });
    expect(decodeText(bytes('M\xfcller'), ['ISO_IR 192']).invalid).toBe(true);
    expect(decodeText(bytes('M\xfcller'), ['LATIN'])).toEqual({
      text: 'Müller',
      invalid: true,
      unknownCharacterSet: 'LATIN',
    });
    expect(decodeText(bytes('a\x1b%Gb'), ['', 'ISO 2022 IR 87']).invalid).toBe(true);
  });
});

describe('person names of real files', () => {
  it.each([
    ['pydicom/chrFrenMulti.dcm', 'Buc^Jérôme'],
    ['pydicom/chrGreek.dcm', 'Διονυσιος'],
    ['pydicom/chrRuss.dcm', 'Люкceмбypг'],
    ['pydicom/chrH31.dcm', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
  ])('%s', (name, expected) => {
    expect(readDicom(readFileSync(realFile(name))).dataset.string('PatientName')).toBe(expected);
  });
});
