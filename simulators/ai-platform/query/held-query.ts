import type { NaturalDataset, QueryRequest, StoreSource } from '../../../protocols/dimse/server';
import type { HeldImage, HeldImages } from '../intake/held-images';

type Row = Record<string, string>;

/** What identifies a match at each level of the study root model (PS3.4 C.6.2.1). */
const UNIQUE_KEY: Record<string, keyof Row> = {
  STUDY: 'StudyInstanceUID',
  SERIES: 'SeriesInstanceUID',
  IMAGE: 'SOPInstanceUID',
};

/** C-FIND over the images that are held (PS3.4 C.2.2.2: single value, list of UIDs, universal, wild card). */
export function findHeld(held: HeldImages, { level, identifier }: QueryRequest): NaturalDataset[] {
  const key = UNIQUE_KEY[level ?? ''];
  if (key === undefined) return [];
  const found = new Map<string, Row>();
  for (const image of matching(held, identifier)) {
    const row = rowOf(image);
    found.set(row[key] ?? '', found.get(row[key] ?? '') ?? row);
  }
  return [...found.values()].map((row) => {
    const answer: NaturalDataset = { QueryRetrieveLevel: level };
    for (const keyword of Object.keys(identifier)) {
      if (keyword !== 'QueryRetrieveLevel' && keyword !== 'SpecificCharacterSet') answer[keyword] = row[keyword] ?? '';
    }
    return { ...answer, [key]: row[key] };
  });
}

/** C-GET of images that are held. */
export function getHeld(held: HeldImages, { identifier }: QueryRequest): StoreSource[] {
  // A retrieval names what it wants by UID (PS3.4 C.4.3.1.3); without one it would mean everything.
  const named = Object.values(UNIQUE_KEY).some((key) => textOf(identifier[key]) !== '');
  return named ? matching(held, identifier).map(({ bytes }) => ({ bytes })) : [];
}

function matching(held: HeldImages, identifier: NaturalDataset): HeldImage[] {
  return held.all.filter((image) => {
    const row = rowOf(image);
    return Object.entries(identifier).every(([keyword, wanted]) => {
      const value = row[keyword];
      return keyword === 'QueryRetrieveLevel' || value === undefined || matches(wanted, value);
    });
  });
}

function matches(wanted: unknown, value: string): boolean {
  if (Array.isArray(wanted)) return wanted.length === 0 || wanted.some((one) => textOf(one) === value);
  const text = textOf(wanted);
  if (text === '' || text === '*') return true;
  if (!/[*?]/.test(text)) return text === value;
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function rowOf(image: HeldImage): Row {
  return {
    StudyInstanceUID: image.studyInstanceUid,
    SeriesInstanceUID: image.seriesInstanceUid,
    SOPInstanceUID: image.sopInstanceUid,
    SOPClassUID: image.sopClassUid,
    SeriesNumber: image.seriesNumber,
    InstanceNumber: image.instanceNumber,
    Modality: image.modality,
    PatientID: image.patientId,
    PatientName: image.patientName,
    PatientBirthDate: image.patientBirthDate,
    PatientSex: image.patientSex,
    StudyDate: image.studyDate,
    AccessionNumber: image.accessionNumber,
  };
}
