import { headerOf, type StudyInstance } from '../../fixtures/studies';
import type { NaturalDataset } from '../../protocols/dimse/client';
import { itemsOf, textOf } from './worklist';

export interface StepContext {
  aeTitle: string;
  /** Performed Procedure Step ID (0040,0253), SH. */
  stepId: string;
  modality: string;
  at: Date;
}

/** N-CREATE attributes from a worklist item (PS3.4 table F.7.2-1). Types 2 that are not known are there and empty. */
export function stepInProgress(item: NaturalDataset, context: StepContext): NaturalDataset {
  const scheduled = itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {};
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ScheduledStepAttributesSequence: [
      {
        StudyInstanceUID: textOf(item, 'StudyInstanceUID'),
        ReferencedStudySequence: itemsOf(item, 'ReferencedStudySequence'),
        AccessionNumber: textOf(item, 'AccessionNumber'),
        PlacerOrderNumberImagingServiceRequest: textOf(item, 'PlacerOrderNumberImagingServiceRequest'),
        FillerOrderNumberImagingServiceRequest: textOf(item, 'FillerOrderNumberImagingServiceRequest'),
        RequestedProcedureID: textOf(item, 'RequestedProcedureID'),
        RequestedProcedureDescription: textOf(item, 'RequestedProcedureDescription'),
        ScheduledProcedureStepID: textOf(scheduled, 'ScheduledProcedureStepID'),
        ScheduledProcedureStepDescription: textOf(scheduled, 'ScheduledProcedureStepDescription'),
        ScheduledProtocolCodeSequence: itemsOf(scheduled, 'ScheduledProtocolCodeSequence'),
      },
    ],
    PatientName: textOf(item, 'PatientName'),
    PatientID: textOf(item, 'PatientID'),
    IssuerOfPatientID: textOf(item, 'IssuerOfPatientID'),
    PatientBirthDate: textOf(item, 'PatientBirthDate'),
    PatientSex: textOf(item, 'PatientSex'),
    ReferencedPatientSequence: itemsOf(item, 'ReferencedPatientSequence'),
    PerformedProcedureStepID: context.stepId,
    PerformedStationAETitle: context.aeTitle,
    PerformedStationName: textOf(scheduled, 'ScheduledStationName'),
    PerformedLocation: textOf(scheduled, 'ScheduledProcedureStepLocation'),
    PerformedProcedureStepStartDate: dicomDate(context.at),
    PerformedProcedureStepStartTime: dicomTime(context.at),
    PerformedProcedureStepStatus: 'IN PROGRESS',
    PerformedProcedureStepDescription: textOf(scheduled, 'ScheduledProcedureStepDescription'),
    PerformedProcedureTypeDescription: '',
    ProcedureCodeSequence: itemsOf(item, 'RequestedProcedureCodeSequence'),
    PerformedProcedureStepEndDate: '',
    PerformedProcedureStepEndTime: '',
    Modality: context.modality,
    StudyID: textOf(item, 'RequestedProcedureID'),
    PerformedProtocolCodeSequence: itemsOf(scheduled, 'ScheduledProtocolCodeSequence'),
    PerformedSeriesSequence: [],
  };
}

/** Final N-SET attributes: what was made, by series (PS3.4 table F.7.2-1). */
export function stepEnded(
  status: 'COMPLETED' | 'DISCONTINUED',
  instances: readonly StudyInstance[],
  at: Date,
  retrieveAeTitle: string,
): NaturalDataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    PerformedProcedureStepStatus: status,
    PerformedProcedureStepEndDate: dicomDate(at),
    PerformedProcedureStepEndTime: dicomTime(at),
    PerformedSeriesSequence: performedSeries(instances, retrieveAeTitle),
  };
}

function performedSeries(instances: readonly StudyInstance[], retrieveAeTitle: string): NaturalDataset[] {
  const series = new Map<string, NaturalDataset>();
  for (const instance of instances) {
    const { sopClassUid, sopInstanceUid } = instance;
    const { dataset } = headerOf(instance);
    const uid = dataset.string('SeriesInstanceUID') ?? '';
    const item = series.get(uid) ?? {
      PerformingPhysicianName: '',
      // Type 1; many old images have none.
      ProtocolName: dataset.string('ProtocolName') ?? dataset.string('SeriesDescription') ?? 'UNSPECIFIED',
      OperatorsName: '',
      SeriesInstanceUID: uid,
      SeriesDescription: dataset.string('SeriesDescription') ?? '',
      RetrieveAETitle: retrieveAeTitle,
      ReferencedImageSequence: [],
      ReferencedNonImageCompositeSOPInstanceSequence: [],
    };
    const list = dataset.has('Rows') ? 'ReferencedImageSequence' : 'ReferencedNonImageCompositeSOPInstanceSequence';
    (item[list] as NaturalDataset[]).push({
      ReferencedSOPClassUID: sopClassUid,
      ReferencedSOPInstanceUID: sopInstanceUid,
    });
    series.set(uid, item);
  }
  return [...series.values()];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** DA, local time. */
export function dicomDate(at: Date): string {
  return `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
}

/** TM, local time. */
export function dicomTime(at: Date): string {
  return `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
