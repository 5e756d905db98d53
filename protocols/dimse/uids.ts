import { randomUUID } from 'node:crypto';

export const VERIFICATION = '1.2.840.10008.1.1';
export const MODALITY_WORKLIST_FIND = '1.2.840.10008.5.1.4.31';
export const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
export const STUDY_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.2.2';
export const STUDY_ROOT_GET = '1.2.840.10008.5.1.4.1.2.2.3';
export const PATIENT_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.1.1';
export const PATIENT_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.1.2';
export const PATIENT_ROOT_GET = '1.2.840.10008.5.1.4.1.2.1.3';
export const MODALITY_PERFORMED_PROCEDURE_STEP = '1.2.840.10008.3.1.2.3.3';
export const INSTANCE_AVAILABILITY_NOTIFICATION = '1.2.840.10008.5.1.4.33';
export const STORAGE_COMMITMENT_PUSH_MODEL = '1.2.840.10008.1.20.1';
/** The well-known SOP Instance that storage commitment is asked of (PS3.4 J.3.5). */
export const STORAGE_COMMITMENT_INSTANCE = '1.2.840.10008.1.20.1.1';

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
export const JPEG_EXTENDED = '1.2.840.10008.1.2.4.51';
export const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
export const JPEG_LOSSLESS_SV1 = '1.2.840.10008.1.2.4.70';
export const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80';
export const JPEG_LS_NEAR_LOSSLESS = '1.2.840.10008.1.2.4.81';
export const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90';
export const JPEG_2000 = '1.2.840.10008.1.2.4.91';
export const HTJ2K_LOSSLESS = '1.2.840.10008.1.2.4.201';
export const HTJ2K = '1.2.840.10008.1.2.4.203';
export const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

/** Data sets without pixel data travel in one of these. */
export const PLAIN_TRANSFER_SYNTAXES = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] as const;

/** What a store takes in. Instances are kept as they came, so whatever has a name can be accepted. */
export const STORAGE_TRANSFER_SYNTAXES: readonly string[] = [
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  JPEG_BASELINE,
  JPEG_EXTENDED,
  JPEG_LOSSLESS,
  JPEG_LOSSLESS_SV1,
  JPEG_LS_LOSSLESS,
  JPEG_LS_NEAR_LOSSLESS,
  JPEG_2000_LOSSLESS,
  JPEG_2000,
  HTJ2K_LOSSLESS,
  HTJ2K,
  RLE_LOSSLESS,
];

const STORAGE_ROOT = '1.2.840.10008.5.1.4.1.1.';

export const CT_IMAGE_STORAGE = `${STORAGE_ROOT}2`;
export const MR_IMAGE_STORAGE = `${STORAGE_ROOT}4`;
export const SECONDARY_CAPTURE_IMAGE_STORAGE = `${STORAGE_ROOT}7`;

/** Whether a SOP class is one of the Storage Service Class (PS3.4 B.5), where all but a few have one root. */
export function isStorageSopClass(uid: string): boolean {
  return uid.startsWith(STORAGE_ROOT);
}

/** Image storage that may be compressed: proposed with and without compression when images are fetched by C-GET. */
export const COMPRESSIBLE_STORAGE_SOP_CLASSES: readonly string[] = [
  CT_IMAGE_STORAGE,
  MR_IMAGE_STORAGE,
  SECONDARY_CAPTURE_IMAGE_STORAGE,
  `${STORAGE_ROOT}1`, // Computed Radiography
  `${STORAGE_ROOT}1.1`, // Digital X-Ray, for presentation
  `${STORAGE_ROOT}1.2`, // Digital Mammography, for presentation
  `${STORAGE_ROOT}2.1`, // Enhanced CT
  `${STORAGE_ROOT}4.1`, // Enhanced MR
  `${STORAGE_ROOT}6.1`, // Ultrasound
  `${STORAGE_ROOT}7.4`, // Multi-frame True Color Secondary Capture
];

/** Every other class that a study which AI looks at may hold. */
export const OTHER_STORAGE_SOP_CLASSES: readonly string[] = [
  `${STORAGE_ROOT}1.1.1`, // Digital X-Ray, for processing
  `${STORAGE_ROOT}1.2.1`, // Digital Mammography, for processing
  `${STORAGE_ROOT}2.2`, // Legacy Converted Enhanced CT
  `${STORAGE_ROOT}3.1`, // Ultrasound Multi-frame
  `${STORAGE_ROOT}4.4`, // Legacy Converted Enhanced MR
  `${STORAGE_ROOT}7.1`, // Multi-frame Single Bit Secondary Capture
  `${STORAGE_ROOT}7.2`, // Multi-frame Grayscale Byte Secondary Capture
  `${STORAGE_ROOT}7.3`, // Multi-frame Grayscale Word Secondary Capture
  `${STORAGE_ROOT}11.1`, // Grayscale Softcopy Presentation State
  `${STORAGE_ROOT}11.2`, // Color Softcopy Presentation State
  `${STORAGE_ROOT}11.4`, // Blending Softcopy Presentation State
  `${STORAGE_ROOT}12.1`, // X-Ray Angiographic
  `${STORAGE_ROOT}12.2`, // X-Ray Radiofluoroscopic
  `${STORAGE_ROOT}13.1.3`, // Breast Tomosynthesis
  `${STORAGE_ROOT}20`, // Nuclear Medicine
  `${STORAGE_ROOT}30`, // Parametric Map
  `${STORAGE_ROOT}66`, // Raw Data
  `${STORAGE_ROOT}66.1`, // Spatial Registration
  `${STORAGE_ROOT}66.4`, // Segmentation
  `${STORAGE_ROOT}66.5`, // Surface Segmentation
  `${STORAGE_ROOT}88.11`, // Basic Text SR
  `${STORAGE_ROOT}88.22`, // Enhanced SR
  `${STORAGE_ROOT}88.33`, // Comprehensive SR
  `${STORAGE_ROOT}88.34`, // Comprehensive 3D SR
  `${STORAGE_ROOT}88.50`, // Mammography CAD SR
  `${STORAGE_ROOT}88.59`, // Key Object Selection
  `${STORAGE_ROOT}88.65`, // Chest CAD SR
  `${STORAGE_ROOT}88.67`, // X-Ray Radiation Dose SR
  `${STORAGE_ROOT}104.1`, // Encapsulated PDF
  `${STORAGE_ROOT}128`, // Positron Emission Tomography
  `${STORAGE_ROOT}481.3`, // RT Structure Set
];

/** A fresh UID under 2.25: a random UUID as an integer (PS3.5 B.2). */
export function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
