import { SOP } from '../sop-classes';

/** A module of an IOD: mandatory, or conditional on the state of the object (in the notation of general.ts). */
export type ModuleUse = string | { module: string; when: string };

const IDENTITY: ModuleUse[] = ['patient', 'generalStudy', 'sopCommon'];
const SR: ModuleUse[] = [...IDENTITY, 'srDocumentSeries', 'generalEquipment', 'srDocumentGeneral', 'srDocumentContent'];
const SC_MULTI_FRAME: ModuleUse[] = [
  ...IDENTITY,
  'generalSeries',
  'scEquipment',
  'generalImage',
  'imagePixel',
  'multiFrame',
  'scMultiFrameImage',
];
const PRESENTATION_STATE: ModuleUse[] = [
  ...IDENTITY,
  'generalSeries',
  'presentationSeries',
  'generalEquipment',
  'presentationStateIdentification',
  'presentationStateRelationship',
  'displayedArea',
  { module: 'graphicAnnotation', when: 'GraphicAnnotationSequence' },
  { module: 'graphicLayer', when: 'GraphicAnnotationSequence' },
];
const SEGMENTATION: ModuleUse[] = [
  ...IDENTITY,
  'generalSeries',
  'segmentationSeries',
  'generalEquipment',
  'enhancedGeneralEquipment',
  'generalImage',
  'imagePixel',
  'segmentationImage',
  'multiFrameFunctionalGroups',
  'multiFrameDimension',
  { module: 'commonInstanceReference', when: 'ReferencedSeriesSequence' },
];

/** IODs by SOP Class (PS3.3 Annex A): the modules that an object of it must have. */
export const IODS: Record<string, ModuleUse[]> = {
  [SOP.comprehensive3dSr]: SR,
  [SOP.comprehensiveSr]: SR,
  [SOP.enhancedSr]: SR,
  [SOP.extensibleSr]: SR,
  [SOP.keyObjectSelection]: [
    ...IDENTITY,
    'keyObjectDocumentSeries',
    'generalEquipment',
    'keyObjectDocument',
    'srDocumentContent',
  ],
  [SOP.segmentation]: SEGMENTATION,
  [SOP.labelMapSegmentation]: SEGMENTATION,
  [SOP.parametricMap]: [
    ...IDENTITY,
    'generalSeries',
    'parametricMapSeries',
    'frameOfReference',
    'generalEquipment',
    'enhancedGeneralEquipment',
    'generalImage',
    'parametricMapImage',
    'multiFrameFunctionalGroups',
    'multiFrameDimension',
    'acquisitionContext',
    { module: 'commonInstanceReference', when: 'ReferencedSeriesSequence' },
  ],
  [SOP.grayscaleSoftcopyPresentationState]: [...PRESENTATION_STATE, 'softcopyPresentationLut'],
  [SOP.colorSoftcopyPresentationState]: PRESENTATION_STATE,
  [SOP.secondaryCapture]: [...IDENTITY, 'generalSeries', 'scEquipment', 'generalImage', 'imagePixel'],
  [SOP.multiFrameSingleBitSc]: SC_MULTI_FRAME,
  [SOP.multiFrameGrayscaleByteSc]: SC_MULTI_FRAME,
  [SOP.multiFrameGrayscaleWordSc]: SC_MULTI_FRAME,
  [SOP.multiFrameTrueColorSc]: SC_MULTI_FRAME,
  [SOP.encapsulatedPdf]: [
    ...IDENTITY,
    'encapsulatedDocumentSeries',
    'generalEquipment',
    'scEquipment',
    'encapsulatedDocument',
  ],
  [SOP.ct]: [
    ...IDENTITY,
    'generalSeries',
    'frameOfReference',
    'generalEquipment',
    'generalImage',
    'imagePlane',
    'imagePixel',
    'ctImage',
  ],
};
