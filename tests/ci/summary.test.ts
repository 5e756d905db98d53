import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';

interface Result {
  file: string;
  status?: 'passed' | 'failed';
  tests: Record<string, 'passed' | 'failed' | 'skipped'>;
}

/** A report of Vitest. */
const vitest = (...results: Result[]) => ({
  testResults: results.map(({ file, tests, status }) => ({
    name: join(PACKAGE_ROOT, file),
    status: status ?? (Object.values(tests).includes('failed') ? 'failed' : 'passed'),
    message: '',
    assertionResults: Object.entries(tests).map(([fullName, outcome]) => ({
      ...{ fullName, status: outcome },
      failureMessages: outcome === 'failed' ? ['AssertionError: expected 1 to be 2\n    at somewhere'] : [],
    })),
  })),
});
const selftest = (...outcomes: string[]) => ({
  ...{ references: [{ outcome: 'passed' }], variants: [] },
  mutants: outcomes.map((outcome) => ({ outcome })),
});

const GREEN = {
  containers: vitest({ file: 'tests/containers/a.test.ts', tests: { starts: 'passed' } }),
  tests: vitest({
    file: 'protocols/b.test.ts',
    tests: { sends: 'passed', receives: 'passed', 'on Windows': 'skipped' },
  }),
  native: vitest({ file: 'protocols/c.test.ts', tests: { sends: 'passed' } }),
  mutants: selftest('killed', 'killed'),
  lawful: selftest(),
};
const FLAKY = vitest({
  file: 'protocols/b.test.ts',
  tests: { sends: 'passed', receives: 'failed', 'on Windows': 'skipped' },
});

function run(script: string, reports: Record<string, unknown>, args: (folder: string) => string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ci-'));
  for (const [name, report] of Object.entries(reports))
    if (report !== undefined) writeFileSync(join(folder, `airworthy-${name}.json`), JSON.stringify(report));
  const { status, stdout } = spawnSync('node', [join('scripts', script), ...args(folder)], {
    cwd: PACKAGE_ROOT,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trim().split('\n') };
}
const summary = (reports: Record<string, unknown>) => run('ci-summary.mjs', reports, (folder) => [folder]);

describe('what CI ends with', () => {
  it('counts tests, mutants and references', () => {
    expect(summary(GREEN)).toEqual({ status: 0, lines: ['8 passed, 0 failed, 1 skipped'] });
  });

  it('names what passed only when it was tried again, and why it had not', () => {
    expect(summary({ ...GREEN, tests: FLAKY, 'tests-again': GREEN.tests })).toEqual({
      status: 0,
      lines: [
        'Passed only when it was tried again by itself: protocols/b.test.ts',
        '  receives: AssertionError: expected 1 to be 2',
        '8 passed, 0 failed, 1 skipped',
      ],
    });
  });

  it.each([
    ['a test that failed and was not tried again', { ...GREEN, tests: FLAKY }, '7 passed, 1 failed, 1 skipped'],
    ['a test that failed twice', { ...GREEN, tests: FLAKY, 'tests-again': FLAKY }, '7 passed, 1 failed, 1 skipped'],
    [
      'a file that could not be run',
      { ...GREEN, native: vitest({ file: 'protocols/c.test.ts', status: 'failed', tests: {} }) },
      '7 passed, 1 failed, 1 skipped',
    ],
    ['a mutant that survived', { ...GREEN, mutants: selftest('killed', 'survived') }, '7 passed, 1 failed, 1 skipped'],
    ['a reference that could not be judged', { ...GREEN, lawful: selftest('error') }, '8 passed, 1 failed, 1 skipped'],
  ])('fails on %s', (_, reports, last) => {
    expect(summary(reports)).toEqual({ status: 1, lines: [last] });
  });

  it.each(Object.keys(GREEN))('fails where there is no report of %s', (name) => {
    expect(summary({ ...GREEN, [name]: undefined }).status).toBe(1);
  });
});

describe('what CI tries again', () => {
  const files = (report: unknown) =>
    run('failed-test-files.mjs', { tests: report }, (folder) => ['2', join(folder, 'airworthy-tests.json')]);
  const failed = (file: string): Result => ({ file, tests: { sends: 'failed' } });

  it('is the files in which a test failed, or that could not be run', () => {
    const { status, lines } = files(
      vitest({ file: 'a.test.ts', tests: { sends: 'passed' } }, failed('b.test.ts'), {
        file: 'c.test.ts',
        status: 'failed',
        tests: {},
      }),
    );
    expect({ status, lines }).toEqual({ status: 0, lines: ['b.test.ts', 'c.test.ts'] });
  });

  it.each([
    ['nothing failed that the report names', vitest({ file: 'a.test.ts', tests: { sends: 'passed' } })],
    ['too much failed', vitest(failed('a.test.ts'), failed('b.test.ts'), failed('c.test.ts'))],
  ])('is nothing where %s', (_, report) => {
    expect(files(report)).toEqual({ status: 1, lines: [''] });
  });
});
