import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkItems } from '../../checks/files/check-items';
import { checkObject } from '../../checks/dicom/object';
import { FUNCTIONAL_GROUPS, IODS, MODULES } from '../../checks/dicom/tables/modules';
import type { Row } from '../../checks/dicom/tables/notation';
import { readDicom } from '../../model/dicom/reader';
import { memorySource } from '../../model/byte-source';
import { formatOf, readItems } from '../../runner/check-files/read-items';
import { make } from '../kit/all-objects';
import { encodePart10, type Natural, type NaturalValue } from '../kit/dicom-bytes';
import { ctImage } from '../kit/objects';
import { breathe, bundle, notice } from './files-kit';
import { changedAt, named, type Path, pathsOf } from './mutations';

beforeEach(breathe);

const dir = mkdtempSync(join(tmpdir(), 'airworthy-mutation-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The attributes that dciodvfy misses as Type 1. */
function missingType1(natural: Natural): string[] {
  const file = join(dir, 'object.dcm');
  writeFileSync(file, encodePart10(natural));
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  const lines = `${stdout}${stderr}`.matchAll(/^Error - Missing attribute Type 1 Required Element=<(\w+)>/gm);
  // Where no plane position is there it asks for that of slides as well, which radiology has not.
  return [...lines].map(([, keyword = '']) => keyword).filter((keyword) => keyword !== 'PlanePositionSlideSequence');
}

const missingForUs = (natural: Natural): string[] =>
  checkObject(readDicom(encodePart10(natural)), { file: true })
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message, expected }) => `${path ?? ''} ${message} ${expected ?? ''}`.replaceAll(' ', ''));

/** Group 0002 is made anew for every file; pixels and the class decide what there is to check at all. */
const KEPT = new Set(['SOPClassUID', 'SOPInstanceUID']);

describe('an attribute that is taken away', () => {
  it.each(make.map((natural) => [String(natural.Modality), String(natural.SOPClassUID), natural] as const))(
    'of %s %s is named wherever dciodvfy misses it as Type 1',
    async (_, __, natural) => {
      const before = new Set(missingType1(natural));
      const unnamed: string[] = [];
      for (const path of distinctPaths(natural)) {
        await breathe();
        const dropped = changedAt(natural, path, () => undefined);
        const missed = missingType1(dropped).filter((keyword) => !before.has(keyword));
        if (missed.length === 0) continue;
        const said = missingForUs(dropped).join('\n');
        const silent = missed.filter((keyword) => !said.includes(keyword));
        unnamed.push(...silent.map((keyword) => `${named(path)}: ${keyword}`));
      }
      expect(unnamed).toEqual([]);
    },
  );
});

/** Where an object has an attribute that the tables of its IOD call Type 1, and still do when it is gone. */
function type1In(natural: Natural): Path[] {
  const iod = IODS.get(String(natural.SOPClassUID));
  const inModules = (iod?.modules ?? []).flatMap(({ module, usage, when }) => {
    if (usage === 'U' && when === undefined) return [];
    const isAsked = (each: Natural): boolean => when?.(readDicom(encodePart10(each)).dataset) ?? true;
    const paths = type1Of(MODULES.get(module)?.rows ?? [], natural, []);
    return isAsked(natural) ? paths.filter((path) => isAsked(changedAt(natural, path, () => undefined))) : [];
  });
  const groups = (iod?.functionalGroups ?? []).flatMap((id) => FUNCTIONAL_GROUPS.get(id)?.rows ?? []);
  const inGroups = ['SharedFunctionalGroupsSequence', 'PerFrameFunctionalGroupsSequence'].flatMap((key) =>
    ((natural[key] ?? []) as Natural[]).flatMap((item, i) => groups.flatMap((row) => inItems(row, item, [key, i]))),
  );
  return [...inModules, ...inGroups];
}

function type1Of(rows: readonly Row[], natural: Natural, around: Path): Path[] {
  return rows.flatMap((row) => {
    const own = row.type === '1' && natural[row.keyword] !== undefined ? [[...around, row.keyword]] : [];
    return [...own, ...inItems(row, natural, around)];
  });
}

function inItems(row: Row, natural: Natural, around: Path): Path[] {
  const items = natural[row.keyword];
  if (row.children.length === 0 || !Array.isArray(items)) return [];
  return (items as Natural[]).flatMap((item, i) => type1Of(row.children, item, [...around, row.keyword, i]));
}

describe('an attribute that the tables call Type 1', () => {
  it.each([...make, ctImage(0)].map((natural) => [String(natural.Modality), natural] as const))(
    'of %s is named when it is taken away, and when it is empty',
    async (_, natural) => {
      const paths = type1In(natural).filter((path) => !KEPT.has(named(path)));
      expect(paths.length).toBeGreaterThan(10);
      const unnamed: string[] = [];
      for (const path of paths) {
        await breathe();
        for (const value of [undefined, null]) {
          const said = missingForUs(changedAt(natural, path, () => value)).join('\n');
          if (!said.includes(String(path.at(-1)))) unnamed.push(`${named(path)} ${value === null ? 'empty' : 'gone'}`);
        }
      }
      expect(unnamed).toEqual([]);
    },
  );
});

/** One path for each shape: the tenth content item teaches nothing that the first did not. */
function distinctPaths(natural: Natural): Path[] {
  const seen = new Set<string>();
  return pathsOf(natural).filter((path) => {
    const shape = path
      .filter((part) => typeof part === 'string')
      .join('.')
      .replace(/(ContentSequence\.)+/, 'ContentSequence.');
    if (KEPT.has(shape) || seen.has(shape)) return false;
    seen.add(shape);
    return true;
  });
}

const VALUES: NaturalValue[] = [
  '',
  null,
  'x'.repeat(80),
  '\\\\\\',
  'é\u0000',
  -1,
  0,
  { vr: 'UN', value: 'A' },
  { vr: 'SQ', value: Buffer.alloc(3) },
  { vr: 'FD', value: [Number.NaN] },
  [],
  [{}],
  { vr: 'OB', value: Buffer.alloc(7) },
];

describe('objects that are changed anywhere', () => {
  const seeds = [...make, ctImage(0)].flatMap((natural) => pathsOf(natural).map((path) => ({ natural, path })));

  it('give findings that can be shown, alone and in a set, and never an exception', async () => {
    const set = make.map((natural) => itemsOf('set.dcm', encodePart10(natural))).flat();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), fc.constantFrom(...VALUES), async ({ natural, path }, value) => {
        await breathe();
        const items = itemsOf('changed.dcm', encodePart10(changedAt(natural, path, () => value)));
        const checked = checkItems([...set, ...items], { air: true });
        expect(checked.length).toBeGreaterThanOrEqual(make.length + 1);
        for (const { findings } of checked) for (const { message } of findings) expect(message).toMatch(/\S.*[.)]$/s);
      }),
      { numRuns: 250 },
    );
  });
});

const itemsOf = (name: string, bytes: Buffer) => {
  const source = memorySource(bytes);
  return readItems(name, source, formatOf(source), true).items;
};

describe('messages and resources that are spoilt', () => {
  const lines = notice()
    .split('\r')
    .filter((line) => line !== '');
  const fields = lines.flatMap((line, row) => line.split('|').map((_, field) => ({ row, field })));
  const SPOILT = [
    '',
    '""',
    '^^^^',
    '~~~',
    '\\',
    '\\Z',
    '&',
    'x'.repeat(300),
    '\x00',
    '\x0b',
    '\x1c',
    '\n',
    '|',
    'ÿ',
    '99999999',
  ];

  it.each(fields)('are judged with segment $row, field $field broken', ({ row, field }) => {
    for (const value of SPOILT) {
      const changed = lines.map((line, i) =>
        i === row
          ? line
              .split('|')
              .map((each, j) => (j === field ? value : each))
              .join('|')
          : line,
      );
      const items = itemsOf('n.hl7', Buffer.from(`${changed.join('\r')}\r`));
      for (const { findings } of checkItems(items, { air: false }))
        for (const { message } of findings) expect(message).not.toBe('');
      expect(items.length).toBeGreaterThan(0);
    }
  });

  it('are judged whatever bytes change', async () => {
    const texts = [Buffer.from(notice()), Buffer.from(`\x0b${notice()}\x1c\r`), Buffer.from(bundle())];
    const flip = fc.tuple(fc.nat(3000), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(flip, { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(3000)),
        async (seed, flips, cut) => {
          await breathe();
          const bytes = Buffer.from(seed.subarray(0, cut ?? seed.length));
          for (const [at, byte] of flips) if (at < bytes.length) bytes[at] = byte;
          checkItems(itemsOf('x', bytes), { air: true });
        },
      ),
      { numRuns: 600 },
    );
  });

  it.each([
    [
      'null',
      '{"resourceType":"Bundle","entry":[null,{"resource":null},{"resource":{"resourceType":"Observation","code":null,"subject":7,"component":[null]}}]}',
    ],
    ['deep', `{"resourceType":"DiagnosticReport","x":${'['.repeat(3000)}${']'.repeat(3000)}}`],
    [
      'circular reference',
      '{"resourceType":"Observation","id":"a","subject":{"reference":"Observation/a"},"code":{"text":"x"},"valueString":"y"}',
    ],
  ])('are judged with %s', (_, json) => {
    expect(checkItems(itemsOf('r.json', Buffer.from(json)), { air: false }).length).toBeGreaterThan(0);
  });
});
