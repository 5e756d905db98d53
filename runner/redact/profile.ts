import { lookUpTag } from '../../model/dicom/dictionary';
import profile from './data/confidentiality-profile.json';

const TEXT = new Set(['PN', 'LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'AE', 'IS', 'UR']);
/**
 * What options of PS3.15 E.3 let stay, because verdicts rest on it: device identity, full dates, characteristics of the
 * patient, and descriptions and structured content, which are cleaned of what identifies instead.
 */
const KEPT = ['device', 'dates', 'patient-characteristics', 'description', 'structured-content', 'graphics'];

const rows = profile.rows.map((row) => {
  const [tag = '', action = '', ...options] = row.split(' ');
  return { tag, action, options };
});

/** Tags whose text is replaced by a pseudonym (PS3.15 Table E.1-1). */
export const REPLACED: ReadonlySet<string> = new Set(
  rows
    .filter(({ tag, options }) => TEXT.has(lookUpTag(tag)?.vr ?? '') && !options.some((one) => KEPT.includes(one)))
    .map(({ tag }) => tag),
);

/** Tags of UIDs that name an instance of something (action U), those of devices left out. */
export const MAPPED_UIDS: ReadonlySet<string> = new Set(
  rows
    .filter(({ tag, options }) => lookUpTag(tag)?.vr === 'UI' && options.includes('uid') && !options.includes('device'))
    .map(({ tag }) => tag),
);

/** In the table as a date of the patient, not of what was done: its day and month are replaced, the year stays. */
export const BIRTH_DATES: ReadonlySet<string> = new Set(['00100030', '00100033', '00100034']);

/** What a reader of a redacted pack is told. */
export const REDACTION_NOTE =
  'Basic Profile of DICOM PS3.15 Annex E with the options Clean Descriptors, Clean Structured Content, Retain Longitudinal ' +
  'Temporal Information With Full Dates, Retain Patient Characteristics and Retain Device Identity. Names and identifiers ' +
  'are pseudonyms, the same for the same value within this pack; UIDs are mapped; of birth dates the year is kept. ' +
  'Captures and encoded bodies are left out. Pixel data and documents within objects are as they were sent: look at them ' +
  'before the pack leaves the house.';
