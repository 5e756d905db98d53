import { buildSyntheticStudy, loadStudyFolder, reidentifyStudy, SYNTHETIC_STUDIES } from '../../fixtures/studies';
import { describeFolderStudy } from '../../runner/harness/folder-study';
import type { StudyForAnyExam } from '../../simulators/scanner/round';

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
