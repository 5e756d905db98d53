import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');
const rules = sources
  .filter((name) => !name.endsWith('.test.ts'))
  .flatMap((name) =>
    [...read(name).matchAll(/\bid: '([a-z0-9-]+\/[^']+)'/g)].map((match) => ({ id: match[1] ?? '', name })),
  );

it('rule ids are defined in one place each', () => {
  const files = new Map<string, Set<string>>();
  for (const { id, name } of rules) files.set(id, (files.get(id) ?? new Set()).add(name));
  expect([...files].filter(([, names]) => names.size > 1)).toEqual([]);
  expect(rules.length).toBeGreaterThan(80);
});
