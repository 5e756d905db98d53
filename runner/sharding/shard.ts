import type { Plan } from '../../verdicts/plan';

/** One of several parts into which the scenarios of a plan are dealt. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** More parts than this have nothing to do. */
const MAX_SHARDS = 1000;

/** Reads `2/3`. Throws a sentence where it is none. */
export function parseShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < 1 || shard.index > shard.count || shard.count > MAX_SHARDS) {
    throw new Error(`--shard cannot be "${text}". Give part and number of parts, e.g. 1/3, 2/3 and 3/3.`);
  }
  return shard;
}

/**
 * Ids of the scenarios of one shard, in the order of the plan. Each falls to exactly one shard, the same on every machine.
 * Scenarios that can judge one and the same exam stay together, so that it is sent through once.
 */
export function scenariosOf(plan: Plan, { index, count }: Shard): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, course } of plan.scenarios) {
    const key = course === undefined ? id : `course ${course}`;
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const loads = Array.from({ length: count }, () => 0);
  const mine = new Set<string>();
  for (const group of groups.values()) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + 1;
    if (lightest === index - 1) for (const id of group) mine.add(id);
  }
  return plan.scenarios.map(({ id }) => id).filter((id) => mine.has(id));
}
