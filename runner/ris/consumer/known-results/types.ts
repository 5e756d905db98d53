import type { StudyInstance } from '../../../../fixtures/studies';
import type { KnownResults } from '../../../../model/consumer';
import type { Scene } from '../../../display/scene';

/** Result objects of a study, and what is in them by construction. */
export interface MadeResults {
  objects: StudyInstance[];
  known: KnownResults;
}

/** Results that are made for a consumer to read. */
export interface KnownStudyRecipe {
  /** What is special about them, in a few words. */
  what: string;
  make(scene: Scene): MadeResults;
}
