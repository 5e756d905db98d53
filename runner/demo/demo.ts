import type { ActorName } from '../../model/actors';
import type { Demo } from './contract';

// Only the one that is asked for is loaded.
const DEMOS: Partial<Record<ActorName, () => Promise<Demo>>> = {
  'ai-platform': async () => (await import('./ai-platform.js')).aiPlatform,
  ris: async () => (await import('./ris.js')).ris,
  scanner: async () => (await import('./scanner.js')).scanner,
  pacs: async () => (await import('./pacs.js')).pacs,
};

export const DEMO_ACTORS = Object.keys(DEMOS) as ActorName[];

/** Throws a sentence where there is no demo of that actor. */
export async function demoOf(name: string): Promise<Demo> {
  const load = DEMOS[name as ActorName];
  if (!load) throw new Error(`--actor cannot be "${name}". Allowed: ${DEMO_ACTORS.join(', ')}.`);
  return load();
}
