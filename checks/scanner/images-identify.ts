import type { Check, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { Exam } from '../../model/exam';
import type { CaseRecord } from '../../model/record';
import { atObject } from '../workflow/reading/evidence';
import { nothingSeen } from '../workflow/reading/judging';
import { imagesOf, isRead, type ReadImage } from './images';
import { decide, scannerCheck } from './judging';
import { isSameName } from '../dicom/person-name';

type Expected = [keyword: string, value: (exam: Exam) => string];

/** RCR-M1.1g. */
export const imagesIdentifyPatient = carriesOver({
  id: 'scanner/images-identify-patient',
  title: 'The images name the patient as on the worklist',
  clause: 'RCR l.103-110, PS3.3 C.7.1.1',
  needed: [
    ['PatientID', (exam) => exam.patientId],
    ['PatientName', (exam) => exam.patientName],
    ['PatientBirthDate', (exam) => exam.patientBirthDate],
    ['PatientSex', (exam) => exam.patientSex],
  ],
  agreeing: [['IssuerOfPatientID', (exam) => exam.issuerOfPatientId]],
  sentence: 'name the patient of the worklist: ID, name, date of birth and sex',
});

/** RCR-M1.1h. */
export const imagesIdentifyExam = carriesOver({
  id: 'scanner/images-identify-exam',
  title: 'The images name the exam as on the worklist',
  clause: 'RCR l.103-110, PS3.3 C.7.2.1',
  needed: [
    ['StudyInstanceUID', (exam) => exam.studyInstanceUid],
    ['AccessionNumber', (exam) => exam.accessionNumber],
    ['Modality', (exam) => exam.modality],
  ],
  agreeing: [],
  sentence: 'have the study, accession number and modality of the worklist',
});

interface Carried {
  id: string;
  title: string;
  clause: string;
  needed: Expected[];
  /** May be absent, but must not differ. */
  agreeing: Expected[];
  /** After "12 images". */
  sentence: string;
}

function carriesOver({ id, title, clause, needed, agreeing, sentence }: Carried): Check {
  const faultsOf = (image: ReadImage, exam: Exam): Finding[] =>
    [...needed, ...agreeing].flatMap(([keyword, valueIn]): Finding[] => {
      const seen = image.object.dataset.string(keyword) ?? '';
      const expected = valueIn(exam);
      const isSame = keyword === 'PatientName' ? isSameName(seen, expected) : seen === expected;
      if (isSame || (seen === '' && agreeing.some(([each]) => each === keyword))) return [];
      const message =
        seen === '' ? `An image has no ${keyword}.` : `An image has another ${keyword} than the worklist entry.`;
      return [
        {
          rule: id,
          clause,
          severity: 'error',
          message,
          path: keyword,
          seen,
          expected,
          evidence: atObject(image, keyword),
        },
      ];
    });
  return scannerCheck({
    id,
    title,
    clause,
    judge(caseRecord: CaseRecord) {
      const images = imagesOf(caseRecord).filter(isRead);
      if (images.length === 0) return nothingSeen('No image came that could be read.');
      return decide(
        images.flatMap((image) => faultsOf(image, caseRecord.exam)),
        `${counted(images.length, 'image')} ${sentence}.`,
        images.map((image) => atObject(image, needed[0]?.[0])),
      );
    },
  });
}
