import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delimiter, encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import { readDicom } from '../../model/dicom/reader';
import * as make from '../../tests/kit/objects';
import { checkObject, type ObjectContext } from './object';

const { code, read } = make;
const CONTEXT: ObjectContext = {
  images: [read(make.ctImage(0)), read(make.ctImage(1))],
  results: [read(make.segmentation()), read(make.report())],
  air: true,
  algorithms: [{ name: 'Finder', version: '2.1', manufacturer: 'Airworthy', deviceUid: '1.2.3.4', abnormalities: [] }],
};

const GOOD: Record<string, () => Natural> = {
  report: make.report,
  segmentation: make.segmentation,
  'parametric map': make.parametricMap,
  'presentation state': make.presentationState,
  'key objects': make.keyObjects,
  'secondary capture': make.secondaryCapture,
  'encapsulated PDF': make.encapsulatedPdf,
  'CT image': () => make.ctImage(0),
};

const rules = (natural: Natural, context = CONTEXT): string[] =>
  checkObject(read(natural), context).map(({ rule }) => rule);

describe('a lawful object has no findings', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'airworthy-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  for (const [name, build] of Object.entries(GOOD)) {
    it(`${name}, also in the judgement of dciodvfy`, () => {
      expect(checkObject(read(build()), { ...CONTEXT, file: true })).toEqual([]);
      const file = join(dir, 'object.dcm');
      writeFileSync(file, encodePart10(build()));
      const said = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
      const errors = `${said.stdout}${said.stderr}`.split('\n').filter((line) => line.startsWith('Error'));
      // dciodvfy does not list Device UID in Contributing Equipment; the profile asks for it.
      expect(errors.filter((line) => !/DeviceUID|Laterality/.test(line))).toEqual([]);
    });
  }

  it('in implicit VR as well', () => {
    for (const build of Object.values(GOOD)) {
      expect(checkObject(readDicom(encodePart10(build(), { explicit: false })), CONTEXT)).toEqual([]);
    }
  });
});

/** One thing wrong, and the rule that must say so. */
type Spoilt = [what: string, natural: () => Natural, rule: string];

const spoil = (build: () => Natural, change: Natural) => () => ({ ...build(), ...change });
const nested = (build: () => Natural, key: string, change: (item: Natural) => Natural) => () => {
  const natural = build();
  const [first = {}, ...rest] = natural[key] as Natural[];
  return { ...natural, [key]: [change(first), ...rest] };
};
const without = (build: () => Natural, key: string) => spoil(build, { [key]: undefined });

const SPOILT: Spoilt[] = [
  [
    'a purpose of another kind',
    nested(make.report, 'ContributingEquipmentSequence', (item) => ({
      ...item,
      PurposeOfReferenceCodeSequence: code('109101', 'DCM', 'Acquisition Equipment'),
    })),
    'air/processing-equipment-present',
  ],
  [
    'a further item without device UID',
    spoil(make.segmentation, {
      ContributingEquipmentSequence: [
        ...(make.segmentation().ContributingEquipmentSequence as Natural[]),
        { Manufacturer: 'L', PurposeOfReferenceCodeSequence: code('109102', 'DCM', 'Processing Equipment') },
      ],
    }),
    'air/further-equipment-incomplete',
  ],
  [
    'a device UID that is none',
    nested(make.segmentation, 'ContributingEquipmentSequence', (item) => ({ ...item, DeviceUID: 'device-1' })),
    'air/device-uid-valid',
  ],
  [
    'a segment by another algorithm',
    nested(make.segmentation, 'SegmentSequence', (item) => ({
      ...item,
      SegmentationAlgorithmIdentificationSequence: [
        {
          AlgorithmFamilyCodeSequence: code('123110', 'DCM', 'Artificial Intelligence'),
          AlgorithmName: 'Other',
          AlgorithmVersion: '2.1',
        },
      ],
    })),
    'air/algorithm-sequence-agrees',
  ],
  [
    'no images named',
    spoil(make.segmentation, {
      ReferencedSeriesSequence: undefined,
      PerFrameFunctionalGroupsSequence: (make.segmentation().PerFrameFunctionalGroupsSequence as Natural[]).map(
        (each) => ({ ...each, DerivationImageSequence: undefined }),
      ),
    }),
    'seg/refers-to-images',
  ],
  ['umlauts where only ASCII may be', spoil(make.report, { Modality: 'S\xdc' }), 'character-set/default-repertoire'],
  ['no Patient ID', without(make.report, 'PatientID'), 'dicom/required-attribute-present'],
  ['empty Study Instance UID', spoil(make.report, { StudyInstanceUID: null }), 'dicom/required-attribute-has-value'],
  ['wrong modality', spoil(make.report, { Modality: 'OT' }), 'dicom/enumerated-value'],
  [
    'no character set for umlauts',
    spoil(make.report, { SpecificCharacterSet: undefined, PatientName: 'M\xdcLLER' }),
    'character-set/declared',
  ],
  ['latin bytes as UTF-8', spoil(make.report, { PatientName: 'M\xdcLLER' }), 'character-set/decodable'],
  ['unknown character set', spoil(make.report, { SpecificCharacterSet: 'UTF-8' }), 'character-set/defined-term'],
  [
    'UTF-8 with company',
    spoil(make.report, { SpecificCharacterSet: ['ISO_IR 100', 'ISO_IR 192'] }),
    'character-set/no-extension-of-multi-byte',
  ],
  ['a UID with a leading zero', spoil(make.report, { SeriesInstanceUID: '1.2.03' }), 'uid/syntax'],
  ['series UID = instance UID', spoil(make.report, { SeriesInstanceUID: '1.2.3.100.3.1' }), 'uid/one-uid-a-level'],
  ['a UID of the standard', spoil(make.report, { SeriesInstanceUID: '1.2.840.10008.1' }), 'uid/not-under-dicom-root'],
  ['a date with dots', spoil(make.report, { StudyDate: '2026.01.01' }), 'value/format'],
  ['a 17 character accession number', spoil(make.report, { AccessionNumber: 'A'.repeat(17) }), 'value/length'],
  ['two patient ids', spoil(make.report, { PatientID: ['A', 'B'] }), 'value/multiplicity'],
  ['another VR', spoil(make.report, { StudyID: { vr: 'LO', value: 'S1' } }), 'value/vr'],
  [
    'verified without observer',
    spoil(make.report, { VerificationFlag: 'VERIFIED' }),
    'dicom/required-attribute-present',
  ],
  [
    'verified but partial',
    spoil(make.report, { VerificationFlag: 'VERIFIED', CompletionFlag: 'PARTIAL' }),
    'sr/verified-is-complete',
  ],
  ['no evidence', without(make.report, 'CurrentRequestedProcedureEvidenceSequence'), 'sr/evidence-complete'],
  [
    'no contributing equipment',
    without(make.report, 'ContributingEquipmentSequence'),
    'air/contributing-equipment-present',
  ],
  [
    'no device UID',
    nested(make.segmentation, 'ContributingEquipmentSequence', (item) => ({ ...item, DeviceUID: undefined })),
    'air/algorithm-fully-described',
  ],
  [
    'purpose of revision 1.1',
    nested(make.report, 'ContributingEquipmentSequence', (item) => ({
      ...item,
      PurposeOfReferenceCodeSequence: code('Newcode1', '99IHE', 'Processing Algorithm'),
    })),
    'air/purpose-code-of-revision-1.1',
  ],
  [
    'another algorithm',
    nested(make.segmentation, 'ContributingEquipmentSequence', (item) => ({ ...item, SoftwareVersions: '3' })),
    'air/algorithm-as-declared',
  ],
  [
    'content names another version',
    nested(make.report, 'ContributingEquipmentSequence', (item) => ({ ...item, SoftwareVersions: '3' })),
    'air/content-names-same-algorithm',
  ],
  [
    'content names an algorithm that did not contribute',
    nested(make.report, 'ContributingEquipmentSequence', (item) => ({ ...item, ManufacturerModelName: 'Other' })),
    'air/content-algorithm-contributes',
  ],
  [
    'the encoding library for an algorithm',
    nested(make.segmentation, 'ContributingEquipmentSequence', (item) => ({
      ...item,
      ManufacturerModelName: 'highdicom',
    })),
    'air/algorithm-is-no-library',
  ],
  ['no template', without(make.report, 'ContentTemplateSequence'), 'tid1500/template-declared'],
  [
    'segments from 2',
    nested(make.segmentation, 'SegmentSequence', (item) => ({ ...item, SegmentNumber: 2 })),
    'seg/segment-numbers',
  ],
  [
    'a frame of no segment',
    nested(make.segmentation, 'SharedFunctionalGroupsSequence', (item) => ({
      ...item,
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 9 }],
    })),
    'seg/frame-names-segment',
  ],
  [
    'frames without segment',
    nested(make.segmentation, 'SharedFunctionalGroupsSequence', (item) => ({
      ...item,
      SegmentIdentificationSequence: undefined,
    })),
    'seg/frame-names-segment',
  ],
  [
    'drawn by hand',
    nested(make.segmentation, 'SegmentSequence', (item) => ({ ...item, SegmentAlgorithmType: 'MANUAL' })),
    'seg/algorithm-type-of-ai',
  ],
  [
    'no algorithm name',
    nested(make.segmentation, 'SegmentSequence', (item) => ({ ...item, SegmentAlgorithmName: undefined })),
    'dicom/required-attribute-present',
  ],
  [
    'tracking ID without UID',
    nested(make.segmentation, 'SegmentSequence', (item) => ({ ...item, TrackingUID: undefined })),
    'dicom/required-attribute-present',
  ],
  [
    '16 bit binary segmentation',
    spoil(make.segmentation, { BitsAllocated: 16, BitsStored: 16, HighBit: 15 }),
    'seg/bits-by-type',
  ],
  [
    'too few pixels',
    spoil(make.segmentation, { PixelData: { vr: 'OB', value: new Uint8Array(2) } }),
    'image/pixel-data-complete',
  ],
  ['original segmentation', spoil(make.segmentation, { ImageType: ['ORIGINAL', 'PRIMARY'] }), 'seg/derived-primary'],
  ['three frames, two items', spoil(make.segmentation, { NumberOfFrames: '3' }), 'multi-frame/items-match-frames'],
  [
    'no frame content',
    nested(make.segmentation, 'PerFrameFunctionalGroupsSequence', (item) => ({
      ...item,
      FrameContentSequence: undefined,
    })),
    'multi-frame/frame-content-present',
  ],
  [
    'two shared items',
    spoil(make.segmentation, {
      SharedFunctionalGroupsSequence: [...(make.segmentation().SharedFunctionalGroupsSequence as Natural[]), {}],
    }),
    'multi-frame/one-shared-item',
  ],
  [
    'one index for two dimensions',
    nested(make.segmentation, 'PerFrameFunctionalGroupsSequence', (item) => ({
      ...item,
      FrameContentSequence: [{ DimensionIndexValues: [1, 1] }],
    })),
    'multi-frame/dimension-index-complete',
  ],
  [
    'another frame of reference',
    spoil(make.segmentation, { FrameOfReferenceUID: '1.9' }),
    'seg/frame-of-reference-of-images',
  ],
  ['source images not listed', without(make.segmentation, 'ReferencedSeriesSequence'), 'seg/common-instance-reference'],
  [
    'neither place nor source',
    spoil(make.segmentation, {
      FrameOfReferenceUID: undefined,
      PerFrameFunctionalGroupsSequence: [0, 1].map(() => ({ FrameContentSequence: [{ DimensionIndexValues: [1] }] })),
    }),
    'seg/frame-of-reference-or-source',
  ],
  [
    'a segment without frames',
    spoil(make.segmentation, {
      SegmentSequence: [
        ...(make.segmentation().SegmentSequence as Natural[]),
        { ...(make.segmentation().SegmentSequence as Natural[])[0], SegmentNumber: 2 },
      ],
    }),
    'seg/segment-has-frames',
  ],
  ['a map without values', without(make.parametricMap, 'FloatPixelData'), 'map/one-kind-of-pixels'],
  ['a 16 bit float map', spoil(make.parametricMap, { BitsAllocated: 16 }), 'map/bits-by-kind'],
  [
    'a map without meaning',
    nested(make.parametricMap, 'SharedFunctionalGroupsSequence', (item) => ({
      ...item,
      RealWorldValueMappingSequence: undefined,
    })),
    'map/values-have-meaning',
  ],
  [
    'a map without quantity',
    nested(make.parametricMap, 'SharedFunctionalGroupsSequence', (item) => ({
      ...item,
      RealWorldValueMappingSequence: (item.RealWorldValueMappingSequence as Natural[]).map((each) => ({
        ...each,
        QuantityDefinitionSequence: undefined,
      })),
    })),
    'map/quantity-defined',
  ],
  [
    'a map without pixel spacing',
    nested(make.parametricMap, 'SharedFunctionalGroupsSequence', (item) => ({
      ...item,
      PixelMeasuresSequence: undefined,
    })),
    'multi-frame/functional-group-present',
  ],
  [
    'a map whose sources are not listed',
    without(make.parametricMap, 'ReferencedSeriesSequence'),
    'map/common-instance-reference',
  ],
  [
    'an undefined layer',
    nested(make.presentationState, 'GraphicLayerSequence', (item) => ({ ...item, GraphicLayer: 'X' })),
    'presentation/layer-defined',
  ],
  [
    'a layer twice',
    spoil(make.presentationState, {
      GraphicLayerSequence: [1, 2].map((n) => ({ GraphicLayer: 'AI', GraphicLayerOrder: String(n) })),
    }),
    'presentation/layer-defined-once',
  ],
  ['a point too few', graphic({ NumberOfGraphicPoints: 4 }), 'presentation/points-complete'],
  ['a circle of three points', graphic({ GraphicType: 'CIRCLE' }), 'presentation/points-by-type'],
  ['graphics outside', graphic({ GraphicData: [1, 1, 300, 1, 3, 3] }), 'presentation/graphics-inside-image'],
  [
    'an image that is not listed',
    nested(make.presentationState, 'DisplayedAreaSelectionSequence', (item) => ({
      ...item,
      ReferencedImageSequence: [make.reference(make.CT, '1.9')],
    })),
    'presentation/images-listed',
  ],
  [
    'no displayed area',
    without(make.presentationState, 'DisplayedAreaSelectionSequence'),
    'dicom/required-attribute-present',
  ],
  [
    'a title of our own',
    spoil(make.keyObjects, { ConceptNameCodeSequence: code('1', '99X', 'Mine') }),
    'key-object/title',
  ],
  ['a selection of nothing', spoil(make.keyObjects, { ContentSequence: [] }), 'key-object/refers-to-something'],
  [
    'a selection by another template',
    spoil(make.keyObjects, { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }] }),
    'key-object/template',
  ],
  [
    'a number among key objects',
    spoil(make.keyObjects, {
      ContentSequence: [...(make.keyObjects().ContentSequence as Natural[]), make.reportParts().volume],
    }),
    'sr/relationship-allowed',
  ],
  [
    'an original secondary capture',
    spoil(make.secondaryCapture, { ImageType: ['ORIGINAL', 'PRIMARY'] }),
    'secondary-capture/derived',
  ],
  ['burned in or not', without(make.secondaryCapture, 'BurnedInAnnotation'), 'secondary-capture/burned-in-said'],
  [
    'no source of the capture',
    without(make.secondaryCapture, 'SourceImageSequence'),
    'secondary-capture/refers-to-images',
  ],
  ['one sample of RGB', spoil(make.secondaryCapture, { SamplesPerPixel: 1 }), 'image/samples-match-photometric'],
  ['high bit 3 of 8', spoil(make.secondaryCapture, { HighBit: 3 }), 'image/bits-consistent'],
  ['no PDF', spoil(make.encapsulatedPdf, { EncapsulatedDocument: Buffer.from('<html>%%EOF') }), 'pdf/header'],
  [
    'half a PDF',
    spoil(make.encapsulatedPdf, { EncapsulatedDocument: Buffer.from('%PDF-1.4\n1 0 obj') }),
    'pdf/trailer',
  ],
  ['a PDF of another length', spoil(make.encapsulatedPdf, { EncapsulatedDocumentLength: 7 }), 'pdf/length'],
  [
    'an object of this study that does not exist',
    nested(make.segmentation, 'ReferencedSeriesSequence', (item) => ({
      ...item,
      ReferencedInstanceSequence: [make.reference(make.CT, '1.9')],
    })),
    'graph/reference-resolves',
  ],
  [
    'a SOP Class that it has not',
    nested(make.segmentation, 'ReferencedSeriesSequence', (item) => ({
      ...item,
      ReferencedInstanceSequence: [make.reference(make.SEG, '1.2.3.100.1.1')],
    })),
    'graph/class-as-stated',
  ],
  [
    'a study that it is not in',
    nested(make.report, 'CurrentRequestedProcedureEvidenceSequence', (item) => ({ ...item, StudyInstanceUID: '1.9' })),
    'graph/series-as-stated',
  ],
  [
    'a series that it is not in',
    nested(make.segmentation, 'ReferencedSeriesSequence', (item) => ({ ...item, SeriesInstanceUID: '1.9' })),
    'graph/series-as-stated',
  ],
];

function graphic(change: Natural): () => Natural {
  return nested(make.presentationState, 'GraphicAnnotationSequence', (annotation) => ({
    ...annotation,
    GraphicObjectSequence: (annotation.GraphicObjectSequence as Natural[]).map((each) => ({ ...each, ...change })),
  }));
}

it('encapsulated frames that are fewer than declared', () => {
  const head = encodePart10({ ...make.secondaryCapture(), PixelData: undefined, NumberOfFrames: '2' });
  const open = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const fragment = Buffer.concat([
    delimiter('FFFEE000', 0),
    delimiter('FFFEE000', 2),
    Buffer.alloc(2),
    delimiter('FFFEE0DD', 0),
  ]);
  const found = checkObject(readDicom(Buffer.concat([head, open, fragment])), {}).map(({ rule }) => rule);
  expect(found).toContain('image/frames-encapsulated');
});

describe('a spoilt object', () => {
  it.each(SPOILT)('%s', (_what, build, rule) => {
    expect(rules(build())).toContain(rule);
  });

  it('names clause, path, what was seen and what was expected', () => {
    const findings = checkObject(read({ ...make.segmentation(), BitsStored: 8, HighBit: 7, BitsAllocated: 8 }), {});
    expect(findings.find(({ rule }) => rule === 'seg/bits-by-type')).toMatchObject({
      clause: 'PS3.3 C.8.20.2',
      severity: 'error',
      path: 'BitsAllocated',
      seen: '8',
      expected: '1',
    });
  });

  it('says a gap that is in every frame once', () => {
    const frames = (make.segmentation().PerFrameFunctionalGroupsSequence as Natural[]).map((each) => ({
      ...each,
      FrameContentSequence: undefined,
    }));
    const found = checkObject(read({ ...make.segmentation(), PerFrameFunctionalGroupsSequence: frames }), {});
    expect(
      found.filter(({ rule }) => rule === 'multi-frame/frame-content-present').map(({ message }) => message),
    ).toEqual(['A frame has no Frame Content Sequence (0020,9111). (the same in 1 more place)']);
  });

  it('asks for what only the profile asks for only when told to', () => {
    expect(rules({ ...make.report(), ContributingEquipmentSequence: undefined }, {})).toEqual([]);
  });
});

describe('lawful variants', () => {
  const VARIANTS: [string, () => Natural][] = [
    [
      'an item of the encoding library itself',
      spoil(make.segmentation, {
        ContributingEquipmentSequence: [
          ...(make.segmentation().ContributingEquipmentSequence as Natural[]),
          {
            Manufacturer: 'L',
            ManufacturerModelName: 'l',
            SoftwareVersions: '1',
            PurposeOfReferenceCodeSequence: code('109102', 'DCM', 'Processing Equipment'),
          },
        ],
      }),
    ],
    ['a number that its table writes with leading zeros', spoil(() => make.ctImage(0), { PregnancyStatus: 4 })],
    [
      'several software versions',
      nested(make.report, 'ContributingEquipmentSequence', (item) => ({
        ...item,
        SoftwareVersions: ['2.1', 'build 7'],
      })),
    ],
    [
      'a prior of another study',
      spoil(make.report, {
        PertinentOtherEvidenceSequence: [
          {
            StudyInstanceUID: '1.9',
            ReferencedSeriesSequence: [
              { SeriesInstanceUID: '1.9.1', ReferencedSOPSequence: [make.reference(make.CT, '1.9.2')] },
            ],
          },
        ],
      }),
    ],
    [
      'no source by frame, but a frame of reference',
      spoil(make.segmentation, {
        PerFrameFunctionalGroupsSequence: (make.segmentation().PerFrameFunctionalGroupsSequence as Natural[]).map(
          (each) => ({ ...each, DerivationImageSequence: undefined }),
        ),
      }),
    ],
    [
      'time with a fraction, empty type 2',
      spoil(make.report, { StudyTime: '120000.123456', StudyID: null, PatientBirthDate: null }),
    ],
  ];
  it.each(VARIANTS)('%s', (_what, build) => {
    expect(checkObject(read(build()), CONTEXT).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
