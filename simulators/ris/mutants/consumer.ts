import type { KnockOn } from '../../../model/defect';
import type { ConsumerHooks, ObjectReading } from '../consumer/types';
import type { RisMutant } from './types';

const PARAMETRIC_MAP = '1.2.840.10008.5.1.4.1.1.30';
const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59';

const mutant = (
  id: string,
  requirement: string,
  sentence: string,
  consumer: ConsumerHooks,
  knockOn: readonly KnockOn[] = [],
): RisMutant => ({ id, requirement, sentence, hooks: { consumer }, knockOn });
const everyObject = (change: (reading: ObjectReading) => Partial<ObjectReading>): ConsumerHooks => ({
  object: (reading) => ({ ...reading, ...change(reading) }),
});
const NOT_READ: readonly KnockOn[] = [
  { requirements: ['AIR-IDC-04'], because: 'A measurement that is dropped with what is not known is not shown.' },
];
const nothing = { measurements: [], findings: [], evaluations: [], segments: [] };
/** A report whose template it does not know, or that has content which it does not know. */
const isForeign = ({ notRead }: ObjectReading): boolean => notRead.length > 0;

/** Defects of reading AI results back from the PACS. */
export const CONSUMER_MUTANTS: RisMutant[] = [
  mutant('consumer-never-asks', 'AIR-IDC-02', 'Results on the PACS are never asked for.', { idle: true }),
  mutant('consumer-retrieves-unasked', 'AIR-IDC-02', 'The whole study is retrieved; no query asks what is in it.', {
    asksNothing: true,
  }),
  mutant('consumer-skips-maps', 'AIR-IDC-03', 'Parametric maps are not retrieved.', {
    fetches: (sopClassUid) => sopClassUid !== PARAMETRIC_MAP,
  }),
  mutant('consumer-skips-key-objects', 'AIR-IDC-03', 'Key Object Selections are not retrieved.', {
    fetches: (sopClassUid) => sopClassUid !== KEY_OBJECT_SELECTION,
  }),
  mutant(
    'consumer-reads-first-group-only',
    'AIR-IDC-04',
    'Of several measurement groups only the first is read.',
    everyObject(({ measurements, findings }) => ({
      measurements: measurements.filter(({ trackingUid }) => trackingUid === measurements[0]?.trackingUid),
      findings: findings.slice(0, 1),
    })),
  ),
  mutant(
    'consumer-drops-units',
    'AIR-IDC-04',
    'Units are dropped: every number is taken for millimetres.',
    everyObject(({ measurements }) => ({
      measurements: measurements.map((each) => ({
        ...each,
        unit: { value: 'mm', scheme: 'UCUM', meaning: 'millimeter' },
      })),
    })),
  ),
  mutant(
    'consumer-takes-first-site',
    'AIR-IDC-04',
    'The first Finding Site of the report is taken for all of its findings.',
    everyObject(({ findings }) => ({
      findings: findings.map((each) => ({ ...each, ...(findings[0]?.site ? { site: findings[0].site } : {}) })),
    })),
  ),
  mutant(
    'consumer-loses-tracking',
    'AIR-IDC-04',
    'Tracking Unique Identifiers are made anew when results are read.',
    everyObject(({ measurements, findings, segments }) => ({
      measurements: measurements.map((each, index) => ({ ...each, trackingUid: `2.25.${index + 1}` })),
      findings: findings.map((each, index) => ({ ...each, trackingUid: `2.25.${index + 1}` })),
      segments: segments.map((each, index) => ({ ...each, trackingUid: `2.25.${index + 1}` })),
    })),
  ),
  mutant(
    'consumer-first-algorithm-for-all',
    'AIR-IDC-04',
    'The first algorithm in Contributing Equipment is shown for every result.',
    everyObject(({ measurements, algorithms: [first] }) => ({
      measurements: measurements.map((each) => ({ ...each, ...(first ? { algorithm: first } : {}) })),
    })),
  ),
  mutant(
    'consumer-absent-as-finding',
    'AIR-IDC-04',
    'Every code that an algorithm was asked for is listed as a finding, also where the answer is Absent.',
    everyObject(({ findings, evaluations }) => ({
      findings: [...findings, ...evaluations.map(({ name, ...subject }) => ({ ...subject, finding: name }))],
    })),
  ),
  mutant('consumer-ignores-evaluations', 'AIR-IDC-04', 'Only numbers are read; qualitative evaluations are lost.', {
    ...everyObject(() => ({ evaluations: [] })),
  }),
  mutant('consumer-ignores-segments', 'AIR-IDC-04', 'Of segmentations nothing is read.', {
    ...everyObject(() => ({ segments: [] })),
  }),
  mutant('consumer-keeps-replaced', 'AIR-IDC-04', 'Results that a later report replaced are shown as if they stood.', {
    keepsReplaced: true,
  }),
  mutant(
    'consumer-all-verified',
    'AIR-IDC-04',
    'Reports of AI are shown as verified.',
    everyObject(({ report }) => (report ? { report: { ...report, verification: 'VERIFIED' } } : {})),
  ),
  mutant(
    'consumer-fails-on-unknown-template',
    'AIR-IDC-05',
    'A report of an unknown template ends the reading of the study.',
    {
      object(reading) {
        if (reading.report && reading.report.title !== 'Imaging Measurement Report')
          throw new Error('Unknown template');
        return reading;
      },
    },
  ),
  mutant(
    'consumer-stops-at-unknown-content',
    'AIR-IDC-05',
    'A report with content that is not known is passed over as a whole.',
    everyObject((reading) => (isForeign(reading) ? nothing : {})),
    NOT_READ,
  ),
  mutant(
    'consumer-knows-dcm-and-snomed-only',
    'AIR-IDC-05',
    'Measurements with a private code are dropped.',
    {
      ...everyObject(({ measurements }) => ({
        measurements: measurements.filter(({ name }) => ['DCM', 'SCT'].includes(name.scheme)),
      })),
    },
    NOT_READ,
  ),
];
