import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCheck } from '../../checks';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { VERDICTS } from '../../model/verdict';
import { countVerdicts, exitCodeOf } from '../../verdicts/roll-up';
import { airworthy, scratch } from '../e2e/cli';
import { examOf, TestScenario } from '../kit/scenario';

const { dir, remove } = scratch();
afterAll(remove);

describe('airworthy check', () => {
  const file = (name: string, text: string): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ['a file that is no DICOM, though it is called so', () => file('note.dcm', 'hello')],
    ['an empty message', () => file('empty.hl7', '')],
    ['an empty folder', () => (mkdirSync(join(dir, 'empty')), join(dir, 'empty'))],
  ])('does not pass %s', async (_what, make) => {
    const { code, stdout } = await airworthy(['check', make()]);
    expect(stdout).toContain('Nothing could be checked');
    expect(code).toBe(3);
  });

  it('does not pass what is not there', async () => {
    expect((await airworthy(['check', join(dir, 'nowhere')])).code).toBe(2);
  });

  it('ends 1 with exactly 256 errors, which as an exit code would be 0', async () => {
    const head = 'MSH|^~\\&|A|B|C|D|20260101120000||ORM^O01|1|P|2.4\rPID|1||P1\rORC|SC|1|2||A\rOBR|1|1|2|CT^CT^L\r';
    const message = (rows: number) =>
      head + Array.from({ length: rows }, (_, i) => `OBX|${i + 1}||X^Y^Z||v||||||P\r`).join('');
    const errorsOf = async (rows: number) => {
      const { code, stdout } = await airworthy(['check', '--json', file(`${rows}.hl7`, message(rows))]);
      return { code, errors: (JSON.parse(stdout) as { counts: { error: number } }).counts.error };
    };
    const some = await errorsOf(100);
    const exact = await errorsOf(100 + 256 - some.errors);
    expect(exact).toEqual({ code: 1, errors: 256 });
  });
});

describe('acknowledgements', () => {
  it.each([
    ['none at all', undefined],
    ['AR', 'AR'],
    ['AE', 'AE'],
  ] as const)('%s of the notice is no pass', (_what, ack) => {
    const exam = examOf('critical');
    const record = new TestScenario().begin(exam).notice(exam, { ack }).record();
    expect(findCheck('hl7/notice-well-formed').judge(record, {}).outcome).not.toBe('satisfied');
  });
});

describe('exit codes', () => {
  it('are 0 only where something was decided and nothing is open', () => {
    expect(exitCodeOf(countVerdicts([]), true)).toBe(3);
    expect(exitCodeOf(countVerdicts(['not-applicable']), true)).toBe(3);
    expect(exitCodeOf(countVerdicts(['pass']), false)).toBe(3);
    for (const verdict of VERDICTS.filter((each) => !['pass', 'warning', 'not-applicable'].includes(each)))
      expect(exitCodeOf(countVerdicts(['pass', verdict]), true), verdict).not.toBe(0);
  });
});

describe('runs', () => {
  const kept = join(dir, 'kept');
  // The product as built, with its reference actor, in a process of its own.
  const program = (studies: string, only: string) => `
    const { run } = require('./dist/runner/run');
    const { demoOf } = require('./dist/runner/demo/demo');
    const { silentLogger } = require('./dist/model/actors');
    const none = () => undefined;
    demoOf('ai-platform').then(async (demo) => {
      const config = demo.config({ launcher: 'embedded' });
      const record = await run({
        config: { ...config, studies: ${studies}, timeouts: demo.selftestTimeouts },
        dir: process.argv[1], only: ['${only}'], log: silentLogger, standIn: demo.standIn({}), preflightBackwards: false,
        progress: { planned: none, notice: none, preflight: none, scenarioStarted: none, scenarioFinished: none, failed: none },
      });
      process.exit(record.exitCode);
    });`;
  const runOf = async (folder: string, studies: string, only: string) => {
    const child = promisify(execFile)(process.execPath, ['-e', program(studies, only), folder], { cwd: PACKAGE_ROOT });
    const code = await child.then(() => 0).catch((error: { code: number }) => error.code);
    const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
    return { code, own: record.requirements.find(({ id }) => id === only) };
  };
  let sound: Awaited<ReturnType<typeof runOf>>;
  beforeAll(async () => {
    sound = await runOf(kept, 'config.studies', 'RCR-A2.1');
  });

  it('pass where all is in order, or the others prove nothing', () => {
    expect(sound).toMatchObject({ code: 0, own: { verdict: 'pass' } });
  });

  it('without a study to send are inconclusive for want of a study', async () => {
    const { code, own } = await runOf(join(dir, 'no-study'), '{}', 'RCR-S2.2');
    expect(own?.verdict).not.toBe('pass');
    expect(code).toBe(3);
  });

  it('of which objects were lost are not judged as a pass: what cannot be read was not validated', async () => {
    for (const name of readdirSync(join(kept, 'objects'))) rmSync(join(kept, 'objects', name));
    const { code, stdout } = await airworthy(['judge', kept]);
    expect(stdout).toMatch(/RCR-A2\.1: run\.json says pass, the record gives (?!pass)/);
    expect(code).toBe(3);
  });
});
