import type { ActorName } from '../../model/actors';
import { loadCatalogue } from '../../requirements/load';
import { readScenarios } from '../cucumber/scenario-sources';
import { runsPlainCourse } from '../plain-course';

/** Requirements of an actor that nothing but exams of plain course decides: they cost next to nothing to judge as well. */
export function plainRequirements(actor: ActorName): string[] {
  const scenarios = readScenarios().filter(({ tags }) => tags.includes(`@${actor}`));
  const used = new Set(scenarios.flatMap(({ tags }) => tags));
  return loadCatalogue()
    .map(({ id }) => id)
    .filter((id) => used.has(`@${id}`))
    .filter((id) => scenarios.every(({ tags, pickle }) => !tags.includes(`@${id}`) || runsPlainCourse(pickle)));
}
