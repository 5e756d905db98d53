import { stringify } from 'yaml';
import { ACTOR_NAMES, type ActorName } from '../../model/actors';
import { readOptions, type Sources } from '../simulate/read-options';
import { runAlone } from '../simulate/run-alone';
import type { Simulation } from '../simulate/simulation';

export interface SimulateFlags extends Sources {
  printConfig?: boolean;
  verbose?: boolean;
}

// Only the one that is asked for is loaded.
const SIMULATIONS: Record<ActorName, () => Promise<unknown>> = {
  scanner: async () => (await import('../simulate/scanner.js')).scanner,
  ris: async () => (await import('../simulate/ris.js')).ris,
  pacs: async () => (await import('../simulate/pacs.js')).pacs,
  'ai-platform': async () => (await import('../simulate/ai-platform.js')).aiPlatform,
};

/** `airworthy simulate ACTOR`: one simulated actor alone in this process, until Ctrl-C. */
export async function simulate(actor: string, flags: SimulateFlags): Promise<number> {
  const name = ACTOR_NAMES.find((candidate) => candidate === actor);
  if (!name) throw new Error(`There is no actor "${actor}" to simulate. There are: ${ACTOR_NAMES.join(', ')}.`);
  const simulation = (await SIMULATIONS[name]()) as Simulation<object>;
  const options = readOptions(simulation, flags);
  if (flags.printConfig) {
    // What is printed can be given back with --config.
    process.stdout.write(stringify(options, { lineWidth: 0, aliasDuplicateObjects: false }));
    return 0;
  }
  return runAlone(simulation, options, flags.verbose === true);
}
