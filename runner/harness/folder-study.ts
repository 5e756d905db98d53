import type { Exam, StudyKind } from '../../model/exam';
import { openStudyFile, type StudyFile } from '../../fixtures/studies';
import type { DicomDataset } from '../../model/dicom/object';
import type { StudySource } from '../../model/sut';
import { RunProblem } from '../problem';

type Described = Pick<
  Exam,
  'modality' | 'bodyPartExamined' | 'procedure' | 'expectation' | 'patientSex' | 'patientBirthDate'
>;

/** What a supplied study is, from its own headers and from what sut.yaml says is in it. */
export function describeFolderStudy(kind: StudyKind, source: StudySource, files: readonly StudyFile[]): Described {
  const first = files[0];
  if (!first) throw new RunProblem('study-set', `There is no DICOM file in ${source.source}.`);
  return openStudyFile(first, (_, { dataset }) => describe(dataset, kind, source));
}

function describe(dataset: DicomDataset, kind: StudyKind, source: StudySource): Described {
  const modality = dataset.string('Modality');
  if (!modality) throw new RunProblem('study-set', `The study in ${source.source} names no Modality (0008,0060).`);
  const bodyPartExamined = dataset.string('BodyPartExamined') ?? '';
  const [coded] = dataset.items('ProcedureCodeSequence');
  return {
    modality,
    bodyPartExamined,
    procedure: {
      value: coded?.string('CodeValue') ?? 'LOCAL',
      scheme: coded?.string('CodingSchemeDesignator') ?? '99AIRW',
      meaning:
        coded?.string('CodeMeaning') ?? dataset.string('StudyDescription') ?? `${modality} ${bodyPartExamined}`.trim(),
    },
    patientSex: dataset.string('PatientSex') ?? 'O',
    patientBirthDate: dataset.string('PatientBirthDate') ?? '19700101',
    expectation: {
      inScope: kind !== 'out-of-scope',
      present: source.present ?? [],
      absent: source.absent ?? [],
      alert: kind === 'critical',
    },
  };
}
