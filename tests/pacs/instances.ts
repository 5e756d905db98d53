import { toPart10 } from '../../protocols/dimse/encode';
import { CT_IMAGE_STORAGE, EXPLICIT_VR_LITTLE_ENDIAN, newUid } from '../../protocols/dimse/uids';

const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

export interface TestInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesInstanceUid: string;
  bytes: Buffer;
}

export interface TestStudy {
  studyInstanceUid: string;
  patientId: string;
  accessionNumber: string;
  ct: TestInstance[];
  sr: TestInstance;
  all: TestInstance[];
}

let count = 0;

/** A small study of three CT slices and a structured report, with identifiers of its own. */
export function testStudy(more: Record<string, unknown> = {}): TestStudy {
  const number = ++count;
  const study = {
    StudyInstanceUID: newUid(),
    PatientID: `PACS-${process.pid}-${number}`,
    AccessionNumber: `ACC${process.pid}${number}`,
    PatientName: 'Grün^Test^Ä.',
    PatientBirthDate: '19700101',
    PatientSex: 'O',
    StudyDate: '20260115',
    StudyTime: '101112',
    StudyID: `S${number}`,
    StudyDescription: 'Head [plain]',
    ReferringPhysicianName: '',
    ...more,
  };
  const instance = (SOPClassUID: string, SeriesInstanceUID: string, own: Record<string, unknown>): TestInstance => {
    const SOPInstanceUID = newUid();
    const bytes = toPart10(
      { ...study, SOPClassUID, SOPInstanceUID, SeriesInstanceUID, ...own },
      EXPLICIT_VR_LITTLE_ENDIAN,
    );
    return { sopClassUid: SOPClassUID, sopInstanceUid: SOPInstanceUID, seriesInstanceUid: SeriesInstanceUID, bytes };
  };
  const series = newUid();
  const ct = [1, 2, 3].map((InstanceNumber) => instance(CT_IMAGE_STORAGE, series, { ...slice(InstanceNumber) }));
  const sr = instance(COMPREHENSIVE_3D_SR, newUid(), report());
  return {
    studyInstanceUid: study.StudyInstanceUID,
    patientId: study.PatientID,
    accessionNumber: study.AccessionNumber,
    ct,
    sr,
    all: [...ct, sr],
  };
}

function slice(InstanceNumber: number): Record<string, unknown> {
  return {
    Modality: 'CT',
    SeriesNumber: 2,
    SeriesDescription: 'Axial',
    InstanceNumber,
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    Rows: 16,
    Columns: 16,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PixelData: Buffer.alloc(16 * 16 * 2, InstanceNumber),
  };
}

function report(): Record<string, unknown> {
  return {
    Modality: 'SR',
    SeriesNumber: 900,
    InstanceNumber: 1,
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: [
      { CodeValue: '126000', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Imaging Measurement Report' },
    ],
    ContentSequence: [
      {
        RelationshipType: 'CONTAINS',
        ValueType: 'TEXT',
        ConceptNameCodeSequence: [{ CodeValue: '121071', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Finding' }],
        TextValue: 'Läsion',
      },
    ],
  };
}
