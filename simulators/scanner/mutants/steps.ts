import { newUid } from '../../../protocols/dimse/uids';
import { withItems, without, withValues } from './edit-images';
import { ACQUISITION_STEPS, type AcquisitionStep, type Mutant } from './types';

const steps = (...kept: AcquisitionStep[]): Mutant['hooks'] => ({ steps: () => kept });
const leavingOut = (...dropped: AcquisitionStep[]): Mutant['hooks'] =>
  steps(...ACQUISITION_STEPS.filter((step) => !dropped.includes(step)));
const scheduled = (edit: Parameters<typeof withItems>[1]) => withItems('ScheduledStepAttributesSequence', edit);

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const neverSent = () => ({ ReferencedSOPClassUID: CT_IMAGE_STORAGE, ReferencedSOPInstanceUID: newUid() });
const REFUSED = { status: 0x0110, comment: 'Reports are not taken' };

/** Defects of the exchanges with RIS and PACS around the images. */
export const STEP_MUTANTS: Mutant[] = [
  {
    id: 'worklist-asks-for-no-study',
    requirement: 'RCR-M1.1a',
    sentence: 'The worklist query does not ask for the Study Instance UID, so that the images cannot carry it.',
    knockOn: [
      { requirements: ['RCR-M1.1b', 'RCR-M1.1c', 'RCR-M1.1d'], because: 'Without a study the scanner does not begin.' },
    ],
    hooks: { query: without('StudyInstanceUID') },
  },
  {
    id: 'worklist-asks-for-no-birth-date',
    requirement: 'RCR-M1.1a',
    sentence: "The worklist query does not ask for the patient's date of birth.",
    knockOn: [
      {
        requirements: ['RCR-M1.1d', 'RCR-M1.1f', 'RCR-M1.1g'],
        because: 'What the worklist does not give is neither in the step nor in the images.',
      },
    ],
    hooks: { query: without('PatientBirthDate') },
  },
  {
    id: 'no-procedure-step',
    requirement: 'RCR-M1.1b',
    sentence: 'Images are stored, but the RIS never hears of a procedure step (no MPPS).',
    knockOn: [{ requirements: ['RCR-M1.1c'], because: 'A step that never began does not end.' }],
    hooks: leavingOut('begin', 'end'),
  },
  {
    id: 'images-before-step',
    requirement: 'RCR-M1.1b',
    sentence: 'The images are sent first, and only then the procedure step is said to be in progress.',
    hooks: steps('store', 'begin', 'end', 'commit'),
  },
  {
    id: 'step-without-start-time',
    requirement: 'RCR-M1.1b',
    sentence: 'The MPPS N-CREATE has no start time, which is Type 1.',
    knockOn: [
      {
        requirements: ['RCR-M1.1c', 'RCR-M1.1d'],
        because: 'The RIS refuses such a step, and the scanner stops there.',
      },
    ],
    hooks: { begin: without('PerformedProcedureStepStartTime') },
  },
  {
    id: 'step-never-ended',
    requirement: 'RCR-M1.1c',
    sentence: 'The procedure step stays in progress for ever: no MPPS N-SET, so that the exam is never completed.',
    hooks: leavingOut('end'),
  },
  {
    id: 'completed-without-series',
    requirement: 'RCR-M1.1c',
    sentence: 'The step is COMPLETED without Performed Series Sequence: nobody is told what was made.',
    knockOn: [
      {
        requirements: ['RCR-M1.1e'],
        because: 'The RIS refuses such an end, and the scanner stops before it asks for commitment.',
      },
    ],
    hooks: { end: without('PerformedSeriesSequence') },
  },
  {
    id: 'series-list-lacks-an-image',
    requirement: 'RCR-M1.1c',
    sentence: 'The last image is missing from the list of the Performed Series Sequence.',
    hooks: {
      end: withItems('PerformedSeriesSequence', (series) => ({
        ...series,
        ReferencedImageSequence: (series['ReferencedImageSequence'] as unknown[]).slice(0, -1),
      })),
    },
  },
  {
    id: 'series-list-names-image-never-sent',
    requirement: 'RCR-M1.1c',
    sentence: 'The Performed Series Sequence names an image that is never sent.',
    hooks: {
      end: withItems('PerformedSeriesSequence', (series) => ({
        ...series,
        ReferencedImageSequence: [...(series['ReferencedImageSequence'] as unknown[]), neverSent()],
      })),
    },
  },
  {
    id: 'commitment-never-asked',
    requirement: 'RCR-M1.1e',
    sentence: 'Storage commitment is declared, but never asked for.',
    hooks: leavingOut('commit'),
  },
  {
    id: 'commitment-for-instance-never-sent',
    requirement: 'RCR-M1.1e',
    sentence: 'Storage commitment is also asked for an instance that was never sent.',
    hooks: { commitment: (references) => [...references, neverSent()] },
  },
  {
    id: 'commitment-for-half',
    requirement: 'RCR-M1.1e',
    sentence: 'Storage commitment is asked for half of the images only.',
    hooks: { commitment: (references) => references.slice(0, Math.ceil(references.length / 2)) },
  },
  {
    id: 'commitment-report-refused',
    requirement: 'RCR-M1.1e',
    sentence: 'The storage commitment report of the PACS is answered with a failure status.',
    hooks: { report: REFUSED },
  },
  {
    id: 'mpps-other-study',
    requirement: 'RCR-M1.1f',
    sentence: 'The MPPS names another Study Instance UID than the worklist entry.',
    hooks: { begin: (attributes) => scheduled(withValues({ StudyInstanceUID: newUid() }))(attributes) },
  },
  {
    id: 'mpps-without-accession',
    requirement: 'RCR-M1.1f',
    sentence: 'The Accession Number in the MPPS is empty.',
    hooks: { begin: scheduled(withValues({ AccessionNumber: '' })) },
  },
  {
    id: 'mpps-other-step',
    requirement: 'RCR-M1.1f',
    sentence: 'The MPPS names another Scheduled Procedure Step ID than the worklist entry.',
    hooks: { begin: scheduled(withValues({ ScheduledProcedureStepID: 'SPS0' })) },
  },
];
