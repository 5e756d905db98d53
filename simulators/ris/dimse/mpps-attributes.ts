import type { NaturalDataset } from '../../../protocols/dimse/types';

/** Type 1 at N-CREATE (PS3.4 table F.7.2-1). */
const AT_CREATION = [
  'ScheduledStepAttributesSequence',
  'PerformedProcedureStepID',
  'PerformedStationAETitle',
  'PerformedProcedureStepStartDate',
  'PerformedProcedureStepStartTime',
  'PerformedProcedureStepStatus',
  'Modality',
];

/** Not allowed in N-SET (the same table). */
export const FIXED_ONCE_CREATED = [
  'ScheduledStepAttributesSequence',
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'PerformedProcedureStepID',
  'PerformedStationAETitle',
  'PerformedStationName',
  'PerformedLocation',
  'PerformedProcedureStepStartDate',
  'PerformedProcedureStepStartTime',
  'Modality',
  'StudyID',
];

export function missingAtCreation(attributes: NaturalDataset): string | undefined {
  return AT_CREATION.find((keyword) => isEmpty(attributes[keyword]));
}

/** Final State 1: an end, and series with a protocol and a UID; a discontinued step may have made none. */
export function missingAtEnd(attributes: NaturalDataset, status: string): string | undefined {
  const end = ['PerformedProcedureStepEndDate', 'PerformedProcedureStepEndTime'].find((keyword) =>
    isEmpty(attributes[keyword]),
  );
  if (end !== undefined) return end;
  const series = (attributes['PerformedSeriesSequence'] ?? []) as NaturalDataset[];
  if (series.length === 0) return status === 'COMPLETED' ? 'PerformedSeriesSequence' : undefined;
  for (const keyword of ['SeriesInstanceUID', 'ProtocolName'])
    if (series.some((item) => isEmpty(item[keyword]))) return `PerformedSeriesSequence ${keyword}`;
  return undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
