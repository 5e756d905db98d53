import type { Algorithm } from '../../model/sut';
import type { Exam } from '../../model/exam';
import type { BuiltStudy } from '../../fixtures/studies';
import { readImages } from '../../simulators/ai-platform/analysis/read-images';
import { REFERENCE_INTENDED_USE } from '../../simulators/ai-platform/analysis/reference';
import type { AnalysisResult, ImageStudy } from '../../simulators/ai-platform/analysis/types';
import { contextOf } from '../../simulators/ai-platform/objects/context';
import type { BuildContext } from '../../simulators/ai-platform/objects/types';
import { lesionOf, REGIONS } from './known-regions';

/** An algorithm that no product has met before: nothing but standard codes helps to show its results. */
export const DISPLAY_ALGORITHM: Algorithm = {
  name: 'Display test pattern',
  version: '4.2.0',
  manufacturer: 'airworthy test works',
  deviceUid: '2.25.4200017',
  abnormalities: REGIONS.map(({ code }) => ({ code, alertable: false, sensitivity: 0.91, specificity: 0.87 })),
};

/** A study and the two known regions in it. */
export interface Scene {
  exam: Exam;
  study: BuiltStudy;
  images: ImageStudy;
  results: AnalysisResult[];
  context: BuildContext;
}

/** @param trackingUids of the regions, where they are those of another study */
export function makeScene({ exam, study }: { exam: Exam; study: BuiltStudy }, trackingUids: string[] = []): Scene {
  const images = readImages(study.instances.map(({ bytes }) => bytes));
  const whole = new Uint8Array(images.rows * images.columns).fill(1);
  const results: AnalysisResult[] = [
    {
      algorithm: DISPLAY_ALGORITHM,
      searched: images.images.map(() => whole),
      lesions: REGIONS.map((region, index) => lesionOf(region, images, trackingUids[index])),
      evaluated: DISPLAY_ALGORITHM.abnormalities.map((abnormality) => ({ abnormality, present: true })),
    },
  ];
  const context = contextOf(results, images, {
    carriers: [],
    intendedUse: REFERENCE_INTENDED_USE,
    now: new Date(),
  });
  return { exam, study, images, results, context };
}
