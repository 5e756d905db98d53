import { analyse } from '../analysis/analyse';
import { readImages } from '../analysis/read-images';
import { checkScope } from '../analysis/scope';
import type { Exam } from '../exams/exam';
import { idOf } from '../exams/order';
import type { HeldImage } from '../intake/held-images';
import type { ScopeDecision } from '../mutants/types';
import { buildResultObjects } from '../objects/build';
import type { Analysed } from './deliver';
import type { JobContext } from './job-context';

export type StudyResult = ({ kind: 'analysed' } & Analysed) | { kind: 'refused'; reason: string };

/**
 * Runs every algorithm on the pixels, where the study is within the intended use (RCR l.13, 76-78).
 * @throws AnalysisError when the images cannot be analysed
 */
export function analyseStudy(images: HeldImage[], exam: Exam, { settings, hooks, lesions }: JobContext): StudyResult {
  const { intendedUse, algorithms, capabilities } = settings;
  const files = images.map(({ bytes }) => bytes);
  const found: ScopeDecision = checkScope(readImages(files, { decode: false }), intendedUse);
  const scope = hooks.scope?.(found) ?? found;
  if (!scope.inScope) return { kind: 'refused', reason: scope.reason };
  const study = readImages(files);
  const results = algorithms.map((algorithm) => {
    const result = analyse(study, algorithm);
    return hooks.forgetsLesions ? result : lesions.recognise(result, study);
  });
  const objects = buildResultObjects(results, study, {
    carriers: capabilities.carriers,
    intendedUse,
    now: new Date(),
    llmText: capabilities.llmText,
    request: {
      placerOrderNumber: idOf(exam.order.placerOrderNumber),
      fillerOrderNumber: idOf(exam.order.fillerOrderNumber),
    },
  });
  const evaluated = results
    .flatMap((result) => result.evaluated)
    .map(({ abnormality, present }) => ({ code: abnormality.code, present, alertable: abnormality.alertable }));
  return { kind: 'analysed', evaluated, objects };
}
