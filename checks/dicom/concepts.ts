import type { Code } from '../../model/exam';

const code =
  (scheme: string) =>
  (value: string, meaning: string): Code => ({ value, scheme, meaning });
const dcm = code('DCM');
const sct = code('SCT');

/** Concepts of PS3.16 that the checks look for. */
export const CONCEPT = {
  language: dcm('121049', 'Language of Content Item and Descendants'),
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  personObserverName: dcm('121008', 'Person Observer Name'),
  deviceObserverUid: dcm('121012', 'Device Observer UID'),
  deviceObserverName: dcm('121013', 'Device Observer Name'),
  deviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceObserverModel: dcm('121015', 'Device Observer Model Name'),
  deviceObserverSerialNumber: dcm('121016', 'Device Observer Serial Number'),
  personObserverOrganisation: dcm('121009', "Person Observer's Organization Name"),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  regionInSpace: dcm('130488', 'Region in Space'),
  laterality: sct('272741003', 'Laterality'),
  procedureReported: dcm('121058', 'Procedure reported'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  derivedMeasurements: dcm('126011', 'Derived Imaging Measurements'),
  qualitativeEvaluations: code('UMLS')('C0034375', 'Qualitative Evaluations'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingCategory: sct('276214006', 'Finding category'),
  findingSite: sct('363698007', 'Finding Site'),
  measurementMethod: sct('370129005', 'Measurement Method'),
  activitySession: code('NCIt')('C67447', 'Activity Session'),
  geometricPurpose: dcm('130400', 'Geometric purpose of region'),
  imageRegion: dcm('111030', 'Image Region'),
  volumeSurface: dcm('121231', 'Volume Surface'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  referencedSegmentationFrame: dcm('121214', 'Referenced Segmentation Frame'),
  sourceSeriesForSegmentation: dcm('121232', 'Source series for segmentation'),
  sourceImageForSegmentation: dcm('121233', 'Source image for segmentation'),
  sourceOfMeasurement: dcm('121112', 'Source of Measurement'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmManufacturer: dcm('122405', 'Algorithm Manufacturer'),
  processingEquipment: dcm('109102', 'Processing Equipment'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  present: sct('52101004', 'Present'),
  absent: sct('2667000', 'Absent'),
  negative: sct('260385009', 'Negative'),
} as const;

/** Report titles of TID 1500 (CID 7021). */
export const REPORT_TITLES: readonly Code[] = [
  dcm('126000', 'Imaging Measurement Report'),
  dcm('126001', 'Oncology Measurement Report'),
  dcm('126002', 'Dynamic Contrast MR Measurement Report'),
  dcm('126003', 'PET Measurement Report'),
];

/** Key Object Selection titles (CID 7010, 7011, 7012). */
export const KEY_OBJECT_TITLES: readonly string[] = [
  ...'113000 113001 113002 113003 113004 113005 113006 113007 113008 113009 113010'.split(' '),
  ...'113013 113018 113020 113021 113030 113031 113032 113033 113034 113035 113036 113037 113038 113039'.split(' '),
];
