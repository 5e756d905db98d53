import type { Carrier } from '../../../model/sut';
import { newUid } from '../../../protocols/dimse/uids';
import { carries, type Editable, editObjects, items, walk } from './tools/edit-dicom';
import { conceptOf, removeContent } from './tools/edit-sr';
import type { Mutant } from './types';

const TRACKING_ID = '112039';
const TRACKING_UID = '112040';
const REFERENCED_SEGMENT = '121191';
const SOURCE_SERIES = '121232';

const inThe = (carrier: Carrier, edit: (dataset: Editable) => void): Mutant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries(carrier), edit),
});
const only = (...carriers: string[]): Mutant['hooks'] => ({
  objects: (objects) => objects.filter(carries(...carriers)),
});
const withoutContent = (...concepts: string[]): Mutant['hooks'] =>
  inThe('sr', (report) => removeContent(report, (item) => concepts.includes(conceptOf(item))));
const inSegments = (edit: (segment: Editable) => void): Mutant['hooks'] =>
  inThe('seg', (seg) => items(seg, 'SegmentSequence').forEach(edit));

/** Defects of the set of results and of its other objects, as IHE AI Results rules about them. */
export const AIR_OBJECT_MUTANTS: Mutant[] = [
  {
    id: 'no-object-of-profile',
    requirement: 'AIR-EC-01',
    sentence: 'Results are pictures, a presentation state and a PDF, and nothing of the profile.',
    hooks: only('secondary-capture', 'presentation-state', 'overlay', 'encapsulated-pdf'),
  },
  {
    id: 'pictures-instead-of-report',
    requirement: 'AIR-EC-44',
    sentence: 'A Secondary Capture stands in for every machine-readable result.',
    hooks: only('secondary-capture'),
  },
  {
    id: 'declared-key-objects-missing',
    requirement: 'AIR-EC-49a',
    sentence: 'A key object selection is declared, but none is stored.',
    hooks: { objects: (objects) => objects.filter(({ carrier }) => carrier !== 'key-object') },
  },
  {
    id: 'commitment-not-requested',
    requirement: 'AIR-EC-50',
    sentence: 'Results are stored, and storage commitment is never requested.',
    hooks: { steps: (steps) => steps.filter((step) => step !== 'commit') },
  },
  {
    id: 'commitment-report-refused',
    requirement: 'AIR-EC-51a',
    sentence: 'Reports of storage commitment are answered with a failure.',
    hooks: { commitmentStatus: 0x0110 },
  },
  {
    id: 'seg-with-modality-of-images',
    requirement: 'AIR-EC-43',
    sentence: 'The series of the segmentation has the modality of the images, CT.',
    hooks: inThe('seg', (seg) => (seg['Modality'] = 'CT')),
  },
  {
    id: 'content-date-long-ago',
    requirement: 'AIR-EC-46',
    sentence: 'Content Date of the report lies years before the exam.',
    hooks: inThe('sr', (report) => (report['ContentDate'] = '20200101')),
  },
  {
    id: 'seg-frames-of-unknown-segment',
    requirement: 'AIR-EC-31',
    sentence: 'Frames of the segmentation show a segment that is not described.',
    hooks: inThe('seg', (seg) =>
      walk(seg, (item) => {
        if (item['ReferencedSegmentNumber'] !== undefined) item['ReferencedSegmentNumber'] = 99;
      }),
    ),
  },
  {
    id: 'segments-drawn-by-hand',
    requirement: 'AIR-EC-32',
    sentence: 'Segments are marked as drawn by hand.',
    hooks: inSegments((segment) => (segment['SegmentAlgorithmType'] = 'MANUAL')),
  },
  {
    id: 'segments-without-algorithm-name',
    requirement: 'AIR-EC-32',
    sentence: 'Segments do not name the algorithm that made them.',
    hooks: inSegments((segment) => delete segment['SegmentAlgorithmName']),
  },
  {
    id: 'measured-segment-not-linked',
    requirement: 'AIR-EC-34',
    sentence: 'The report measures a region of the segmentation without referring to its segment.',
    hooks: withoutContent(REFERENCED_SEGMENT, SOURCE_SERIES),
  },
  {
    id: 'map-without-quantity',
    requirement: 'AIR-EC-35',
    sentence: 'The parametric map does not code what its values measure.',
    hooks: inThe('parametric-map', (map) => walk(map, (item) => delete item['QuantityDefinitionSequence'])),
  },
  {
    id: 'segment-tracked-by-uid-only',
    requirement: 'AIR-EC-36a',
    sentence: 'Segments have a Tracking UID and no Tracking ID.',
    hooks: inSegments((segment) => delete segment['TrackingID']),
  },
  {
    id: 'finding-tracked-by-uid-only',
    requirement: 'AIR-EC-36b',
    sentence: 'Measurement Groups have a Tracking UID and no Tracking Identifier.',
    hooks: withoutContent(TRACKING_ID),
  },
  {
    id: 'segment-tracked-by-another-uid',
    requirement: 'AIR-EC-37',
    sentence: 'The segment has another Tracking UID than its measurements in the report.',
    hooks: inSegments((segment) => (segment['TrackingUID'] = newUid())),
  },
  {
    id: 'findings-not-tracked',
    requirement: 'AIR-EC-39',
    sentence: 'Measurement Groups have no tracking identifiers.',
    hooks: withoutContent(TRACKING_ID, TRACKING_UID),
  },
  {
    id: 'key-objects-with-unknown-title',
    requirement: 'AIR-EC-40',
    sentence: "The title of the key object selection is a code of the product's own.",
    hooks: inThe('key-object', (keyObject) => {
      keyObject['ConceptNameCodeSequence'] = [
        { CodeValue: 'AI-KEYS', CodingSchemeDesignator: '99AIRW', CodeMeaning: 'AI key images' },
      ];
    }),
  },
];
