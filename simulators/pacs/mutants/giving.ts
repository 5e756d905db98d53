import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import { edited, SOP } from './edit';
import type { PacsMutant } from './types';

/** As a cache does whose key is not the study. */
function stuckOnFirst(): NonNullable<PacsMutant['hooks']['findKeys']> {
  let first: unknown;
  return (identifier) => {
    if (!identifier['StudyInstanceUID']) return identifier;
    first ??= identifier['StudyInstanceUID'];
    return { ...identifier, StudyInstanceUID: first };
  };
}

/** Defects in querying and giving out. */
export const GIVING_MUTANTS: PacsMutant[] = [
  {
    id: 'hides-segmentation-series',
    requirement: 'AIR-IM-08',
    sentence: 'Series of segmentations are not listed.',
    hooks: {
      find: (matches, _identifier, level) =>
        level === 'SERIES' ? matches.filter(({ Modality }) => Modality !== 'SEG') : matches,
    },
  },
  {
    id: 'lists-reports-as-other',
    requirement: 'AIR-IM-08',
    sentence: 'Series of reports are listed with modality OT.',
    knockOn: [
      {
        requirements: ['RCR-R3.2'],
        because: 'A report that is listed as something else does not signal that results are there.',
      },
    ],
    hooks: {
      find: (matches, _identifier, level) =>
        level === 'SERIES'
          ? matches.map((match) => (match['Modality'] === 'SR' ? { ...match, Modality: 'OT' } : match))
          : matches,
    },
  },
  {
    id: 'returns-no-equipment',
    requirement: 'AIR-IM-09',
    sentence: 'Contributing Equipment is returned empty.',
    hooks: {
      find: (matches) =>
        matches.map((match) =>
          'ContributingEquipmentSequence' in match ? { ...match, ContributingEquipmentSequence: [] } : match,
        ),
    },
  },
  {
    id: 'ignores-sop-class',
    requirement: 'AIR-IM-10a',
    sentence: 'SOP Class UID is no matching key.',
    hooks: {
      findKeys: (identifier) => ('SOPClassUID' in identifier ? { ...identifier, SOPClassUID: '' } : identifier),
    },
  },
  {
    id: 'ignores-concept-name',
    requirement: 'AIR-IM-10b',
    sentence: 'The concept name is no matching key.',
    hooks: {
      findKeys: (identifier) =>
        'ConceptNameCodeSequence' in identifier ? { ...identifier, ConceptNameCodeSequence: [] } : identifier,
    },
  },
  {
    id: 'stumbles-over-odd-keys',
    requirement: 'AIR-IM-11',
    sentence: 'A query with an unsupported key fails.',
    hooks: {
      findKeys: (identifier) => {
        if ('PerformedLocation' in identifier) throw new Error('PerformedLocation is not supported');
        return identifier;
      },
    },
  },
  {
    id: 'qido-forgets-maps',
    requirement: 'AIR-IM-12',
    sentence: 'QIDO-RS does not list parametric maps.',
    hooks: { search: (matches: DicomJson[]) => matches.filter((set) => set['00080016']?.Value?.[0] !== SOP.map) },
  },
  {
    id: 'move-loses-one',
    requirement: 'AIR-IM-13a',
    sentence: 'C-MOVE of a study leaves the last instance out and reports success.',
    hooks: {
      retrieve: (instances, _identifier, command) =>
        command === 'C-MOVE' && instances.length > 1 ? instances.slice(0, -1) : instances,
    },
  },
  {
    id: 'get-loses-one',
    requirement: 'AIR-IM-13b',
    sentence: 'C-GET of a study leaves the last instance out and reports success.',
    hooks: {
      retrieve: (instances, _identifier, command) =>
        command === 'C-GET' && instances.length > 1 ? instances.slice(0, -1) : instances,
    },
  },
  {
    id: 'wado-coarsens-maps',
    requirement: 'AIR-IM-14',
    sentence: 'WADO-RS gives parametric maps with their values rounded, as lossy compression does.',
    hooks: { web: (bytes) => edited(bytes, coarse) },
  },
  {
    id: 'takes-prefix-for-match',
    requirement: 'AIR-ID-22a',
    sentence: 'A query for a study lists what belongs to studies whose UID begins alike as well.',
    hooks: {
      findKeys: (identifier) =>
        typeof identifier['StudyInstanceUID'] === 'string' ? { ...identifier, StudyInstanceUID: '' } : identifier,
    },
  },
  {
    id: 'finds-another-study',
    requirement: 'AIR-ID-22a',
    sentence: 'A query for a study is answered with the study that was asked for first.',
    knockOn: [{ requirements: ['AIR-IM-08', 'RCR-P1.4'], because: 'The study that was asked for is not found.' }],
    hooks: { findKeys: stuckOnFirst() },
  },
  {
    id: 'lists-reports-late',
    requirement: 'RCR-R3.2',
    sentence: 'Reports are not listed when they have just been taken.',
    knockOn: [{ requirements: ['AIR-IM-08'], because: 'Reports are not found at series level.' }],
    hooks: { find: (matches) => matches.filter(({ Modality }) => Modality !== 'SR') },
  },
  {
    id: 'display-never-fetches',
    requirement: 'AIR-ID-01',
    sentence: 'The display queries and fetches nothing.',
    knockOn: [{ requirements: ['AIR-ID-02'], because: 'What fetches nothing takes no kind.' }],
    hooks: {},
    display: { idle: true },
  },
  {
    id: 'display-without-maps',
    requirement: 'AIR-ID-02',
    sentence: 'The display does not fetch parametric maps.',
    hooks: {},
    display: { fetches: (sopClassUid) => sopClassUid !== SOP.map },
  },
];

function coarse(set: Record<string, unknown>): Record<string, unknown> {
  const [values] = [set['FloatPixelData']].flat();
  if (values === undefined) return set;
  const bytes =
    values instanceof ArrayBuffer ? Buffer.from(values.slice(0)) : Buffer.from((values as Buffer).buffer.slice(0));
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeFloatLE(Math.round(bytes.readFloatLE(at) / 8) * 8, at);
  return { ...set, FloatPixelData: bytes };
}
