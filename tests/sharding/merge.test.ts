import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record';
import { folderSource } from '../../runner/run-source';
import type { RunStart } from '../../runner/run-start';
import { mergeRuns } from '../../runner/sharding/merge';
import { openRunBook } from '../../runner/attest/run-book';
import { airworthy, scratch } from '../e2e/cli';
import { expectNobodyNamed } from '../kit/identifiers';
import { smallRun, usualRun } from '../kit/small-run';

const { dir, remove } = scratch();
afterAll(remove);
const at = (name: string) => join(dir, name);
const read = (name: string) => JSON.parse(readFileSync(join(at(name), 'run.json'), 'utf8')) as RunRecord;

beforeAll(async () => {
  await Promise.all([
    usualRun(at('whole')),
    smallRun(at('one'), '--shard', '1/2'),
    smallRun(at('two'), '--shard', '2/2'),
  ]);
});

const decided = ({ requirements, scenarios, counts, exitCode, complete }: RunRecord) => ({
  requirements: requirements.map(({ id, verdict, selected, observations }) => [
    id,
    verdict,
    selected,
    observations.map(({ check, outcome }) => `${check} ${outcome}`),
  ]),
  scenarios: scenarios.map(({ id, verdict }) => [id, verdict]),
  counts,
  exitCode,
  complete,
});

describe('two shards', () => {
  it('each ran its own part, say so, and leave to the other what is not theirs', () => {
    const [one, two] = [read('one'), read('two')];
    const ran = (record: RunRecord) =>
      record.scenarios.flatMap(({ id, cucumberStatus }) => (cucumberStatus ? [id] : []));
    expect([...ran(one), ...ran(two)].sort()).toEqual(ran(read('whole')).sort());
    expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
    expect(ran(one).length * ran(two).length).toBeGreaterThan(0);
    // A requirement whose scenarios are spread over both is decided by neither.
    const spread = one.requirements.filter(
      ({ scenarios }) => scenarios.some((id) => ran(one).includes(id)) && scenarios.some((id) => ran(two).includes(id)),
    );
    expect(spread.length).toBeGreaterThan(0);
    for (const { verdict, selected, reason } of spread) {
      expect([verdict, selected, reason]).toEqual(['not-tested', false, expect.stringContaining('part 1 of 2')]);
    }
    expect(readFileSync(join(at('one'), 'report.html'), 'utf8')).toContain('This is part 1 of 2 of a run');
  });

  it('merge to the verdicts of one run, in whichever order, as folders or packs, and the whole verifies as a pack', async () => {
    await airworthy(['pack', at('two'), '--out', at('two.zip')]);
    const merged = await airworthy(['merge', at('two.zip'), at('one'), '--out', at('merged')]);
    expect(merged.code, merged.stdout + merged.stderr).toBe(0);
    expect(decided(read('merged'))).toEqual(decided(read('whole')));
    const judged = await airworthy(['judge', at('merged')]);
    expect(judged).toMatchObject({ code: 0, stdout: expect.stringMatching(/All \d+ verdicts are the same/) as string });
    await airworthy(['pack', at('merged')]);
    const verified = await airworthy(['verify', at('merged.zip')]);
    expect(verified.code, verified.stdout).toBe(0);
    // Evidence is found where it lies, also in the second shard.
    for (const { evidence } of read('merged').requirements.flatMap(({ observations }) => observations)) {
      for (const { file } of evidence)
        if (file) expect(readFileSync(join(at('merged'), file)).length).toBeGreaterThan(0);
    }
    expect(readFileSync(join(at('merged'), 'report.html'), 'utf8')).not.toContain('could not be read');
  });

  it('merged, are redacted as one run: nobody is named, and the verdicts are the same', async () => {
    const packed = await airworthy(['pack', at('merged'), '--redact', '--out', at('redacted.zip')]);
    expect(packed.code, packed.stderr).toBe(0);
    const files = expectNobodyNamed(at('merged'), at('redacted.zip'));
    const verified = await airworthy(['verify', at('redacted.zip')]);
    expect(verified.code, verified.stdout).toBe(0);
    expect(verified.stdout).toContain('The pack is redacted');
    const record = JSON.parse(String(files.find(({ name }) => name === 'run.json')?.bytes)) as RunRecord;
    expect(decided(record)).toEqual(decided(read('merged')));
  });

  it('merged, take answers of people into the last of their journals', async () => {
    const book = openRunBook(at('merged'));
    expect(book.dir).toBe(join(at('merged'), 'shards', '2/'));
    expect(await book.close()).toContain('made again');
    expect(decided(read('merged'))).toEqual(decided(read('whole')));
  });

  it('of which one is left out: what it was to run is not tested', async () => {
    const { code } = await airworthy(['merge', at('one'), '--out', at('half')]);
    expect(code).toBe(3);
    const missing = read('half').scenarios.filter(({ cucumberStatus }) => cucumberStatus === '');
    expect(missing.length).toBeGreaterThan(0);
    for (const { verdict, reason } of missing) {
      expect([verdict, reason]).toEqual([
        'not-tested',
        'It was planned, but it is in none of the shards that were merged.',
      ]);
    }
  });

  it('with a broken journal are judged, and the whole is incomplete', async () => {
    cpSync(at('two'), at('torn'), { recursive: true });
    const journal = join(at('torn'), 'journal.ndjson');
    writeFileSync(journal, readFileSync(journal, 'utf8').slice(0, -40));
    // As a kill leaves both.
    writeFileSync(join(at('torn'), 'objects', '99999-half.dcm.part'), 'DICM');
    const { code } = await airworthy(['merge', at('one'), at('torn'), '--out', at('with-torn')]);
    expect(code).toBe(3);
    expect(read('with-torn').complete).toBe(false);
    expect(
      readdirSync(join(at('with-torn'), 'shards', '2', 'objects')).filter((name) => name.endsWith('.part')),
    ).toEqual([]);
  });
});

describe('records that are no parts of one run', () => {
  const changed = (name: string, change: (start: RunStart) => void): string => {
    cpSync(at('two'), at(name), { recursive: true });
    const file = join(at(name), 'plan.json');
    const start = JSON.parse(readFileSync(file, 'utf8')) as RunStart;
    change(start);
    writeFileSync(file, JSON.stringify(start));
    return at(name);
  };

  it.each<[string, () => string, RegExp]>([
    ['the same shard', () => at('one'), /are both shard 1 of 2/],
    ['a run that is no shard', () => at('whole'), /whole is no shard: it was made without --shard/],
    ['no run', () => at('merged'), /is no shard/],
    ['another suite', () => changed('suite', (s) => (s.airworthy = '9.9.9')), /the version of airworthy differs/],
    ['another product', () => changed('sut', (s) => (s.config.version = '2')), /the product under test differs/],
    [
      'other studies',
      () => changed('sets', (s) => (s.studySets = { ...s.studySets, negative: ['sha256:0'] })),
      /the study sets differs at "negative/,
    ],
    [
      'another configuration',
      () => changed('conf', (s) => (s.config.timeouts.quiet = 9)),
      /configuration differs at "timeouts\.quiet" \(1 and 9\)/,
    ],
    ['another plan', () => changed('plan', (s) => s.plan.scenarios.pop()), /the plan \(.*\) differs at "scenarios/],
    [
      'other dealing',
      () => changed('deal', (s) => (s.shard = { index: 2, count: 3, scenarios: [] })),
      /were dealt differently/,
    ],
  ])('%s: refused with the difference', (_what, other, sentence) => {
    const sources = [folderSource(at('one')), folderSource(other())];
    expect(() => mergeRuns(sources, at('refused'))).toThrow(sentence);
    expect(existsSync(at('refused'))).toBe(false);
  });

  it('are refused at the command line by one sentence', async () => {
    const { code, stderr } = await airworthy(['merge', at('one'), at('one'), '--out', at('refused')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^airworthy: .* are both shard 1 of 2\.\n$/)]);
  });

  it('shards are 1/n to n/n', async () => {
    for (const shard of ['3/2', 'a/b']) {
      const { code, stderr } = await airworthy(['demo', '--pacs', 'embedded', '--shard', shard]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`--shard cannot be "${shard}"`)]);
    }
  });
});
