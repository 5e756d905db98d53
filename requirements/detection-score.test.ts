import { describe, expect, it } from 'vitest';
import { DEMO_ACTORS } from '../runner/demo/demo';
import { decidedMutants } from '../runner/selftest/jobs';
import { detectionWords, loadDetection } from './detection-score';

const detection = loadDetection();

describe.skipIf(!detection)('requirements/detection.json', () => {
  it.each(DEMO_ACTORS)(
    'speaks of the mutants of the %s as they are now (else run scripts/kill-matrix.mjs)',
    async (actor) => {
      const known = Object.entries(detection?.actors[actor] ?? {}).flatMap(([requirement, { caught, missed }]) =>
        [...caught, ...missed].map((id) => `${requirement} ${id}`),
      );
      const now = (await decidedMutants(actor)).map(({ id, requirement }) => `${requirement} ${id}`);
      expect(known.sort()).toEqual(now.sort());
    },
  );
});

it('says nothing of a requirement of which nothing is known', () => {
  expect(detectionWords('ai-platform', 'RCR-none')).toBe('');
});
