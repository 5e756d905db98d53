import type { AnalysisResult, ImageStudy } from '../analysis/types';
import type { BuildContext, BuildOptions } from './types';

const LIMITATIONS =
  'For decision support only: preliminary, not verified, to be checked by a radiologist. Small, isodense or atypical lesions may be missed; other hyperdense structures, calcified vessels and artefacts may be marked in error. Not evaluated: skull fracture, infarct, mass, and everything that is not listed as evaluated. Not validated outside the intended use.';

/** Gathers what the builders need. Lesions are numbered over all algorithms. */
export function contextOf(results: readonly AnalysisResult[], images: ImageStudy, options: BuildOptions): BuildContext {
  const lesions = results
    .flatMap(({ algorithm, lesions: found }) => found.map((lesion) => ({ lesion, algorithm })))
    .map((found, index) => ({ ...found, number: index + 1 }));
  return {
    ...options,
    images,
    results,
    algorithms: results.map(({ algorithm }) => algorithm),
    declared: options.algorithms ?? results.map(({ algorithm }) => algorithm),
    limitations: options.limitations ?? LIMITATIONS,
    lesions,
    keySlices: [...new Set(lesions.map(({ lesion }) => lesion.keySlice))].sort((a, b) => a - b),
  };
}
