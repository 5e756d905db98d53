import { stringify } from 'yaml';
import { ACTOR_NAMES, type ActorName } from '../../model/actors';
import { aiPlatform } from '../simulate/ai-platform';
import { pacs } from '../simulate/pacs';
import { readOptions, type Sources } from '../simulate/read-options';
import { ris } from '../simulate/ris';
import { runAlone } from '../simulate/run-alone';
import { scanner } from '../simulate/scanner';
import type { Simulation } from '../simulate/simulation';

export interface SimulateFlags extends Sources {
  printConfig?: boolean;
  verbose?: boolean;
}

const SIMULATIONS: Record<ActorName, Simulation<object>> = {
  scanner: scanner as unknown as Simulation<object>,
  ris: ris as unknown as Simulation<object>,
  pacs: pacs as unknown as Simulation<object>,
  'ai-platform': aiPlatform as unknown as Simulation<object>,
};

/** `airworthy simulate ACTOR`: one simulated actor alone in this process, until Ctrl-C. */
export async function simulate(actor: string, flags: SimulateFlags): Promise<number> {
  const name = ACTOR_NAMES.find((candidate) => candidate === actor);
  if (!name) throw new Error(`There is no actor "${actor}" to simulate. There are: ${ACTOR_NAMES.join(', ')}.`);
  const options = readOptions(SIMULATIONS[name], flags);
  if (flags.printConfig) {
    // What is printed can be given back with --config.
    process.stdout.write(stringify(options, { lineWidth: 0, aliasDuplicateObjects: false }));
    return 0;
  }
  return runAlone(SIMULATIONS[name], options, flags.verbose === true);
}
