import * as make from '../kit/objects';
import { checkUnverified } from '../../checks/dicom/unverified';
import { judged } from './image-trials';
import * as lawful from './lawful-objects';
import { type Trial, trialsOf } from './trial';

const { code, imageItem, reference } = make;
const EQUIPMENT = 'ContributingEquipmentSequence[0]';
const GROUP = 'ContentSequence[4].ContentSequence[0]';
const MARKED = 'ContentSequence[4].ContentSequence[1]';
const POINT = `${MARKED}.ContentSequence[3]`;
const SEGMENT = `${GROUP}.ContentSequence[6].ReferencedSOPSequence[0]`;
const VOLUME = `${GROUP}.ContentSequence[8]`;
const UNIT = `${VOLUME}.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0]`;
const EVIDENCE = 'CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence[0]';
const { tracking } = make.reportParts();
const selected = imageItem('SELECTED FROM', undefined, reference(make.CT, make.IMAGE_UIDS[0] ?? ''));

const COMMON = trialsOf('report', make.report(), judged, [
  ['air/algorithm-as-declared', [`${EQUIPMENT}.Manufacturer`, 'X']],
  ['air/algorithm-fully-described', [`${EQUIPMENT}.DeviceUID`, undefined]],
  ['air/algorithm-is-no-library', [`${EQUIPMENT}.ManufacturerModelName`, 'highdicom']],
  ['air/content-algorithm-contributes', [`${EQUIPMENT}.ManufacturerModelName`, 'Other']],
  ['air/content-names-same-algorithm', [`${EQUIPMENT}.SoftwareVersions`, '3']],
  ['air/contributing-equipment-present', ['ContributingEquipmentSequence', undefined]],
  ['air/device-uid-valid', [`${EQUIPMENT}.DeviceUID`, 'device-1']],
  ['air/finding-tracked', [`${MARKED}.ContentSequence[0].ConceptNameCodeSequence[0].CodeValue`, '121106']],
  [
    'air/findings-by-tid-1500',
    ['ContentTemplateSequence', undefined],
    ['ConceptNameCodeSequence', code('18748-4', 'LN', 'Imaging Report')],
  ],
  ['air/findings-in-comprehensive-3d-sr', ['SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.33']],
  ['air/location-is-image-region', [`${POINT}.ConceptNameCodeSequence`, code('1', '99X', 'Spot')]],
  [
    'air/locations-by-tid-1500',
    ['ContentTemplateSequence', undefined],
    ['ConceptNameCodeSequence', code('18748-4', 'LN', 'Imaging Report')],
  ],
  ['air/locations-in-comprehensive-3d-sr', ['SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.33']],
  [
    'air/measurements-by-tid-1500',
    ['ContentTemplateSequence', undefined],
    ['ConceptNameCodeSequence', code('18748-4', 'LN', 'Imaging Report')],
  ],
  ['air/measurements-in-comprehensive-3d-sr', ['SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.33']],
  ['air/procedure-is-the-imaging', ['ContentSequence[3].ConceptCodeSequence', code('1', '99X', 'Finder')]],
  ['air/processing-equipment-present', [`${EQUIPMENT}.PurposeOfReferenceCodeSequence[0].CodeValue`, '109101']],
  [
    'air/purpose-code-of-revision-1.1',
    [`${EQUIPMENT}.PurposeOfReferenceCodeSequence`, code('Newcode1', '99IHE', 'Processing Algorithm')],
  ],
  ['character-set/decodable', ['PatientName', 'M\xdcLLER']],
  ['character-set/default-repertoire', ['Modality', 'S\xdc']],
  ['character-set/defined-term', ['SpecificCharacterSet', 'UTF-8']],
  ['character-set/no-extension-of-multi-byte', ['SpecificCharacterSet', ['ISO_IR 100', 'ISO_IR 192']]],
  ['code/defined-in-dcm', [`${EQUIPMENT}.PurposeOfReferenceCodeSequence[0].CodeValue`, '100999']],
  ['code/meaning-as-defined', [`${EQUIPMENT}.PurposeOfReferenceCodeSequence[0].CodeMeaning`, 'Something else']],
  ['code/meaning-of-another-code', ['ContentSequence[1].ConceptNameCodeSequence[0].CodeMeaning', 'Finding']],
  ['code/scheme-in-use', ['ContentSequence[3].ConceptCodeSequence[0].CodingSchemeDesignator', 'SRT']],
  ['code/unit-valid-in-ucum', [`${UNIT}.CodeValue`, 'no units']],
  ['dicom/code-has-meaning', [`${UNIT}.CodeMeaning`, undefined]],
  ['dicom/code-has-value', [`${UNIT}.CodeValue`, undefined]],
  ['dicom/enumerated-value', ['Modality', 'OT']],
  ['dicom/required-attribute-has-value', ['StudyInstanceUID', null]],
  ['dicom/required-attribute-present', ['PatientID', undefined]],
  ['part10/encoding', ['ContributingEquipmentSequence', { vr: 'SQ', value: Buffer.alloc(3) }]],
  ['part10/meta-complete', ['SOPClassUID', undefined]],
  ['uid/not-under-dicom-root', ['SeriesInstanceUID', '1.2.840.10008.1']],
  ['uid/one-uid-a-level', ['SeriesInstanceUID', '1.2.3.100.3.1']],
  ['uid/syntax', ['SeriesInstanceUID', '1.2.03']],
  ['value/format', ['StudyDate', '2026.01.01']],
  ['value/length', ['AccessionNumber', 'A'.repeat(17)]],
  ['value/multiplicity', ['PatientID', ['A', 'B']]],
  ['value/vr', ['StudyID', { vr: 'LO', value: 'S1' }]],
]);

const CONTENT = trialsOf('report', make.report(), judged, [
  ['graph/measured-segment-linked', [`${GROUP}.ContentSequence[6].ConceptNameCodeSequence[0].CodeValue`, '121112']],
  ['graph/same-tracking-uid', [`${GROUP}.ContentSequence[1].UID`, '1.9']],
  ['graph/segment-exists', [`${SEGMENT}.ReferencedSegmentNumber`, 9]],
  ['sr/code-complete', ['ContentSequence[0].ConceptCodeSequence[0].CodeMeaning', undefined]],
  ['sr/concept-name-present', [`${VOLUME}.ConceptNameCodeSequence`, undefined]],
  ['sr/coordinates-inside-image', [`${POINT}.GraphicData`, [4.5, 1]]],
  ['sr/coordinates-name-one-image', [`${POINT}.ContentSequence`, [selected, selected]]],
  ['sr/coordinates-name-their-image', [`${POINT}.ContentSequence`, undefined]],
  ['sr/evidence-class-agrees', [`${EVIDENCE}.ReferencedSOPClassUID`, make.SEG]],
  ['sr/evidence-complete', ['CurrentRequestedProcedureEvidenceSequence', undefined]],
  [
    'sr/frames-only-of-multi-frame',
    [
      `${POINT}.ContentSequence[0].ReferencedSOPSequence[0]`.replace(/\[0\]$/, ''),
      [reference(make.CT, make.IMAGE_UIDS[0] ?? '', { ReferencedFrameNumber: '1' })],
    ],
  ],
  ['sr/graphic-data-count', [`${POINT}.GraphicData`, [1, 1, 1]]],
  ['sr/graphic-data-finite', [`${POINT}.GraphicData`, [1, Infinity]]],
  ['sr/graphic-type-known', [`${POINT}.GraphicType`, 'SQUARE']],
  ['sr/missing-number-explained', [`${VOLUME}.MeasuredValueSequence`, []]],
  ['sr/number-has-unit', [`${VOLUME}.MeasuredValueSequence[0].MeasurementUnitsCodeSequence`, undefined]],
  ['sr/relationship-allowed', ['ContentSequence[4].RelationshipType', 'HAS CONCEPT MOD']],
  [
    'sr/segments-only-of-segmentation',
    [
      `${SEGMENT}`.replace(/\[0\]$/, ''),
      [reference(make.CT, make.IMAGE_UIDS[0] ?? '', { ReferencedSegmentNumber: 1 })],
    ],
  ],
  ['sr/value-present', [`${VOLUME}.MeasuredValueSequence`, undefined]],
  ['sr/value-type-known', [`${VOLUME}.ValueType`, 'NUMBER']],
  ['tid1001/form', ['ContentSequence[1].RelationshipType', 'CONTAINS']],
  ['tid1002/observer-type', ['ContentSequence[1].ConceptCodeSequence', code('121025', 'DCM', 'Patient')]],
  ['tid1004/device-uid-valid', ['ContentSequence[2].UID', '1.02']],
  ['tid1204/form', ['ContentSequence[0].RelationshipType', 'CONTAINS']],
  ['tid1204/language-code', ['ContentSequence[0].ConceptCodeSequence', code('English', '99X', 'English')]],
  ['tid1411/region-given', [`${GROUP}.ContentSequence`, [...tracking, make.reportParts().finding]]],
  ['tid1411/segment-named', [`${SEGMENT}.ReferencedSegmentNumber`, undefined]],
  ['tid1411/segment-source-named', [`${GROUP}.ContentSequence[7].ConceptNameCodeSequence[0].CodeValue`, '121112']],
  ['tid1419/measurement-form', [`${VOLUME}.RelationshipType`, 'INFERRED FROM']],
  ['tid1500/device-observer-uid', ['ContentSequence[2].ConceptNameCodeSequence[0].CodeValue', '121013']],
  ['tid1500/has-results', ['ContentSequence', make.reportHeader()]],
  ['tid1500/language', ['ContentSequence[0].ConceptNameCodeSequence[0].CodeValue', '121058']],
  ['tid1500/measurements-in-groups', [`${GROUP}.ConceptNameCodeSequence`, code('1', '99X', 'Mine')]],
  ['tid1500/observer-context', ['ContentSequence', [make.reportHeader()[0] ?? {}, ...make.reportHeader().slice(3)]]],
  ['tid1500/procedure-reported', ['ContentSequence[3].RelationshipType', 'CONTAINS']],
  ['tid1500/template-declared', ['ContentTemplateSequence', undefined]],
  ['tid1500/title', ['ConceptNameCodeSequence', code('18748-4', 'LN', 'Imaging Report')]],
  ['tid1500/units-in-ucum', [`${UNIT}.CodingSchemeDesignator`, '99X']],
  ['tid1501/finding-site-modifies', [`${GROUP}.ContentSequence[3].RelationshipType`, 'CONTAINS']],
  ['tid1501/group-says-something', [`${MARKED}.ContentSequence`, tracking]],
  ['tid1501/tracking-form', [`${GROUP}.ContentSequence[1].ValueType`, 'TEXT']],
  ['tid1501/tracking-in-pairs', [`${MARKED}.ContentSequence[1].ConceptNameCodeSequence[0].CodeValue`, '121106']],
  ['tid300/unit-fits-quantity', [`${UNIT}.CodeValue`, 'mm']],
  ['tid4019/name-and-version', [`${GROUP}.ContentSequence[5].ConceptNameCodeSequence[0].CodeValue`, '121106']],
]);

const OF_GROUP = 'ContentSequence[4].ContentSequence[0].ContentSequence';
const LIBRARY = 'ContentSequence[4].ContentSequence[0]';
const OTHERS: Trial[] = [
  ...trialsOf('report in Latin 1', lawful.latin, judged, [
    ['character-set/declared', ['SpecificCharacterSet', undefined]],
  ]),
  ...trialsOf('verified report', lawful.verified, judged, [['sr/verified-is-complete', ['CompletionFlag', 'PARTIAL']]]),
  ...trialsOf('report with a diameter', lawful.reports.diameter, judged, [
    ['air/line-is-polyline', [`${OF_GROUP}[3].ContentSequence[0].GraphicType`, 'MULTIPOINT']],
  ]),
  ...trialsOf('report with shapes', lawful.reports.shapes, judged, [
    ['sr/ellipse-axes', [`${OF_GROUP}[3].GraphicData`, [0, 2, 4, 2, 0, 1, 2, 4]]],
    ['sr/graphic-has-extent', [`${OF_GROUP}[4].GraphicData`, [1, 1, 1, 1]]],
  ]),
  ...trialsOf('report with points in space', lawful.reports.inSpace, judged, [
    ['sr/coordinates-in-known-space', [`${OF_GROUP}[3].ReferencedFrameOfReferenceUID`, '1.2.3.9']],
    ['sr/coordinates-in-volume', [`${OF_GROUP}[3].GraphicData`, [50, 1, 1]]],
    ['sr/frame-of-reference-named', [`${OF_GROUP}[3].ReferencedFrameOfReferenceUID`, undefined]],
    ['sr/polygon-closed', [`${OF_GROUP}[4].GraphicData`, [0, 0, 0, 3, 0, 0, 3, 3, 5, 0, 3, 5]]],
    ['sr/coordinates-coplanar', [`${OF_GROUP}[4].GraphicData`, [0, 0, 0, 3, 0, 0, 3, 3, 2, 0, 3, 0, 0, 0, 0]]],
  ]),
  ...trialsOf('report with a planar group', lawful.reports.planar, judged, [
    ['tid1410/one-region', [OF_GROUP, [...tracking, make.reportParts().finding]]],
  ]),
  ...trialsOf('report with a segmentation frame', lawful.reports.segmentationFrame, judged, [
    ['tid1410/segmentation-frame-named', [`${OF_GROUP}[3].ReferencedSOPSequence[0].ReferencedFrameNumber`, undefined]],
  ]),
  ...trialsOf('report with an image library', lawful.withLibrary, judged, [
    ['tid1600/descriptors', [`${LIBRARY}.ContentSequence[1].ContentSequence[0].RelationshipType`, 'HAS CONCEPT MOD']],
    ['tid1600/entries', [`${LIBRARY}.ContentSequence[1].ValueType`, 'CODE']],
    ['tid1600/groups', [`${LIBRARY}.ConceptNameCodeSequence`, code('1', '99X', 'Mine')]],
  ]),
  ...trialsOf('report with a person', lawful.withPerson, judged, [
    ['tid1003/person-named', ['ContentSequence[5].ConceptNameCodeSequence[0].CodeValue', '121106']],
  ]),
  ...trialsOf('report with evaluations', lawful.withEvaluations, judged, [
    ['tid1500/no-numbers-in-evaluations', ['ContentSequence[4].ContentSequence', [make.reportParts().volume]]],
  ]),
  ...trialsOf('report with an inference', lawful.byReference, judged, [
    [
      'sr/by-reference-allowed',
      [
        'ContentSequence[4].ContentSequence[1].ContentSequence[3].ContentSequence[0].ReferencedContentItemIdentifier',
        [1, 5],
      ],
    ],
    [
      'sr/reference-target-exists',
      [
        'ContentSequence[4].ContentSequence[1].ContentSequence[3].ContentSequence[0].ReferencedContentItemIdentifier',
        [1, 99],
      ],
    ],
  ]),
];

const KEY_OBJECTS = trialsOf('key objects', make.keyObjects(), judged, [
  ['key-object/refers-to-something', ['ContentSequence', []]],
  ['key-object/template', ['ContentTemplateSequence[0].TemplateIdentifier', '1500']],
  ['key-object/title', ['ConceptNameCodeSequence', code('1', '99X', 'Mine')]],
]);

const FLAGS = trialsOf(
  'report',
  make.report(),
  (natural) => checkUnverified(make.read(natural)).map(({ rule }) => rule),
  [['sr/unverified', ['VerificationFlag', 'VERIFIED']]],
);

export const REPORT_TRIALS: Trial[] = [...COMMON, ...CONTENT, ...OTHERS, ...KEY_OBJECTS, ...FLAGS];
