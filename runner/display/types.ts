import type { Exam } from '../../model/exam';
import type { StudyInstance } from '../../fixtures/studies';
import type { Carrier } from '../../model/sut';
import type { KnownDisplay, ViewerResult } from '../../model/viewer';
import type { ResultObject } from '../../simulators/ai-platform/objects/types';
import type { Scene } from './scene';

export type PictureLayer = 'with-ai' | 'without-ai';

/** A study made for one attested display requirement: what is to be seen in it is known. */
export interface DisplayStudy {
  requirement: string;
  /** Of whom and what is to be opened, in the order of the objects. Mostly one; two where studies are compared. */
  exams: Exam[];
  /** Images first, then results: to be stored on the PACS under test in this order. */
  objects: StudyInstance[];
  /** The results of the first study. */
  results: ViewerResult[];
  /** What the harness can see for itself; absent where a person must look. */
  known?: KnownDisplay;
  /** What the picture must show, one sentence a line, for the operator. */
  lookFor: string[];
  /** 1-based Instance Number of the image that the picture is drawn on. */
  imageNumber: number;
  /** The right picture as we draw it: PNG. `without-ai`: the image alone. */
  picture(layer?: PictureLayer): Buffer;
}

/** How a display study is made. */
export interface DisplayRecipe {
  requirement: string;
  /** Carriers of the reference platform that go with it. */
  carriers?: Carrier[];
  /** Whether the reports that come with them are sent: result report and declaration. */
  reports?: boolean;
  /** Objects made for this requirement alone. */
  more?(scene: Scene): (StudyInstance | ResultObject)[];
  /** Another study to be sent beside it. */
  second?: 'same-patient' | 'other-patient';
  lookFor(scene: Scene): string[];
  /** Drawn beside the outlines of the two regions; `text` only where there is no graphic. */
  draw?: 'regions' | 'points' | 'contours' | 'point-in-space' | 'text';
}
