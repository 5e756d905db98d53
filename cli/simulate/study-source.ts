import {
  buildSyntheticStudy,
  loadStudyFolder,
  reidentifyStudy,
  SYNTHETIC_STUDIES,
  type BuiltStudy,
} from '../../fixtures/studies';
import type { Exam } from '../../model/exam';
import { describeFolderStudy } from '../../runner/harness/folder-study';

/** Images to be acquired, for whatever exam is next on the worklist. */
export interface StudyForAnyExam {
  name: string;
  modality: string;
  bodyPartExamined: string;
  /** Gives the images the identity of the exam. */
  buildFor(exam: Exam): BuiltStudy;
}

const SYNTHETIC = 'synthetic:';

/** @param source `synthetic:NAME` or a folder. Throws one sentence when there is no such study. */
export function studySource(source: string): StudyForAnyExam {
  if (!source.startsWith(SYNTHETIC)) {
    const files = loadStudyFolder(source);
    const { modality, bodyPartExamined } = describeFolderStudy('positive', { source }, files);
    return { name: source, modality, bodyPartExamined, buildFor: (exam) => reidentifyStudy(files, exam) };
  }
  const name = source.slice(SYNTHETIC.length);
  const spec = SYNTHETIC_STUDIES.find((candidate) => candidate.name === name);
  if (!spec) {
    const known = SYNTHETIC_STUDIES.map((candidate) => candidate.name).join(', ');
    throw new Error(`There is no synthetic study "${name}". There are: ${known}.`);
  }
  const { modality, bodyPartExamined } = spec;
  return { name, modality, bodyPartExamined, buildFor: (exam) => buildSyntheticStudy(name, exam) };
}
