import type { AnalysisResult, ImageStudy } from '../analysis/types';
import { contextOf } from './context';
import { declarationPdf } from './declaration-pdf';
import { declarationReport } from './declaration-report';
import { keyObject } from './key-object';
import { overlayImages } from './overlay-image';
import { parametricMap } from './parametric-map';
import { presentationState } from './presentation-state';
import { resultReport } from './result-report';
import { secondaryCaptures } from './secondary-capture';
import { segmentation } from './segmentation';
import type { BuildContext, BuildOptions, ResultObject } from './types';

/** Carriers that show where something is: none is made where nothing was found. */
const OF_LESIONS: [carrier: BuildOptions['carriers'][number], build: (context: BuildContext) => ResultObject[]][] = [
  ['seg', (context) => [segmentation(context)]],
  ['secondary-capture', secondaryCaptures],
  ['presentation-state', (context) => [presentationState(context)]],
  ['overlay', overlayImages],
  ['parametric-map', (context) => [parametricMap(context)]],
  ['key-object', (context) => [keyObject(context)]],
];

/**
 * Makes the objects of an analysis: those of the carriers declared, the declaration, and last the root report that refers to
 * all of them. With several algorithms, give the result of each. What is in them is listed in README.md.
 * @throws where there is no result.
 */
export function buildResultObjects(
  results: AnalysisResult | readonly AnalysisResult[],
  images: ImageStudy,
  options: BuildOptions,
): ResultObject[] {
  const all: readonly AnalysisResult[] = 'lesions' in results ? [results] : results;
  if (all.length === 0) throw new Error('There is no result of an analysis to make objects from.');
  const context = contextOf(all, images, options);
  const ofLesions = OF_LESIONS.filter(([carrier]) => options.carriers.includes(carrier)).flatMap(([, build]) =>
    context.lesions.length > 0 ? build(context) : [],
  );
  const pdf = options.carriers.includes('encapsulated-pdf') ? [declarationPdf(context)] : [];
  const others = [...ofLesions, ...pdf, declarationReport(context)];
  return [...others, resultReport(context, others)];
}
