import type { SutConfig } from '../../model/sut';
import type { StudyToLookAt } from '../../runner/attest/display';

/** Makes the studies by which display requirements are tried. */
export function studyMaker(_config: SutConfig): (requirement: string) => StudyToLookAt | undefined {
  return () => undefined;
}
