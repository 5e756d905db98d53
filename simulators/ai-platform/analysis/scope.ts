import type { IntendedUse } from '../../../model/sut';
import type { ImageStudy } from './types';

export type Scope = { inScope: true } | { inScope: false; reason: string };

/** Whether a study is within the intended use (RCR l.13, 76-78); the reason is a plain clause, e.g. for OBX-5. */
export function checkScope(study: ImageStudy, use: IntendedUse): Scope {
  const reasons: string[] = [];
  const { modality, bodyPartExamined, sliceThicknessMm, images } = study;
  if (!use.modalities.includes(modality))
    reasons.push(`modality ${modality || 'not stated'}, intended for ${use.modalities.join(', ')}`);
  if (!use.bodyParts.includes(bodyPartExamined)) {
    reasons.push(`body part ${bodyPartExamined || 'not stated'}, intended for ${use.bodyParts.join(', ')}`);
  }
  const age = ageYears(study);
  if (use.minAgeYears !== undefined || use.maxAgeYears !== undefined) {
    if (age === undefined) reasons.push('the age of the patient is not known');
    else if (age < (use.minAgeYears ?? 0)) reasons.push(`age ${age}, intended from ${use.minAgeYears}`);
    else if (age > (use.maxAgeYears ?? Infinity)) reasons.push(`age ${age}, intended up to ${use.maxAgeYears}`);
  }
  if (use.maxSliceThicknessMm !== undefined && sliceThicknessMm > use.maxSliceThicknessMm) {
    reasons.push(`slices of ${sliceThicknessMm} mm, intended up to ${use.maxSliceThicknessMm} mm`);
  }
  if (use.minSlices !== undefined && images.length < use.minSlices) {
    reasons.push(`${images.length} slices, intended from ${use.minSlices}`);
  }
  return reasons.length === 0
    ? { inScope: true }
    : { inScope: false, reason: `outside the intended use: ${reasons.join('; ')}` };
}

/** At the time of the study; from the birth date, else from Patient's Age. */
function ageYears({ study }: ImageStudy): number | undefined {
  const born = asDate(study['PatientBirthDate']);
  const taken = asDate(study['StudyDate']);
  if (born && taken) return Math.floor((taken.getTime() - born.getTime()) / (365.25 * 24 * 3600 * 1000));
  const age = /^(\d{3})([DWMY])$/.exec(String(study['PatientAge'] ?? ''));
  if (!age) return undefined;
  return Math.floor(Number(age[1]) / { D: 365.25, W: 52.18, M: 12, Y: 1 }[age[2] as 'D' | 'W' | 'M' | 'Y']);
}

function asDate(value: unknown): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(String(value ?? ''));
  return match ? new Date(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`) : undefined;
}
