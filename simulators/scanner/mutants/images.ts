import { newUid } from '../../../protocols/dimse/uids';
import { editImages } from './edit-images';
import type { Mutant } from './types';

/** One value for all images of an exam. */
const sameForAll = (): ((study: unknown) => string) => {
  const made = new Map<unknown, string>();
  return (study) => {
    const uid = made.get(study) ?? newUid();
    made.set(study, uid);
    return uid;
  };
};

/** Defects of the images themselves. */
export const IMAGE_MUTANTS: Mutant[] = [
  {
    id: 'image-without-orientation',
    requirement: 'RCR-M1.1d',
    sentence: 'The images have no Image Orientation (Patient), which is Type 1 in a CT image.',
    hooks: { images: editImages((dataset) => void delete dataset['ImageOrientationPatient']) },
  },
  {
    id: 'image-uid-repeated',
    requirement: 'RCR-M1.1d',
    sentence: 'Every image has the SOP Instance UID of the first, so that one replaces the other on the PACS.',
    knockOn: [{ requirements: ['RCR-M1.1e'], because: 'The request for commitment names the same UID again.' }],
    hooks: {
      images: (images) => editImages((dataset) => void (dataset['SOPInstanceUID'] = images[0]?.sopInstanceUid))(images),
    },
  },
  {
    id: 'wrong-patient',
    requirement: 'RCR-M1.1g',
    sentence: 'The images carry the Patient ID of somebody else.',
    hooks: { images: editImages((dataset) => void (dataset['PatientID'] = 'SOMEBODY-ELSE')) },
  },
  {
    id: 'patient-name-lost',
    requirement: 'RCR-M1.1g',
    sentence: 'The images carry no Patient Name.',
    hooks: { images: editImages((dataset) => void (dataset['PatientName'] = '')) },
  },
  {
    id: 'wrong-birth-date',
    requirement: 'RCR-M1.1g',
    sentence: 'The images carry another date of birth than the worklist entry.',
    hooks: { images: editImages((dataset) => void (dataset['PatientBirthDate'] = '19000101')) },
  },
  {
    id: 'wrong-accession',
    requirement: 'RCR-M1.1h',
    sentence: 'The images carry another Accession Number than the worklist entry.',
    hooks: { images: editImages((dataset) => void (dataset['AccessionNumber'] = 'A0000000000')) },
  },
  {
    id: 'accession-lost',
    requirement: 'RCR-M1.1h',
    sentence: 'The images carry no Accession Number.',
    hooks: { images: editImages((dataset) => void (dataset['AccessionNumber'] = '')) },
  },
  {
    id: 'study-of-its-own',
    requirement: 'RCR-M1.1h',
    sentence: 'The images lie in a study that the scanner made up, instead of the one of the worklist entry.',
    hooks: (() => {
      const studyFor = sameForAll();
      return {
        images: editImages((dataset) => void (dataset['StudyInstanceUID'] = studyFor(dataset['StudyInstanceUID']))),
      };
    })(),
  },
  {
    id: 'request-attributes-lost',
    requirement: 'RCR-M1.1i',
    sentence: 'The images do not say which requested procedure and scheduled step they are of.',
    hooks: { images: editImages((dataset) => void delete dataset['RequestAttributesSequence']) },
  },
  {
    id: 'body-part-lost',
    requirement: 'RCR-M1.1i',
    sentence: 'The images do not say which body part they show.',
    hooks: { images: editImages((dataset) => void delete dataset['BodyPartExamined']) },
  },
];
