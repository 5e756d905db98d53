import type { SutConfig } from '../../model/sut';
import type { RunStart } from '../run-start';

/** What each machine may have of its own; studies are compared by content. */
const OWN = new Set<keyof SutConfig>(['harness', 'endpoints', 'tls', 'attestations', 'studies']);

/** What must be the same for shards to be parts of one run. */
function comparable({ airworthy, plan, config, studySets }: RunStart): [what: string, value: unknown][] {
  const { vendor, product, version, actor } = config;
  const settings = Object.entries(config).filter(([key]) => !OWN.has(key as keyof SutConfig));
  return [
    ['the version of airworthy', airworthy],
    ['the product under test', `${vendor}, ${product} ${version} (${actor})`],
    ['the plan (what was selected, and the scenarios there are)', plan],
    ['the study sets', studySets],
    ['the configuration', Object.fromEntries(settings)],
  ];
}

/** What keeps two shards from being parts of one run, as a sentence; undefined where nothing does. */
export function mergeProblem(a: { name: string; start: RunStart }, b: { name: string; start: RunStart }) {
  const theirs = new Map(comparable(b.start));
  for (const [what, value] of comparable(a.start)) {
    const at = firstDifference(value, theirs.get(what), []);
    if (!at) continue;
    const place = at.path.length === 0 ? '' : ` at "${at.path.join('.')}"`;
    return `${a.name} and ${b.name} are no parts of one run: ${what} differs${place} (${shown(at.a)} and ${shown(at.b)}).`;
  }
  const [one, other] = [a.start.shard, b.start.shard];
  if (!one || !other) return `${one ? b.name : a.name} is no shard: it was made without --shard.`;
  if (one.count !== other.count) {
    return `${a.name} is one of ${one.count} shards and ${b.name} one of ${other.count}: they were dealt differently.`;
  }
  if (one.index === other.index) return `${a.name} and ${b.name} are both shard ${one.index} of ${one.count}.`;
  return undefined;
}

interface Difference {
  path: string[];
  a: unknown;
  b: unknown;
}

function firstDifference(a: unknown, b: unknown, path: string[]): Difference | undefined {
  const both = [a, b].every((value) => typeof value === 'object' && value !== null);
  if (!both) return a === b ? undefined : { path, a, b };
  const [x, y] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
    const found = firstDifference(x[key], y[key], [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
