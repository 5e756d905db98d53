import type { SutConfig } from '../../model/sut';
import type { StudyToLookAt } from '../../runner/attest/display';
import { displayStudy } from '../../runner/display';
import { Exams } from '../../runner/harness/exams';

/** Makes the studies by which display requirements are tried, each with identifiers of its own. */
export function studyMaker(config: SutConfig): (requirement: string) => StudyToLookAt | undefined {
  const exams = new Exams(config);
  return (requirement) => displayStudy(requirement, exams);
}
