import type { Natural } from '../kit/dicom-bytes';
import * as more from '../kit/more-objects';
import * as make from '../kit/objects';

/** Lawful objects beyond those of the kit: each has what some rule asks about, in good form. */

const { code, codeItem, container, imageItem, measurements, numItem, reference, report, reportHeader, textItem } = make;
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const parts = make.reportParts();
const [image1 = ''] = make.IMAGE_UIDS;
/** Tracked, and in no segment. */
const tracked = (parts.marked.ContentSequence as Natural[]).slice(0, 2);
const groupOf = (children: Natural[], template?: string): Natural =>
  report([...reportHeader(), measurements([container(dcm('125007', 'Measurement Group'), children, template)])]);
const shape = (type: string, data: number[]): Natural => ({ ...parts.point, GraphicType: type, GraphicData: data });
const shapeInSpace = (type: string, data: number[]): Natural => ({
  ...shape(type, data),
  ValueType: 'SCOORD3D',
  ReferencedFrameOfReferenceUID: make.FRAME_OF_REFERENCE,
  ContentSequence: undefined,
});
const mm = code('mm', 'UCUM', 'mm');
const modality = codeItem('HAS ACQ CONTEXT', dcm('121139', 'Modality'), dcm('CT', 'Computed Tomography'));
const secondDevice: Natural = {
  Manufacturer: 'Airworthy',
  ManufacturerModelName: 'Sorter',
  SoftwareVersions: '1.0',
  DeviceUID: '1.2.3.5',
  PurposeOfReferenceCodeSequence: dcm('109102', 'Processing Equipment'),
};

export const reports: Record<'diameter' | 'shapes' | 'inSpace' | 'planar' | 'segmentationFrame', Natural> = {
  diameter: groupOf([
    ...tracked,
    parts.finding,
    numItem(code('81827009', 'SCT', 'Diameter'), '3', mm, [
      { ...shape('POLYLINE', [1, 1, 3, 3]), RelationshipType: 'INFERRED FROM' },
    ]),
  ]),
  shapes: groupOf([
    ...tracked,
    parts.finding,
    shape('ELLIPSE', [0, 2, 4, 2, 2, 1, 2, 3]),
    shape('POLYLINE', [0, 0, 4, 4]),
    imageItem('CONTAINS', dcm('121112', 'Source of Measurement'), reference(make.CT, image1)),
  ]),
  inSpace: groupOf([
    ...tracked,
    parts.finding,
    shapeInSpace('POINT', [1, 1, 2.5]),
    shapeInSpace('POLYGON', [0, 0, 0, 3, 0, 0, 3, 3, 5, 0, 3, 5, 0, 0, 0]),
  ]),
  planar: groupOf([...tracked, parts.finding, parts.point], '1410'),
  segmentationFrame: groupOf(
    [
      ...tracked,
      parts.finding,
      imageItem(
        'CONTAINS',
        dcm('121214', 'Referenced Segmentation Frame'),
        reference(make.SEG, make.SEG_UID, { ReferencedFrameNumber: '1' }),
      ),
      imageItem('CONTAINS', dcm('121233', 'Source image for segmentation'), reference(make.CT, image1)),
    ],
    '1410',
  ),
};

const withContent = (...more: Natural[]): Natural => report([...reportHeader(), ...more, measurements([parts.group])]);

/** Item 5 of the report is the image library; it holds one group of one image. */
export const withLibrary = withContent(
  container(dcm('111028', 'Image Library'), [
    container(dcm('126200', 'Image Library Group'), [
      modality,
      { ...imageItem('CONTAINS', undefined, reference(make.CT, image1)), ContentSequence: [modality] },
    ]),
  ]),
);

/** Item 6 of the report names a person as observer too. */
export const withPerson = withContent(
  codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person')),
  {
    RelationshipType: 'HAS OBS CONTEXT',
    ValueType: 'PNAME',
    ConceptNameCodeSequence: dcm('121008', 'Person Observer Name'),
    PersonName: 'Doe^J',
  },
);

/** Item 5 of the report is a container of qualitative evaluations, with a code and a text. */
export const withEvaluations = withContent(
  container(code('C0034375', 'UMLS', 'Qualitative Evaluations'), [
    codeItem('CONTAINS', make.HAEMORRHAGE, code('2667000', 'SCT', 'Absent')),
    textItem('CONTAINS', dcm('121106', 'Comment'), 'Read with care'),
  ]),
);

/** The second group infers its volume from that of the first. */
export const byReference = report([
  ...reportHeader(),
  measurements([
    container(dcm('125007', 'Measurement Group'), [...tracked, parts.finding, parts.volume]),
    container(dcm('125007', 'Measurement Group'), [
      ...tracked,
      parts.finding,
      {
        ...parts.volume,
        ContentSequence: [{ RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 5, 1, 4] }],
      },
    ]),
  ]),
]);

export const verified: Natural = {
  ...report(),
  VerificationFlag: 'VERIFIED',
  VerifyingObserverSequence: [
    {
      VerifyingOrganization: 'Hospital',
      VerificationDateTime: '20260101120000',
      VerifyingObserverName: 'DOE^J',
      VerifyingObserverIdentificationCodeSequence: [],
    },
  ],
};

export const twoDevices: Natural = {
  ...make.segmentation(),
  ContributingEquipmentSequence: [...(make.segmentation().ContributingEquipmentSequence as Natural[]), secondDevice],
};

/** In Latin 1, with a letter that is not ASCII. */
export const latin: Natural = { ...report(), SpecificCharacterSet: 'ISO_IR 100', PatientName: 'M\xdcLLER^JANE' };

const frames = (natural: Natural, change: (groups: Natural) => Natural): Natural => ({
  ...natural,
  PerFrameFunctionalGroupsSequence: (natural.PerFrameFunctionalGroupsSequence as Natural[]).map(change),
});

/** Placed by its own frame of reference alone. */
export const withoutSources = frames(make.segmentation(), (groups) => ({
  ...groups,
  DerivationImageSequence: undefined,
}));

/** Its frames are said to have the pixels of their images. */
export const pixelForPixel = frames(make.segmentation(), (groups) => ({
  ...groups,
  DerivationImageSequence: (groups.DerivationImageSequence as Natural[]).map((each) => ({
    ...each,
    SourceImageSequence: (each.SourceImageSequence as Natural[]).map((source) => ({
      ...source,
      SpatialLocationsPreserved: 'YES',
    })),
  })),
}));

export const fractional: Natural = more.fractional(100);
export const labelMap: Natural = more.labelMap(1);

const [segment = {}] = make.segmentation().SegmentSequence as Natural[];
export const identified: Natural = {
  ...make.segmentation(),
  SegmentSequence: [
    {
      ...segment,
      SegmentationAlgorithmIdentificationSequence: [
        {
          AlgorithmFamilyCodeSequence: code('123110', 'DCM', 'Artificial Intelligence'),
          AlgorithmName: 'Finder',
          AlgorithmVersion: '2.1',
        },
      ],
    },
  ],
};

/** Two frames of nine pixels: 18 bits, one after the other. */
export const oddSize: Natural = {
  ...make.segmentation(),
  Rows: 3,
  Columns: 3,
  PixelData: { vr: 'OB', value: new Uint8Array(4) },
};

export const overlaid: Natural = more.withOverlay();

const [annotation = {}] = make.presentationState().GraphicAnnotationSequence as Natural[];
export const annotated: Natural = {
  ...make.presentationState(),
  GraphicAnnotationSequence: [
    {
      ...annotation,
      TextObjectSequence: [
        {
          AnchorPointAnnotationUnits: 'PIXEL',
          AnchorPoint: [2, 2],
          AnchorPointVisibility: 'N',
          UnformattedTextValue: 'Haemorrhage',
        },
      ],
    },
  ],
};
