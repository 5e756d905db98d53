import { RESULT_KINDS } from '../../model/archive';
import type { Carrier } from '../../model/sut';

export const VERIFICATION = '1.2.840.10008.1.1';
export const COMMITMENT = '1.2.840.10008.1.20.1';
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** Storage SOP Classes (PS3.4 B.5) in which a declared carrier comes. An overlay lies in an image of any class. */
export const CLASSES_OF: Record<Exclude<Carrier, 'overlay'>, string[]> = {
  sr: ['88.34', '88.33', '88.22', '88.11'].map((suffix) => STORAGE + suffix),
  seg: [`${STORAGE}66.4`, `${STORAGE}66.7`],
  'secondary-capture': ['7', '7.1', '7.2', '7.3', '7.4'].map((suffix) => STORAGE + suffix),
  'presentation-state': ['11.1', '11.2', '11.3', '11.4', '11.8'].map((suffix) => STORAGE + suffix),
  'parametric-map': [`${STORAGE}30`],
  'key-object': [`${STORAGE}88.59`],
  'encapsulated-pdf': [`${STORAGE}104.1`],
};

const NAMES = new Map([
  ...RESULT_KINDS.map(({ sopClassUid, name }): [string, string] => [sopClassUid, `${name} Storage`]),
  [`${STORAGE}2`, 'CT Image Storage'],
  [`${STORAGE}4`, 'MR Image Storage'],
  [VERIFICATION, 'Verification'],
  [COMMITMENT, 'Storage Commitment Push Model'],
  ['1.2.840.10008.5.1.4.31', 'Modality Worklist - FIND'],
  ['1.2.840.10008.3.1.2.3.3', 'Modality Performed Procedure Step'],
  ['1.2.840.10008.5.1.4.1.2.1.1', 'Patient Root - FIND'],
  ['1.2.840.10008.5.1.4.1.2.1.2', 'Patient Root - MOVE'],
  ['1.2.840.10008.5.1.4.1.2.1.3', 'Patient Root - GET'],
  ['1.2.840.10008.5.1.4.1.2.2.1', 'Study Root - FIND'],
  ['1.2.840.10008.5.1.4.1.2.2.2', 'Study Root - MOVE'],
  ['1.2.840.10008.5.1.4.1.2.2.3', 'Study Root - GET'],
]);
const SYNTAXES = new Map([
  ['1.2.840.10008.1.2', 'Implicit VR Little Endian'],
  ['1.2.840.10008.1.2.1', 'Explicit VR Little Endian'],
  ['1.2.840.10008.1.2.1.99', 'Deflated Explicit VR Little Endian'],
  ['1.2.840.10008.1.2.2', 'Explicit VR Big Endian'],
]);

/** Name and UID, or the UID alone. */
export function named(uid: string): string {
  const name = NAMES.get(uid) ?? SYNTAXES.get(uid);
  return name === undefined ? uid : `${name} (${uid})`;
}

export function isStorage(uid: string): boolean {
  return uid.startsWith(STORAGE);
}
