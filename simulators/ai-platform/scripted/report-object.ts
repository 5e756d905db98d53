import type { Code, Exam } from '../../../model/exam';
import { encodeDataset, wrap } from '../../../protocols/dimse/part10';
import { newUid } from '../../../protocols/dimse/uids';
import { codeSequence } from '../objects/codes';
import { dateOf, timeOf } from '../objects/identity';

const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const REPORT: Code = { value: '126000', scheme: 'DCM', meaning: 'Imaging Measurement Report' };
const FINDING: Code = { value: '121071', scheme: 'DCM', meaning: 'Finding' };

export interface ReportObject {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  /** Part 10. */
  bytes: Buffer;
}

/** A Comprehensive SR in the exam's study that names a finding: enough to say on the PACS that AI results are there. */
export function reportObject(exam: Exam, finding: Code, now: Date): ReportObject {
  const [sopInstanceUid, seriesInstanceUid] = [newUid(), newUid()];
  const dataset = encodeDataset(
    {
      SpecificCharacterSet: 'ISO_IR 192',
      SOPClassUID: COMPREHENSIVE_SR,
      SOPInstanceUID: sopInstanceUid,
      StudyDate: dateOf(now),
      ContentDate: dateOf(now),
      StudyTime: timeOf(now),
      ContentTime: timeOf(now),
      AccessionNumber: exam.accessionNumber,
      Modality: 'SR',
      Manufacturer: 'airworthy',
      ReferringPhysicianName: '',
      PatientName: exam.patientName,
      PatientID: exam.patientId,
      PatientBirthDate: exam.patientBirthDate,
      PatientSex: exam.patientSex,
      StudyInstanceUID: exam.studyInstanceUid,
      SeriesInstanceUID: seriesInstanceUid,
      StudyID: '',
      SeriesNumber: 900,
      InstanceNumber: 1,
      ReferencedPerformedProcedureStepSequence: [],
      PerformedProcedureCodeSequence: [],
      CompletionFlag: 'COMPLETE',
      VerificationFlag: 'UNVERIFIED',
      ValueType: 'CONTAINER',
      ConceptNameCodeSequence: codeSequence(REPORT),
      ContinuityOfContent: 'SEPARATE',
      ContentSequence: [
        {
          RelationshipType: 'CONTAINS',
          ValueType: 'CODE',
          ConceptNameCodeSequence: codeSequence(FINDING),
          ConceptCodeSequence: codeSequence(finding),
        },
      ],
    },
    EXPLICIT_VR_LITTLE_ENDIAN,
  );
  const meta = { sopClassUid: COMPREHENSIVE_SR, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN };
  return { sopClassUid: COMPREHENSIVE_SR, sopInstanceUid, seriesInstanceUid, bytes: wrap(dataset, meta) };
}
