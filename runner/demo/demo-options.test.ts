import { expect, it } from 'vitest';
import { demoOptions } from './demo-options';

const timeouts = async (mutant?: string) =>
  (await demoOptions({ actor: 'ai-platform', mutant, launcher: 'embedded', tls: false, scratch: '' })).config.timeouts;

it('gives a reference AI platform the time that a slow machine takes, and a spoilt one, which may stay silent, less', async () => {
  const [sound, spoilt] = [await timeouts(), await timeouts('scope-ignored')];
  for (const wait of ['notice', 'recovery', 'exchange'] as const)
    expect(sound[wait]).toBeGreaterThanOrEqual(5 * spoilt[wait]);
  // These are waited for to their end.
  for (const wait of ['settle', 'quiet', 'retention'] as const) expect(sound[wait]).toBe(spoilt[wait]);
});
