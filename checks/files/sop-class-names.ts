import type { DicomObject } from '../../model/dicom/object';
import { kindOfResult } from '../dicom/kind';
import { SOP } from '../dicom/sop-classes';

/** Names of PS3.6 Annex A, "Storage" left off. */
const NAMES: Record<string, string> = {
  [SOP.comprehensive3dSr]: 'Comprehensive 3D SR',
  [SOP.comprehensiveSr]: 'Comprehensive SR',
  [SOP.enhancedSr]: 'Enhanced SR',
  [SOP.basicTextSr]: 'Basic Text SR',
  [SOP.extensibleSr]: 'Extensible SR',
  '1.2.840.10008.5.1.4.1.1.88.50': 'Mammography CAD SR',
  '1.2.840.10008.5.1.4.1.1.88.65': 'Chest CAD SR',
  '1.2.840.10008.5.1.4.1.1.88.67': 'X-Ray Radiation Dose SR',
  [SOP.keyObjectSelection]: 'Key Object Selection Document',
  [SOP.segmentation]: 'Segmentation',
  [SOP.labelMapSegmentation]: 'Label Map Segmentation',
  '1.2.840.10008.5.1.4.1.1.66.5': 'Surface Segmentation',
  [SOP.parametricMap]: 'Parametric Map',
  [SOP.secondaryCapture]: 'Secondary Capture Image',
  [SOP.multiFrameSingleBitSc]: 'Multi-frame Single Bit Secondary Capture Image',
  [SOP.multiFrameGrayscaleByteSc]: 'Multi-frame Grayscale Byte Secondary Capture Image',
  [SOP.multiFrameGrayscaleWordSc]: 'Multi-frame Grayscale Word Secondary Capture Image',
  [SOP.multiFrameTrueColorSc]: 'Multi-frame True Color Secondary Capture Image',
  [SOP.grayscaleSoftcopyPresentationState]: 'Grayscale Softcopy Presentation State',
  [SOP.colorSoftcopyPresentationState]: 'Color Softcopy Presentation State',
  '1.2.840.10008.5.1.4.1.1.11.3': 'Pseudo-Color Softcopy Presentation State',
  '1.2.840.10008.5.1.4.1.1.11.4': 'Blending Softcopy Presentation State',
  [SOP.encapsulatedPdf]: 'Encapsulated PDF',
  [SOP.ct]: 'CT Image',
  '1.2.840.10008.5.1.4.1.1.2.1': 'Enhanced CT Image',
  [SOP.mr]: 'MR Image',
  '1.2.840.10008.5.1.4.1.1.4.1': 'Enhanced MR Image',
  [SOP.cr]: 'Computed Radiography Image',
  [SOP.dxForPresentation]: 'Digital X-Ray Image - For Presentation',
  '1.2.840.10008.5.1.4.1.1.1.1.1': 'Digital X-Ray Image - For Processing',
  '1.2.840.10008.5.1.4.1.1.1.2': 'Digital Mammography X-Ray Image - For Presentation',
  '1.2.840.10008.5.1.4.1.1.13.1.3': 'Breast Tomosynthesis Image',
  '1.2.840.10008.5.1.4.1.1.6.1': 'Ultrasound Image',
  '1.2.840.10008.5.1.4.1.1.128': 'Positron Emission Tomography Image',
  '1.2.840.10008.5.1.4.1.1.481.3': 'RT Structure Set',
  '1.2.840.10008.1.3.10': 'Media Storage Directory (DICOMDIR)',
};

export const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/** What a SOP Class is called; its UID where it is none that is known here. */
export const describeUid = (sopClassUid: string): string => NAMES[sopClassUid] ?? `DICOM ${sopClassUid}`;

/** What a DICOM object is, in the words of the standard. */
export function describeDicom(object: DicomObject): string {
  const { sopClassUid } = object;
  const name = NAMES[sopClassUid] ?? (sopClassUid === '' ? 'DICOM object without SOP Class' : `DICOM ${sopClassUid}`);
  return kindOfResult(object) === 'overlay' ? `${name} with overlay` : name;
}
