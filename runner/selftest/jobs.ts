import type { ActorName } from '../../model/actors';
import { counted } from '../../model/counted';
import type { Defect } from '../../model/defect';
import { loadCatalogue } from '../../requirements/load';
import { findChromium } from '../chromium';
import { demoOf } from '../demo/demo';
import { plainRequirements } from './plain-requirements';
import { type Breadth, type Job, REFERENCE } from './contract';

export interface Selection {
  actors: readonly ActorName[];
  /** Exact ids. */
  mutants?: readonly string[];
  /** Prefixes of mutant ids or requirement ids. */
  only?: readonly string[];
  /** The first mutant of each requirement only. */
  onePerRequirement?: boolean;
  breadth: Breadth;
  /** Lawful variants instead of mutants: all, or these. */
  lawful?: boolean | readonly string[];
}

/** The jobs of a selection, in the order of actors and of their lists of mutants. Throws a sentence where there is none. */
export async function jobsOf(selection: Selection): Promise<Job[]> {
  const jobs: Job[] = [];
  const known: string[] = [];
  for (const actor of selection.actors) {
    const decided = await decidedMutants(actor);
    known.push(...(selection.lawful ? ((await demoOf(actor)).variants ?? []) : decided).map(({ id }) => id));
    jobs.push(...(selection.lawful ? await variantsOf(actor, selection) : mutantsOf(actor, decided, selection)));
  }
  const { lawful, mutants } = selection;
  const named = Array.isArray(lawful) ? (lawful as readonly string[]) : mutants;
  const missing = named?.find((id) => !known.includes(id));
  if (missing !== undefined) {
    const what = lawful ? `lawful variant "${missing}"` : `mutant "${missing}" that a scenario could catch,`;
    const list = lawful ? `There are: ${known.join(', ')}.` : '"airworthy mutants" lists all.';
    throw new Error(`There is no ${what} of ${selection.actors.join(', ')}. ${list}`);
  }
  if (jobs.length === 0) {
    throw new Error(
      `The selection leaves no ${selection.lawful ? 'lawful variant' : 'mutant'}: nothing would be proved. "airworthy mutants" lists all.`,
    );
  }
  return jobs;
}

/** Mutants of requirements that have no scenario yet are left out: nothing could catch them. */
export async function decidedMutants(actor: ActorName): Promise<readonly Defect[]> {
  const planned = new Set(loadCatalogue().flatMap(({ id, planned: why }) => (why?.[actor] ? [id] : [])));
  const decided = (await demoOf(actor)).mutants.filter(({ requirement }) => !planned.has(requirement));
  // Without a browser no viewer is declared, so that nothing is shown, spoilt or not.
  return findChromium() === undefined ? decided.filter((mutant) => !('viewer' in mutant)) : decided;
}

/** Part `index` of `count` (from 1): every count-th job, so that slow neighbours are spread. Throws on a bad "i/n". */
export function shardOf<T>(jobs: readonly T[], shard: string | undefined): T[] {
  if (shard === undefined) return [...jobs];
  const [, index = NaN, count = NaN] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
  if (!(index >= 1 && index <= count)) throw new Error(`--shard cannot be "${shard}". Give part/parts, e.g. 2/3.`);
  const part = jobs.filter((_, position) => position % count === index - 1);
  if (part.length === 0) throw new Error(`--shard ${shard} is empty: the whole is ${counted(jobs.length, 'job')}.`);
  return part;
}

/** Requirements that are decided by scenarios and that no mutant breaks. */
export async function withoutMutant(
  actors: readonly ActorName[],
): Promise<{ actor: ActorName; requirement: string }[]> {
  const catalogue = loadCatalogue();
  const perActor = await Promise.all(
    actors.map(async (actor) => {
      const broken = new Set((await decidedMutants(actor)).map(({ requirement }) => requirement));
      return catalogue
        .filter(({ actors: bound, method }) => bound.includes(actor) && method === 'automated')
        .filter(({ id, planned }) => !planned?.[actor] && !broken.has(id))
        .map(({ id }) => ({ actor, requirement: id }));
    }),
  );
  return perActor.flat();
}

function mutantsOf(actor: ActorName, decided: readonly Defect[], selection: Selection): Job[] {
  const mutants = chosen(decided, selection);
  if (mutants.length === 0) return [];
  const plain = selection.breadth === 'plain' ? plainRequirements(actor) : [];
  const scope = (own: string[]) => (selection.breadth === 'everything' ? undefined : [...new Set([...own, ...plain])]);
  return [
    job(actor, 'reference', REFERENCE, scope(mutants.map(({ requirement }) => requirement))),
    ...mutants.map(({ id, requirement }) => job(actor, 'mutant', id, scope([requirement]))),
  ];
}

/** Each is tried with every scenario, unless only exams of plain course are asked for. */
async function variantsOf(actor: ActorName, { only, breadth, lawful }: Selection): Promise<Job[]> {
  const { variants = [] } = await demoOf(actor);
  return variants
    .filter(({ id }) => !Array.isArray(lawful) || lawful.includes(id))
    .filter(({ id }) => !only || only.some((prefix) => id.startsWith(prefix)))
    .map(({ id }) => job(actor, 'variant', id, breadth === 'plain' ? plainRequirements(actor) : undefined));
}

function job(actor: ActorName, kind: Job['kind'], mutant: string, only: string[] | undefined): Job {
  return { id: `${actor}/${mutant}`, actor, kind, mutant, only };
}

function chosen(decided: readonly Defect[], { mutants, only, onePerRequirement }: Selection): Defect[] {
  const wanted = decided.filter(
    ({ id, requirement }) =>
      (!mutants || mutants.includes(id)) &&
      (!only || only.some((prefix) => id.startsWith(prefix) || requirement.startsWith(prefix))),
  );
  if (!onePerRequirement) return wanted;
  const seen = new Set<string>();
  return wanted.filter(({ requirement }) => !seen.has(requirement) && seen.add(requirement));
}
