import type { DicomObject } from '../../model/dicom/object';
import { readDicom } from '../../model/dicom/reader';
import { encodePart10, type Natural } from './dicom-bytes';
import { pdfOf } from './pdf';

/** Lawful objects of the kinds that AI results are, written out by hand: tests spoil them in one place at a time. */

export const STUDY = '1.2.3.100';
export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const SEG = '1.2.840.10008.5.1.4.1.1.66.4';
export const IMAGE_SERIES = '1.2.3.100.1';
export const FRAME_OF_REFERENCE = '1.2.3.100.9';
export const IMAGE_UIDS = ['1.2.3.100.1.1', '1.2.3.100.1.2'];
export const SEG_UID = '1.2.3.100.2.1';

export const code = (value: string, scheme: string, meaning: string): Natural[] => [
  { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning },
];
const dcm = (value: string, meaning: string): Natural[] => code(value, 'DCM', meaning);

export const reference = (sopClass: string, uid: string, more: Natural = {}): Natural => ({
  ReferencedSOPClassUID: sopClass,
  ReferencedSOPInstanceUID: uid,
  ...more,
});

export const read = (natural: Natural): DicomObject => readDicom(encodePart10(natural));

const identity = (sopClass: string, uid: string, modality: string): Natural => ({
  SpecificCharacterSet: 'ISO_IR 192',
  SOPClassUID: sopClass,
  SOPInstanceUID: uid,
  StudyDate: '20260101',
  ContentDate: '20260101',
  StudyTime: '120000',
  ContentTime: '120100',
  AccessionNumber: 'A1',
  Modality: modality,
  Manufacturer: 'Airworthy',
  ReferringPhysicianName: null,
  ManufacturerModelName: 'Finder',
  PatientName: 'DOE^JANE',
  PatientID: 'P1',
  PatientBirthDate: '19700101',
  PatientSex: 'F',
  DeviceSerialNumber: '1',
  SoftwareVersions: '2.1',
  StudyInstanceUID: STUDY,
  SeriesInstanceUID: `${uid.slice(0, uid.lastIndexOf('.'))}`,
  StudyID: 'S1',
  SeriesNumber: '5',
  InstanceNumber: '1',
  ContributingEquipmentSequence: [
    {
      Manufacturer: 'Airworthy',
      ManufacturerModelName: 'Finder',
      SoftwareVersions: '2.1',
      DeviceUID: '1.2.3.4',
      PurposeOfReferenceCodeSequence: dcm('109102', 'Processing Equipment'),
    },
  ],
});

const pixels = (rows: number, columns: number, bits: number): Natural => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: rows,
  Columns: columns,
  BitsAllocated: bits,
  BitsStored: bits,
  HighBit: bits - 1,
  PixelRepresentation: 0,
});

export function ctImage(n: 0 | 1): Natural {
  return {
    ...identity(CT, IMAGE_UIDS[n] ?? '', 'CT'),
    SeriesInstanceUID: IMAGE_SERIES,
    InstanceNumber: String(n + 1),
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    FrameOfReferenceUID: FRAME_OF_REFERENCE,
    PositionReferenceIndicator: null,
    PatientPosition: 'HFS',
    ImagePositionPatient: ['0', '0', String(5 * n)],
    ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
    PixelSpacing: ['1', '1'],
    SliceThickness: '5',
    KVP: '120',
    AcquisitionNumber: '1',
    RescaleIntercept: '-1024',
    RescaleSlope: '1',
    ...pixels(4, 4, 16),
    PixelData: new Uint8Array(32),
  };
}

export const evidence = (): Natural[] => [
  {
    StudyInstanceUID: STUDY,
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: IMAGE_SERIES, ReferencedSOPSequence: IMAGE_UIDS.map((uid) => reference(CT, uid)) },
      { SeriesInstanceUID: '1.2.3.100.2', ReferencedSOPSequence: [reference(SEG, SEG_UID)] },
    ],
  },
];

const item = (relationship: string, type: string, name: Natural[], more: Natural): Natural => ({
  RelationshipType: relationship,
  ValueType: type,
  ConceptNameCodeSequence: name,
  ...more,
});

export const codeItem = (relationship: string, name: Natural[], value: Natural[], children?: Natural[]): Natural =>
  item(relationship, 'CODE', name, { ConceptCodeSequence: value, ContentSequence: children });
export const textItem = (relationship: string, name: Natural[], text: string): Natural =>
  item(relationship, 'TEXT', name, { TextValue: text });
export const uidItem = (relationship: string, name: Natural[], uid: string): Natural =>
  item(relationship, 'UIDREF', name, { UID: uid });
export const numItem = (name: Natural[], value: string, unit: Natural[], children?: Natural[]): Natural =>
  item('CONTAINS', 'NUM', name, {
    MeasuredValueSequence: [{ NumericValue: value, MeasurementUnitsCodeSequence: unit }],
    ContentSequence: children,
  });
export const imageItem = (relationship: string, name: Natural[] | undefined, target: Natural): Natural => ({
  RelationshipType: relationship,
  ValueType: 'IMAGE',
  ConceptNameCodeSequence: name,
  ReferencedSOPSequence: [target],
});
export const container = (name: Natural[], children: Natural[], template?: string): Natural => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: name,
  ContinuityOfContent: 'SEPARATE',
  ContentTemplateSequence: template ? [{ MappingResource: 'DCMR', TemplateIdentifier: template }] : undefined,
  ContentSequence: children,
});

export const HAEMORRHAGE = code('50960005', 'SCT', 'Haemorrhage');
export const FINDING = dcm('121071', 'Finding');
export const TRACKING_UID = '1.2.3.100.77';

/** Names the parts of the report so that tests can reach into it. */
export function reportParts() {
  const tracked = (id: string, uid: string): Natural[] => [
    textItem('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), id),
    uidItem('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), uid),
  ];
  const tracking = tracked('Lesion 1', TRACKING_UID);
  const point: Natural = {
    ...item('CONTAINS', 'SCOORD', dcm('111030', 'Image Region'), { GraphicType: 'POINT', GraphicData: [2, 2] }),
    ContentSequence: [imageItem('SELECTED FROM', undefined, reference(CT, IMAGE_UIDS[0] ?? ''))],
  };
  const segment = [
    imageItem('CONTAINS', dcm('121191', 'Referenced Segment'), reference(SEG, SEG_UID, { ReferencedSegmentNumber: 1 })),
    imageItem('CONTAINS', dcm('121233', 'Source image for segmentation'), reference(CT, IMAGE_UIDS[0] ?? '')),
  ];
  const finding = codeItem('CONTAINS', FINDING, HAEMORRHAGE);
  const site = codeItem('HAS CONCEPT MOD', code('363698007', 'SCT', 'Finding Site'), code('12738006', 'SCT', 'Brain'));
  const volume = numItem(code('118565006', 'SCT', 'Volume'), '12.5', code('mm3', 'UCUM', 'mm3'));
  const algorithm = [
    textItem('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), 'Finder'),
    textItem('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), '2.1'),
  ];
  const group = container(
    dcm('125007', 'Measurement Group'),
    [...tracking, finding, site, ...algorithm, ...segment, volume],
    '1411',
  );
  const marked = container(
    dcm('125007', 'Measurement Group'),
    [...tracked('Lesion 2', '1.2.3.100.78'), finding, point],
    '1501',
  );
  return { tracking, point, segment, finding, site, volume, algorithm, group, marked };
}

export function reportHeader(): Natural[] {
  return [
    codeItem(
      'HAS CONCEPT MOD',
      dcm('121049', 'Language of Content Item and Descendants'),
      code('en', 'RFC5646', 'English'),
    ),
    codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
    uidItem('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), '1.2.3.4'),
    codeItem('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), code('30799-1', 'LN', 'CT Head')),
  ];
}

export const measurements = (groups: Natural[]): Natural => container(dcm('126010', 'Imaging Measurements'), groups);

export function report(content?: Natural[]): Natural {
  const { group, marked } = reportParts();
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.88.34', '1.2.3.100.3.1', 'SR'),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    CurrentRequestedProcedureEvidenceSequence: evidence(),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: dcm('126000', 'Imaging Measurement Report'),
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ContentSequence: content ?? [...reportHeader(), measurements([group, marked])],
  };
}

const multiFrame = (uid: string, frames: number): Natural => ({
  NumberOfFrames: String(frames),
  ContentLabel: 'RESULT',
  ContentDescription: null,
  ContentCreatorName: null,
  LossyImageCompression: '00',
  FrameOfReferenceUID: FRAME_OF_REFERENCE,
  PositionReferenceIndicator: null,
  DimensionOrganizationSequence: [{ DimensionOrganizationUID: `${uid}.8` }],
  DimensionIndexSequence: [
    { DimensionOrganizationUID: `${uid}.8`, DimensionIndexPointer: '00200032', FunctionalGroupPointer: '00209113' },
  ],
  ReferencedSeriesSequence: [
    { SeriesInstanceUID: IMAGE_SERIES, ReferencedInstanceSequence: IMAGE_UIDS.map((image) => reference(CT, image)) },
  ],
});

const sharedPlanes: Natural = {
  PixelMeasuresSequence: [{ PixelSpacing: ['1', '1'], SliceThickness: '5', SpacingBetweenSlices: '5' }],
  PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }],
};

const frame = (n: number): Natural => ({
  FrameContentSequence: [{ DimensionIndexValues: [n + 1] }],
  PlanePositionSequence: [{ ImagePositionPatient: ['0', '0', String(5 * n)] }],
  DerivationImageSequence: [
    {
      DerivationCodeSequence: dcm('113076', 'Segmentation'),
      SourceImageSequence: [
        reference(CT, IMAGE_UIDS[n] ?? '', {
          PurposeOfReferenceCodeSequence: dcm('121322', 'Source image for image processing operation'),
        }),
      ],
    },
  ],
});

export function segmentation(): Natural {
  return {
    ...identity(SEG, SEG_UID, 'SEG'),
    ...multiFrame(SEG_UID, 2),
    ...pixels(4, 4, 1),
    ImageType: ['DERIVED', 'PRIMARY'],
    SegmentationType: 'BINARY',
    SegmentSequence: [
      {
        SegmentNumber: 1,
        SegmentLabel: 'Haemorrhage',
        SegmentAlgorithmType: 'AUTOMATIC',
        SegmentAlgorithmName: 'Finder',
        TrackingID: 'Lesion 1',
        TrackingUID: TRACKING_UID,
        SegmentedPropertyCategoryCodeSequence: code('49755003', 'SCT', 'Morphologically Abnormal Structure'),
        SegmentedPropertyTypeCodeSequence: HAEMORRHAGE,
      },
    ],
    SharedFunctionalGroupsSequence: [
      { ...sharedPlanes, SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }] },
    ],
    PerFrameFunctionalGroupsSequence: [0, 1].map(frame),
    PixelData: { vr: 'OB', value: new Uint8Array(4) },
  };
}

export function parametricMap(): Natural {
  const uid = '1.2.3.100.4.1';
  const plane = pixels(4, 4, 32);
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.30', uid, 'CT'),
    ...multiFrame(uid, 2),
    ...{ ...plane, BitsStored: undefined, HighBit: undefined, PixelRepresentation: undefined },
    ImageType: ['DERIVED', 'PRIMARY', 'VOLUME', 'QUANTITY'],
    PresentationLUTShape: 'IDENTITY',
    BurnedInAnnotation: 'NO',
    RecognizableVisualFeatures: 'NO',
    ContentQualification: 'RESEARCH',
    AcquisitionContextSequence: [],
    SharedFunctionalGroupsSequence: [
      {
        ...sharedPlanes,
        PixelValueTransformationSequence: [{ RescaleIntercept: '0', RescaleSlope: '1', RescaleType: 'US' }],
        ParametricMapFrameTypeSequence: [{ FrameType: ['DERIVED', 'PRIMARY', 'VOLUME', 'QUANTITY'] }],
        RealWorldValueMappingSequence: [
          {
            DoubleFloatRealWorldValueFirstValueMapped: 0,
            DoubleFloatRealWorldValueLastValueMapped: 1,
            RealWorldValueIntercept: 0,
            RealWorldValueSlope: 1,
            LUTExplanation: 'Saliency',
            LUTLabel: 'SALIENCY',
            MeasurementUnitsCodeSequence: code('1', 'UCUM', 'no units'),
            QuantityDefinitionSequence: [
              codeItem('', code('246205007', 'SCT', 'Quantity'), dcm('130404', 'Saliency')),
            ].map((each) => ({ ...each, RelationshipType: undefined })),
          },
        ],
      },
    ],
    PerFrameFunctionalGroupsSequence: [0, 1].map(frame),
    FloatPixelData: Array.from({ length: 32 }, () => 0.5),
  };
}

export function presentationState(): Natural {
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.11.1', '1.2.3.100.5.1', 'PR'),
    ContentLabel: 'AI',
    ContentDescription: null,
    ContentCreatorName: null,
    PresentationCreationDate: '20260101',
    PresentationCreationTime: '120000',
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: IMAGE_SERIES, ReferencedImageSequence: IMAGE_UIDS.map((uid) => reference(CT, uid)) },
    ],
    DisplayedAreaSelectionSequence: [
      {
        DisplayedAreaTopLeftHandCorner: [1, 1],
        DisplayedAreaBottomRightHandCorner: [4, 4],
        PresentationSizeMode: 'SCALE TO FIT',
        PresentationPixelAspectRatio: ['1', '1'],
      },
    ],
    GraphicAnnotationSequence: [
      {
        ReferencedImageSequence: [reference(CT, IMAGE_UIDS[0] ?? '')],
        GraphicLayer: 'AI',
        GraphicObjectSequence: [
          {
            GraphicAnnotationUnits: 'PIXEL',
            GraphicDimensions: 2,
            NumberOfGraphicPoints: 3,
            GraphicData: [1, 1, 3, 1, 3, 3],
            GraphicType: 'POLYLINE',
            GraphicFilled: 'N',
          },
        ],
      },
    ],
    GraphicLayerSequence: [{ GraphicLayer: 'AI', GraphicLayerOrder: '1' }],
    PresentationLUTShape: 'IDENTITY',
  };
}

export function keyObjects(): Natural {
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.88.59', '1.2.3.100.6.1', 'KO'),
    ReferencedPerformedProcedureStepSequence: [],
    CurrentRequestedProcedureEvidenceSequence: evidence().map((study) => ({
      ...study,
      ReferencedSeriesSequence: (study.ReferencedSeriesSequence as Natural[]).slice(0, 1),
    })),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: dcm('113000', 'Of Interest'),
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '2010' }],
    ContentSequence: IMAGE_UIDS.map((uid) => imageItem('CONTAINS', undefined, reference(CT, uid))),
  };
}

export function secondaryCapture(): Natural {
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.7', '1.2.3.100.7.1', 'OT'),
    ConversionType: 'WSD',
    ImageType: ['DERIVED', 'SECONDARY'],
    PatientOrientation: null,
    BurnedInAnnotation: 'YES',
    SourceImageSequence: [reference(CT, IMAGE_UIDS[0] ?? '')],
    ...pixels(4, 4, 8),
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    PixelData: { vr: 'OB', value: new Uint8Array(48) },
  };
}

export function encapsulatedPdf(): Natural {
  return {
    ...identity('1.2.840.10008.5.1.4.1.1.104.1', '1.2.3.100.8.1', 'DOC'),
    ConversionType: 'WSD',
    AcquisitionDateTime: null,
    BurnedInAnnotation: 'NO',
    DocumentTitle: 'Declaration',
    ConceptNameCodeSequence: [],
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocument: pdfOf(),
  };
}
