/** Value Representations (PS3.5 6.2) and how they are encoded. */

/** VRs whose explicit header has two reserved bytes and a 32-bit length (PS3.5 7.1.2). */
const LONG_HEADER = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

const SHORT_HEADER = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/** Text VRs that Specific Character Set applies to (PS3.5 6.1.2.3). */
const CHARACTER_SET = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const TEXT = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR', ...CHARACTER_SET]);
/** One value always: a backslash is text there (PS3.5 6.4). */
const SINGLE_VALUE = new Set(['LT', 'ST', 'UR', 'UT']);

export const hasLongHeader = (vr: string): boolean => LONG_HEADER.has(vr);
export const isKnownVr = (vr: string): boolean => LONG_HEADER.has(vr) || SHORT_HEADER.has(vr);
export const isTextVr = (vr: string): boolean => TEXT.has(vr);
export const usesCharacterSet = (vr: string): boolean => CHARACTER_SET.has(vr);
export const isSingleValued = (vr: string): boolean => SINGLE_VALUE.has(vr);

/**
 * The VR that is assumed where the encoding names none: implicit VR (PS3.5 A.1), or UN with a known tag (6.2.2).
 * `signed` is Pixel Representation (0028,0103) = 1, which settles `US or SS`.
 */
export function settleVr(tag: string, dictionaryVr: string | undefined, signed = false): string {
  if (tag.endsWith('0000')) return 'UL';
  if (dictionaryVr === undefined || dictionaryVr === '-') return isPrivateCreator(tag) ? 'LO' : 'UN';
  if (dictionaryVr === 'OB or OW' || dictionaryVr === 'US or OW') return 'OW';
  if (dictionaryVr === 'US or SS') return signed ? 'SS' : 'US';
  return dictionaryVr;
}

/** (gggg,0010-00FF) with odd gggg reserve a private block (PS3.5 7.8.1). */
function isPrivateCreator(tag: string): boolean {
  const element = parseInt(tag.slice(4), 16);
  return (parseInt(tag.slice(0, 4), 16) & 1) === 1 && element >= 0x10 && element <= 0xff;
}
