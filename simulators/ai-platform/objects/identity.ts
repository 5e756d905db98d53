import { createHash } from 'node:crypto';
import type { Algorithm } from '../../../model/sut';
import { toPart10 } from '../../../protocols/dimse/part10';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import { EXPLICIT_VR_LITTLE_ENDIAN, newUid } from '../../../protocols/dimse/uids';
import { BRAIN_MASK } from '../analysis/reference';
import { codeSequence, dcm, PRIVATE_SCHEME } from './codes';
import type { BuildContext, ResultObject } from './types';

/** How the series of a carrier presents itself. */
export interface Series {
  carrier: ResultObject['carrier'];
  sopClassUid: string;
  modality: string;
  /** Begins with `AI`. */
  description: string;
  number: number;
}

const FROM_STUDY = [
  'PatientName', 'PatientID', 'IssuerOfPatientID', 'PatientBirthDate', 'PatientSex', 'PatientAge', 'StudyInstanceUID',
  'StudyDate', 'StudyTime', 'StudyID', 'StudyDescription', 'AccessionNumber', 'ReferringPhysicianName',
  'ProcedureCodeSequence',
]; // prettier-ignore
/** Type 2 (PS3.3 C.7.1.1, C.7.2.1): there, even if empty. */
const NEVER_ABSENT = [
  'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'StudyDate', 'StudyTime', 'StudyID', 'AccessionNumber',
  'ReferringPhysicianName',
]; // prettier-ignore

/** Writes one object of a series: identity of the study, general and contributing equipment, and its own attributes. */
export function writeObject(
  context: BuildContext,
  series: Series & { seriesInstanceUid?: string; instanceNumber?: number },
  attributes: NaturalDataset,
): ResultObject {
  const { images, now } = context;
  const sopInstanceUid = newUid();
  const seriesInstanceUid = series.seriesInstanceUid ?? newUid();
  const empty = Object.fromEntries(NEVER_ABSENT.map((keyword) => [keyword, '']));
  const fromStudy = Object.fromEntries(
    FROM_STUDY.filter((keyword) => images.study[keyword] !== undefined).map((keyword) => [
      keyword,
      images.study[keyword],
    ]),
  );
  const dataset: NaturalDataset = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: series.sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    InstanceCreationDate: dateOf(now),
    InstanceCreationTime: timeOf(now),
    ...empty,
    ...fromStudy,
    Modality: series.modality,
    SeriesInstanceUID: seriesInstanceUid,
    SeriesNumber: series.number,
    SeriesDescription: series.description,
    SeriesDate: dateOf(now),
    SeriesTime: timeOf(now),
    InstanceNumber: series.instanceNumber ?? 1,
    ...equipment(context),
    CodingSchemeIdentificationSequence: [
      {
        CodingSchemeDesignator: PRIVATE_SCHEME,
        CodingSchemeName: 'airworthy',
        CodingSchemeResponsibleOrganization: 'airworthy',
      },
    ],
    ...attributes,
  };
  return {
    carrier: series.carrier,
    sopClassUid: series.sopClassUid,
    sopInstanceUid,
    seriesInstanceUid,
    bytes: toPart10(dataset, EXPLICIT_VR_LITTLE_ENDIAN),
  };
}

/** General and Enhanced General Equipment, and the algorithms as Contributing Equipment (AIR 6.5.3.1). */
function equipment({ algorithms, now }: BuildContext): NaturalDataset {
  const [first] = algorithms;
  return {
    Manufacturer: first?.manufacturer ?? '',
    ManufacturerModelName: first?.name ?? '',
    DeviceSerialNumber: '1',
    SoftwareVersions: first?.version ?? '',
    ContributingEquipmentSequence: [...algorithms, BRAIN_MASK].map((algorithm) => ({
      PurposeOfReferenceCodeSequence: codeSequence(dcm('109102', 'Processing Equipment')),
      Manufacturer: algorithm.manufacturer,
      ManufacturerModelName: algorithm.name,
      SoftwareVersions: algorithm.version,
      DeviceUID: deviceUidOf(algorithm),
      ContributionDateTime: `${dateOf(now)}${timeOf(now)}`,
      ContributionDescription: 'Image analysis by AI',
    })),
  };
}

/**
 * The declared Device UID, or one that is made from manufacturer, name and version: the same for the same algorithm, another
 * when the version changes.
 */
export function deviceUidOf({ deviceUid, manufacturer, name, version }: Omit<Algorithm, 'abnormalities'>): string {
  if (deviceUid) return deviceUid;
  const hash = createHash('sha256').update([manufacturer, name, version].join('\0')).digest('hex');
  return `2.25.${BigInt(`0x${hash.slice(0, 32)}`)}`;
}

/** DA, local time. */
export function dateOf(now: Date): string {
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
}

/** TM with milliseconds, local time. */
export function timeOf(now: Date): string {
  const ms = String(now.getMilliseconds()).padStart(3, '0');
  return `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}.${ms}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
