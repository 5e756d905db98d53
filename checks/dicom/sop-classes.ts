/** SOP Class UIDs (PS3.6 Annex A) that results and their images have. */
export const SOP = {
  comprehensive3dSr: '1.2.840.10008.5.1.4.1.1.88.34',
  comprehensiveSr: '1.2.840.10008.5.1.4.1.1.88.33',
  enhancedSr: '1.2.840.10008.5.1.4.1.1.88.22',
  basicTextSr: '1.2.840.10008.5.1.4.1.1.88.11',
  extensibleSr: '1.2.840.10008.5.1.4.1.1.88.35',
  keyObjectSelection: '1.2.840.10008.5.1.4.1.1.88.59',
  segmentation: '1.2.840.10008.5.1.4.1.1.66.4',
  labelMapSegmentation: '1.2.840.10008.5.1.4.1.1.66.7',
  parametricMap: '1.2.840.10008.5.1.4.1.1.30',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  multiFrameSingleBitSc: '1.2.840.10008.5.1.4.1.1.7.1',
  multiFrameGrayscaleByteSc: '1.2.840.10008.5.1.4.1.1.7.2',
  multiFrameGrayscaleWordSc: '1.2.840.10008.5.1.4.1.1.7.3',
  multiFrameTrueColorSc: '1.2.840.10008.5.1.4.1.1.7.4',
  grayscaleSoftcopyPresentationState: '1.2.840.10008.5.1.4.1.1.11.1',
  colorSoftcopyPresentationState: '1.2.840.10008.5.1.4.1.1.11.2',
  encapsulatedPdf: '1.2.840.10008.5.1.4.1.1.104.1',
  ct: '1.2.840.10008.5.1.4.1.1.2',
  mr: '1.2.840.10008.5.1.4.1.1.4',
  cr: '1.2.840.10008.5.1.4.1.1.1',
  dxForPresentation: '1.2.840.10008.5.1.4.1.1.1.1',
} as const;

const SECONDARY_CAPTURES: readonly string[] = [
  SOP.secondaryCapture,
  SOP.multiFrameSingleBitSc,
  SOP.multiFrameGrayscaleByteSc,
  SOP.multiFrameGrayscaleWordSc,
  SOP.multiFrameTrueColorSc,
];

export const isSecondaryCapture = (uid: string): boolean => SECONDARY_CAPTURES.includes(uid);
/** All SR storage classes (1.2.840.10008.5.1.4.1.1.88.x) but Key Object Selection. */
export const isStructuredReport = (uid: string): boolean =>
  uid.startsWith('1.2.840.10008.5.1.4.1.1.88.') && uid !== SOP.keyObjectSelection;
/** All softcopy presentation states (1.2.840.10008.5.1.4.1.1.11.x). */
export const isPresentationState = (uid: string): boolean => uid.startsWith('1.2.840.10008.5.1.4.1.1.11.');
export const isSegmentation = (uid: string): boolean => uid === SOP.segmentation || uid === SOP.labelMapSegmentation;

const SINGLE_FRAME: readonly string[] = [SOP.ct, SOP.mr, SOP.cr, SOP.dxForPresentation, SOP.secondaryCapture];

/** Never has frames, by its class: Referenced Frame Number has nothing to point at (PS3.3 10.3). */
export const isSingleFrameClass = (uid: string): boolean => SINGLE_FRAME.includes(uid);

/** Multi-frame by its class: Referenced Frame Number may point into it (PS3.3 10.3). */
export const isMultiFrameClass = (uid: string): boolean =>
  isSegmentation(uid) || uid === SOP.parametricMap || (isSecondaryCapture(uid) && uid !== SOP.secondaryCapture);
