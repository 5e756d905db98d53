import { expect, it } from 'vitest';
import { demoOf } from '../demo/demo';
import { withWaits } from './waits';

it('waits for a lawful variant at least as long as the demo does, and for a mutant no longer than it must', async () => {
  for (const actor of ['ai-platform', 'ris', 'pacs'] as const) {
    const demo = await demoOf(actor);
    const config = demo.config({ launcher: 'embedded' });
    const { selftestTimeouts: short } = demo;
    const names = ['notice', 'settle', 'quiet', 'recovery', 'exchange'] as const;
    const variant = withWaits(config, short, 'variant', 1).timeouts;
    for (const name of names) expect(variant[name]).toBe(Math.max(config.timeouts[name], short[name]));
    expect(withWaits(config, short, 'mutant', 1).timeouts).toEqual(short);
    expect(withWaits(config, short, 'reference', 1).timeouts).toEqual(short);
  }
});

it('lengthens with patience what a slow machine may run out of, and leaves the declared retention', async () => {
  const ris = await demoOf('ris');
  const config = ris.config({ launcher: 'embedded' });
  const patient = withWaits(config, ris.selftestTimeouts, 'mutant', 3);
  expect(patient.timeouts.notice).toBe(3 * ris.selftestTimeouts.notice);
  expect(patient.ris?.aiTimeout).toBe(3 * (config.ris?.aiTimeout ?? NaN));
  expect(patient.ris?.worklist.settle).toBe(3 * (config.ris?.worklist.settle ?? NaN));
  const ai = await demoOf('ai-platform');
  const { retention } = ai.selftestTimeouts;
  expect(withWaits(ai.config({ launcher: 'embedded' }), ai.selftestTimeouts, 'mutant', 3).timeouts.retention).toBe(
    retention,
  );
});
