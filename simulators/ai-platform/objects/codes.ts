import type { Code } from '../../../model/exam';
import type { NaturalDataset } from '../../../protocols/dimse/client';

const scheme =
  (designator: string) =>
  (value: string, meaning: string): Code => ({ value, scheme: designator, meaning });

export const dcm = scheme('DCM');
export const sct = scheme('SCT');
export const ucum = scheme('UCUM');
/** Codes of our own, for what no standard scheme has; see README.md. */
export const PRIVATE_SCHEME = '99AIRW';
export const airw = scheme(PRIVATE_SCHEME);

export const UNIT = {
  cubicMillimetre: ucum('mm3', 'cubic millimeter'),
  millimetre: ucum('mm', 'millimeter'),
  hounsfield: ucum("[hnsf'U]", 'Hounsfield unit'),
  percent: ucum('%', 'Percent'),
};

/** Code Value (0008,0100) has 16 characters, Code Meaning (0008,0104) 64 (PS3.3 8.1, PS3.5 6.2). */
const SHORT = 16;
const MEANING = 64;

/** The one item of a code sequence attribute. */
export function codeSequence({ value, scheme: designator, meaning }: Code): NaturalDataset[] {
  return [
    {
      [value.length > SHORT ? 'LongCodeValue' : 'CodeValue']: value,
      CodingSchemeDesignator: designator,
      CodeMeaning: meaning.slice(0, MEANING),
    },
  ];
}
