import type { SutConfig } from '../../model/sut';
import type { StudyToLookAt } from './display';
import { displayStudy } from '../display';
import { Exams } from '../harness/exams';

/** Makes the studies by which display requirements are tried, each with identifiers of its own. */
export function studyMaker(config: SutConfig): (requirement: string) => StudyToLookAt | undefined {
  const exams = new Exams(config);
  return (requirement) => displayStudy(requirement, exams);
}
