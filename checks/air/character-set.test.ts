import { describe, expect, it } from 'vitest';
import { encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import { segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '..';

const NAME = 'ΠΑΠΑΔΟΠΟΥΛΟΣ^Γεώργιος';
const exam = examOf('critical', { patientName: NAME });
const PLACEHOLDER = 'Z'.repeat(Buffer.byteLength(NAME));

/** A Segmentation that declares a character set and has the name in bytes of its own. */
function result(characterSet: string | null, name: Buffer) {
  const even = name.length % 2 === 0 ? name : Buffer.concat([name, Buffer.from(' ')]);
  const object: Natural = {
    ...segmentation(),
    SpecificCharacterSet: characterSet,
    PatientName: PLACEHOLDER.slice(0, even.length).padEnd(even.length, 'Z'),
  };
  const bytes = encodePart10(object);
  even.copy(bytes, bytes.indexOf('ZZZZ'));
  return { sopClassUid: String(object.SOPClassUID), sopInstanceUid: String(object.SOPInstanceUID), bytes };
}

const judge = (characterSet: string | null, name: Buffer, of = exam) =>
  findCheck('air/character-set').judge(
    new TestScenario(sutConfig()).begin(of).storeFile(result(characterSet, name)).notice(of).record(),
    {},
  ).outcome;
const utf8 = Buffer.from(NAME, 'utf8');
/** ISO 8859-7 has Greek where Unicode has it, less 0x2d0. */
const greek = Buffer.from(
  [...NAME].map((letter) => (letter > '\x7f' ? letter.charCodeAt(0) - 0x2d0 : letter.charCodeAt(0))),
);

describe('text beyond ASCII', () => {
  it.each([
    ['UTF-8, declared', 'ISO_IR 192', utf8],
    ['ISO 8859-7, declared', 'ISO_IR 126', greek],
  ])('is fine in %s', (_what, characterSet, name) => {
    expect(judge(characterSet, name)).toBe('satisfied');
  });

  it.each([
    ['UTF-8, declared as Latin 1', 'ISO_IR 100', utf8],
    ['UTF-8, declared as Greek', 'ISO_IR 126', utf8],
    ['Greek, declared as UTF-8', 'ISO_IR 192', greek],
    ['UTF-8, with nothing declared', null, utf8],
    ['another alphabet', 'ISO_IR 192', Buffer.from('PAPADOPOULOS^Georgios')],
    ['question marks', 'ISO_IR 192', Buffer.from(NAME.replace(/[^^]/g, '?'))],
  ])('is a breach in %s', (_what, characterSet, name) => {
    expect(judge(characterSet, name)).toBe('breach');
  });

  it('says nothing where no name goes beyond ASCII, or no result came', () => {
    const plain = examOf('critical');
    expect(judge('ISO_IR 192', Buffer.from(plain.patientName), plain)).toBe('nothing-seen');
    const nothing = new TestScenario(sutConfig()).begin(exam).notice(exam).record();
    expect(findCheck('air/character-set').judge(nothing, {}).outcome).toBe('nothing-seen');
  });
});
