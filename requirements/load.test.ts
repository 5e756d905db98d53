import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from './load';

const dir = mkdtempSync(join(tmpdir(), 'catalogue-'));
afterAll(() => rmSync(dir, { recursive: true }));

const row = (changes = '') => `
  - id: RCR-X1
    lines: 1-2
    group: A group
    title: A title of some length
    text: A text of some length
    level: shall
    actors: [ris]
    method: automated
    passMeans: satisfied
${changes}`;

function load(text: string, name = 'rows.yaml') {
  const file = join(dir, name);
  writeFileSync(file, text);
  return loadCatalogue([file]);
}

describe('the catalogue that is shipped', () => {
  const catalogue = loadCatalogue();

  it('has the whole guidance and the whole profile', () => {
    const airRows = catalogue.filter(({ source }) => source === 'IHE-AIR').map(({ id }) => id.replace(/[a-z]$/, ''));
    expect(new Set(airRows).size).toBe(100);
    expect(catalogue.filter(({ source }) => source === 'RCR')).toHaveLength(74);
  });

  it('gives every id once, and never a whole row beside its parts', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) if (/\d[a-z]$/.test(id)) expect(ids).not.toContain(id.slice(0, -1));
  });

  it('says what a pass means and what the source is worth', () => {
    expect(catalogue.find(({ id }) => id === 'RCR-S6.1')).toMatchObject({ lines: '21-22', verified: true });
    expect(catalogue.find(({ id }) => id === 'AIR-EC-42')).toMatchObject({ verified: false, source: 'IHE-AIR' });
  });
});

describe('loadCatalogue', () => {
  it('reads a row and takes it for verified unless told', () => {
    expect(load(`source: RCR\nrequirements:${row()}`)).toMatchObject([
      { id: 'RCR-X1', source: 'RCR', verified: true, actors: ['ris'] },
    ]);
  });

  it.each([
    ['an unknown key', row('    leval: should'), /rows\.yaml line 12: "leval" is not a key .* Did you mean "level"\?/],
    [
      'a wrong value',
      row().replace('shall', 'must'),
      /line 8: "requirements.0.level" cannot be "must".*Allowed: shall/,
    ],
    ['a missing key', row().replace(/ {4}title.*\n/, ''), /line 3: "requirements.0" lacks "title"/],
    ['the same id twice', row() + row(), /line 13: "id" RCR-X1 was given before, in .*rows\.yaml line 3/],
    ['nothing to ask', row().replace('automated', 'attested'), /line 10: RCR-X1 is attested, but has no "ask"/],
    ['a question too many', row('    ask: Show us something, please.'), /line 12: RCR-X1 is automated.*Remove "ask"/],
    ['a reason for nobody', row('    planned: { pacs: Not yet tried at all }'), /line 12: .* reason for the pacs/],
  ])('names file, line, key and fix of %s', (_, rows, message) => {
    expect(() => load(`source: RCR\nrequirements:${rows}`)).toThrow(message);
  });
});
