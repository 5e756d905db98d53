import { checkObject } from '../../checks/dicom/object';
import type { ObjectContext } from '../../checks/dicom/context';
import { withPdf } from '../../evidence/pdf/read-pdf';
import type { Natural } from '../kit/dicom-bytes';
import * as make from '../kit/objects';
import { pdfOf, shown } from '../kit/pdf';
import * as lawful from './lawful-objects';
import { type Trial, trialsOf } from './trial';

/** An object in the study of which the images, a report and a segmentation are there, held to the profile too. */
export const CONTEXT: ObjectContext = {
  images: [make.read(make.ctImage(0)), make.read(make.ctImage(1))],
  results: [make.read(make.segmentation()), make.read(make.report())],
  algorithms: [{ name: 'Finder', version: '2.1', manufacturer: 'Airworthy', deviceUid: '1.2.3.4', abnormalities: [] }],
  air: true,
  file: true,
};

export const judged = (natural: Natural): string[] =>
  checkObject(withPdf(make.read(natural)), CONTEXT).map(({ rule }) => rule);

const SHARED = 'SharedFunctionalGroupsSequence[0]';
const FRAME = 'PerFrameFunctionalGroupsSequence[0]';
const POSITION = `${FRAME}.PlanePositionSequence[0].ImagePositionPatient`;
const SEGMENT = 'SegmentSequence[0]';
const [segment = {}] = make.segmentation().SegmentSequence as Natural[];
const [shared = {}] = make.segmentation().SharedFunctionalGroupsSequence as Natural[];

const SEGMENTATION = trialsOf('segmentation', make.segmentation(), judged, [
  ['geometry/frame-inside-source', [POSITION, ['300', '0', '0']]],
  ['geometry/frame-of-reference-of-source', ['FrameOfReferenceUID', '1.2.3.9']],
  ['geometry/frame-on-source-plane', [POSITION, ['0', '0', '5']]],
  [
    'geometry/orientation-orthonormal',
    [`${SHARED}.PlaneOrientationSequence[0].ImageOrientationPatient`, ['1', '0', '0', '0.5', '0.9', '0']],
  ],
  [
    'graph/class-as-stated',
    ['ReferencedSeriesSequence[0].ReferencedInstanceSequence[0].ReferencedSOPClassUID', make.SEG],
  ],
  [
    'graph/reference-resolves',
    ['ReferencedSeriesSequence[0].ReferencedInstanceSequence[0].ReferencedSOPInstanceUID', '1.9'],
  ],
  ['graph/series-as-stated', ['ReferencedSeriesSequence[0].SeriesInstanceUID', '1.9']],
  ['image/pixel-data-complete', ['PixelData', { vr: 'OB', value: new Uint8Array(2) }]],
  ['multi-frame/dimension-index-complete', [`${FRAME}.FrameContentSequence[0].DimensionIndexValues`, [1, 1]]],
  ['multi-frame/dimension-index-consistent', [POSITION, ['0', '0', '5']]],
  ['multi-frame/dimension-index-from-one', [`${FRAME}.FrameContentSequence[0].DimensionIndexValues`, [0]]],
  ['multi-frame/dimension-index-unique', [`${FRAME}.FrameContentSequence[0].DimensionIndexValues`, [2]]],
  [
    'multi-frame/dimension-organisation-listed',
    ['DimensionOrganizationSequence[0].DimensionOrganizationUID', '1.2.3.9'],
  ],
  ['multi-frame/dimension-pointer-resolves', ['DimensionIndexSequence[0].DimensionIndexPointer', '00209056']],
  ['multi-frame/frame-content-present', [`${FRAME}.FrameContentSequence`, undefined]],
  ['multi-frame/items-match-frames', ['NumberOfFrames', '3']],
  ['multi-frame/one-shared-item', ['SharedFunctionalGroupsSequence', [shared, {}]]],
  ['seg/algorithm-type-of-ai', [`${SEGMENT}.SegmentAlgorithmType`, 'MANUAL']],
  ['seg/bits-by-type', ['BitsAllocated', 16]],
  ['seg/common-instance-reference', ['ReferencedSeriesSequence', undefined]],
  ['seg/derived-primary', ['ImageType', ['ORIGINAL', 'PRIMARY']]],
  ['seg/frame-names-segment', [`${SHARED}.SegmentIdentificationSequence[0].ReferencedSegmentNumber`, 9]],
  ['seg/frame-of-reference-of-images', ['FrameOfReferenceUID', '1.2.3.9']],
  ['seg/property-category', [`${SEGMENT}.SegmentedPropertyCategoryCodeSequence[0].CodeValue`, '80891009']],
  ['seg/segment-has-frames', ['SegmentSequence', [segment, { ...segment, SegmentNumber: 2 }]]],
  ['seg/segment-numbers', [`${SEGMENT}.SegmentNumber`, 2]],
  ['seg/type-of-class', ['SegmentationType', 'LABELMAP']],
]);

const OTHER_SEGMENTATIONS: Trial[] = [
  ...trialsOf('two devices', lawful.twoDevices, judged, [
    ['air/further-equipment-incomplete', ['ContributingEquipmentSequence[1].SoftwareVersions', undefined]],
  ]),
  ...trialsOf('segmentation without sources by frame', lawful.withoutSources, judged, [
    ['geometry/frame-on-image-plane', [POSITION, ['0', '0', '1']]],
    ['seg/frame-of-reference-or-source', ['FrameOfReferenceUID', undefined]],
    ['seg/refers-to-images', ['ReferencedSeriesSequence', undefined]],
  ]),
  ...trialsOf('segmentation pixel for pixel', lawful.pixelForPixel, judged, [
    ['geometry/spatial-locations-preserved', [POSITION, ['0.5', '0', '0']]],
  ]),
  ...trialsOf('fractional segmentation', lawful.fractional, judged, [
    ['seg/value-within-maximum', ['MaximumFractionalValue', 99]],
  ]),
  ...trialsOf('label map', lawful.labelMap, judged, [
    ['seg/label-described', ['PixelData', { vr: 'OB', value: new Uint8Array(32).fill(7) }]],
  ]),
  ...trialsOf('segmentation by an algorithm', lawful.identified, judged, [
    ['seg/algorithm-names-agree', [`${SEGMENT}.SegmentationAlgorithmIdentificationSequence[0].AlgorithmName`, 'Other']],
    [
      'air/algorithm-sequence-agrees',
      [`${SEGMENT}.SegmentationAlgorithmIdentificationSequence[0].AlgorithmVersion`, '3'],
    ],
  ]),
  ...trialsOf('segmentation of nine pixels', lawful.oddSize, judged, [
    ['image/bits-packed-without-gaps', ['NumberOfFrames', '3'], ['PixelData', { vr: 'OB', value: new Uint8Array(6) }]],
  ]),
];

const MAP = trialsOf('parametric map', make.parametricMap(), judged, [
  ['map/bits-by-kind', ['BitsAllocated', 16]],
  ['map/common-instance-reference', ['ReferencedSeriesSequence', undefined]],
  ['map/one-kind-of-pixels', ['FloatPixelData', undefined]],
  ['map/quantity-defined', [`${SHARED}.RealWorldValueMappingSequence[0].QuantityDefinitionSequence`, undefined]],
  ['map/values-finite', ['FloatPixelData', [Number.NaN, ...Array.from({ length: 31 }, () => 0.5)]]],
  ['map/values-have-meaning', [`${SHARED}.RealWorldValueMappingSequence`, undefined]],
  ['map/values-in-mapped-range', ['FloatPixelData', Array.from({ length: 32 }, () => 3)]],
  ['multi-frame/functional-group-present', [`${SHARED}.PixelMeasuresSequence`, undefined]],
]);

const OBJECT = 'GraphicAnnotationSequence[0].GraphicObjectSequence[0]';
const PICTURES: Trial[] = [
  ...trialsOf('presentation state', make.presentationState(), judged, [
    ['presentation/graphics-inside-image', [`${OBJECT}.GraphicData`, [1, 1, 300, 1, 3, 3]]],
    ['presentation/images-fit-class', ['SOPClassUID', '1.2.840.10008.5.1.4.1.1.11.2']],
    [
      'presentation/images-listed',
      ['GraphicAnnotationSequence[0].ReferencedImageSequence[0].ReferencedSOPInstanceUID', '1.9'],
    ],
    ['presentation/layer-defined', ['GraphicLayerSequence[0].GraphicLayer', 'X']],
    [
      'presentation/layer-defined-once',
      ['GraphicLayerSequence', [1, 2].map((n) => ({ GraphicLayer: 'AI', GraphicLayerOrder: String(n) }))],
    ],
    ['presentation/points-by-type', [`${OBJECT}.GraphicType`, 'CIRCLE']],
    ['presentation/points-complete', [`${OBJECT}.NumberOfGraphicPoints`, 4]],
  ]),
  ...trialsOf('annotated presentation state', lawful.annotated, judged, [
    ['presentation/text-inside-image', ['GraphicAnnotationSequence[0].TextObjectSequence[0].AnchorPoint', [300, 2]]],
  ]),
  ...trialsOf('secondary capture', make.secondaryCapture(), judged, [
    ['image/bits-consistent', ['HighBit', 3]],
    ['image/samples-match-photometric', ['SamplesPerPixel', 1]],
    ['secondary-capture/burned-in-said', ['BurnedInAnnotation', undefined]],
    ['secondary-capture/derived', ['ImageType', ['ORIGINAL', 'PRIMARY']]],
    ['secondary-capture/refers-to-images', ['SourceImageSequence', undefined]],
  ]),
  ...trialsOf('overlay', lawful.overlaid, judged, [
    ['overlay/attributes-complete', ['60000010', undefined]],
    ['overlay/bits', ['60000102', { vr: 'US', value: 4 }]],
    ['overlay/data-complete', ['60003000', { vr: 'OW', value: Buffer.alloc(8) }]],
    ['overlay/embedded-in-pixels', ['60000100', { vr: 'US', value: 16 }], ['60003000', undefined]],
    ['overlay/inside-image', ['60000050', { vr: 'SS', value: [9, 9] }]],
    ['overlay/type', ['60000040', { vr: 'CS', value: 'X' }]],
  ]),
];

const declaration = pdfOf(shown('Declaration'));
const PDF = trialsOf(
  'encapsulated PDF',
  { ...make.encapsulatedPdf(), EncapsulatedDocument: declaration, EncapsulatedDocumentLength: declaration.length },
  judged,
  [
    ['pdf/header', ['EncapsulatedDocument', Buffer.from('<html>%%EOF')]],
    ['pdf/length', ['EncapsulatedDocumentLength', 7]],
    ['pdf/opens', ['EncapsulatedDocument', Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n')]],
    ['pdf/trailer', ['EncapsulatedDocument', declaration.subarray(0, 300)]],
  ],
);

export const IMAGE_TRIALS: Trial[] = [...SEGMENTATION, ...OTHER_SEGMENTATIONS, ...MAP, ...PICTURES, ...PDF];
