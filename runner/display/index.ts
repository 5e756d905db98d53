import type { Exam } from '../../model/exam';
import { buildSyntheticStudy, type BuiltStudy, type StudyInstance } from '../../fixtures/studies';
import { newUid } from '../../protocols/dimse/uids';
import { buildResultObjects } from '../../simulators/ai-platform/objects/build';
import { drawPicture } from './draw';
import { knownDisplay, resultsAmong } from './known';
import { KEY_SLICE } from './known-regions';
import { RECIPES } from './recipes';
import { makeScene, type Scene } from './scene';
import type { DisplayRecipe, DisplayStudy } from './types';

export type { DisplayStudy, PictureLayer } from './types';

const STUDY = 'ct-head-normal';

/** The requirements for which there is a study, in the order of the catalogue. */
export const DISPLAY_REQUIREMENTS: readonly string[] = RECIPES.map(({ requirement }) => requirement);

/** Where exams come from: runner/harness/exams.ts. */
interface ExamSource {
  synthetic(kind: 'critical', name: string): Exam;
}

/** Makes the study of a requirement, with identifiers of its own. Undefined where none belongs to it. */
export function displayStudy(requirement: string, exams: ExamSource): DisplayStudy | undefined {
  const recipe = RECIPES.find((candidate) => candidate.requirement === requirement);
  if (!recipe) return undefined;
  const exam = exams.synthetic('critical', STUDY);
  const scene = makeScene({ exam, study: buildSyntheticStudy(exam.study, exam) });
  const second = recipe.second ? secondStudy(recipe, scene, exams) : undefined;
  const lookFor = recipe.lookFor(scene);
  const results = resultsOf(recipe, scene);
  const known = knownDisplay(requirement, scene);
  return {
    requirement,
    exams: [exam, ...(second ? [second.exam] : [])],
    objects: [...scene.study.instances, ...results, ...(second?.objects ?? [])],
    results: resultsAmong(results),
    ...(known ? { known } : {}),
    lookFor,
    imageNumber: KEY_SLICE + 1,
    picture: (layer = 'with-ai') => drawPicture(scene, recipe.draw, lookFor, layer),
  };
}

function resultsOf({ carriers = [], reports = false, more }: DisplayRecipe, scene: Scene): StudyInstance[] {
  const { results, images, context } = scene;
  const made =
    carriers.length > 0 || reports
      ? buildResultObjects(results, images, { ...context, carriers }).filter(
          ({ carrier }) => reports || carriers.some((one) => one === carrier),
        )
      : [];
  return [...made, ...(more?.(scene) ?? [])].map(({ sopClassUid, sopInstanceUid, bytes }) => ({
    sopClassUid,
    sopInstanceUid,
    bytes,
  }));
}

/** A follow-up of the same patient with the same lesions, or a patient who can be mistaken for the first. */
function secondStudy(recipe: DisplayRecipe, first: Scene, exams: ExamSource): { exam: Exam; objects: StudyInstance[] } {
  const { patientId, patientName, patientBirthDate, patientSex } = first.exam;
  const follows = recipe.second === 'same-patient';
  const exam: Exam = {
    ...exams.synthetic('critical', STUDY),
    patientName,
    patientBirthDate,
    patientSex,
    patientId: follows ? patientId : `${patientId}1`,
    studyInstanceUid: newUid(),
  };
  const study: BuiltStudy = buildSyntheticStudy(exam.study, exam);
  if (!follows) return { exam, objects: study.instances };
  const uids = first.results.flatMap(({ lesions }) => lesions.map(({ trackingUid }) => trackingUid));
  const scene = makeScene({ exam, study }, uids);
  return { exam, objects: [...study.instances, ...resultsOf(recipe, scene)] };
}
