import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import { airworthy, type Finished, scratch } from '../e2e/cli';
import { DCMTK_SCANNER } from '../kit/dcmtk-scanner';

const { dir } = scratch();
// Thousands of files; the test runner is not to be kept waiting by them.
afterAll(() => rm(dir, { recursive: true, force: true }));
const at = (...names: string[]) => join(dir, ...names);
const template = (name: string) => join(PACKAGE_ROOT, 'docs', 'ci', name);

async function npm(cwd: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)('npm', args, { cwd, encoding: 'utf8' })).stdout;
}

/** Files of a package that has to be compiled where it is installed, as `npm ci` did it in this checkout. */
async function copyCompiled(name: string): Promise<void> {
  const [installed, ours] = [at('project', 'node_modules', name), join(PACKAGE_ROOT, 'node_modules', name)];
  const version = (folder: string) =>
    (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  if (version(installed) === version(ours))
    await cp(join(ours, 'build'), join(installed, 'build'), { recursive: true });
  else await npm(at('project'), 'rebuild', name);
}

beforeAll(async () => {
  // What npx would fetch, were this version published: the package that npm makes of this checkout, in a folder without it.
  const packed = await npm(PACKAGE_ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', dir);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  mkdirSync(at('project'));
  writeFileSync(at('project', 'package.json'), '{ "private": true }');
  writeFileSync(at('project', '.gitignore'), 'node_modules\n');
  writeFileSync(at('project', 'sut.yaml'), JSON.stringify(DCMTK_SCANNER));
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(at('project'), 'install', ...quiet, at(filename));
  await copyCompiled('better-sqlite3');
}, 900_000);

function runs(command: string, args: string[], env: Record<string, string> = {}): Promise<Finished> {
  const { HOME = '/root', PATH = '' } = process.env;
  return new Promise((resolve) => {
    const options = {
      cwd: at('project'),
      env: { HOME, PATH, NO_COLOR: '1', ...env },
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr }),
    );
  });
}

/** A pack that holds, of a run that found breaches. */
async function expectPack(file: string): Promise<void> {
  const { code, stdout } = await airworthy(['verify', file]);
  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(/findcu|findscu and storescu 3\.6: .*fail/);
}

interface Step {
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Action {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: Step[] };
}

describe('the package', () => {
  it('works where nothing else of airworthy is: help, requirements, a new sut.yaml', async () => {
    const npx = (...args: string[]) => runs('npx', ['--yes', 'airworthy', ...args]);
    expect((await npx('--help')).stdout).toContain('airworthy');
    const listed = await npx('requirements');
    expect([listed.code, listed.stdout.includes('RCR-S6.1')], listed.stderr).toEqual([0, true]);
    expect(existsSync(at('project', 'node_modules', 'airworthy', 'runner', 'run.ts'))).toBe(false);
  });
});

describe('action.yml', () => {
  const text = readFileSync(template('action.yml'), 'utf8');

  it("is an action by GitHub's own schema and parser, which tell one that is not", async () => {
    const { NoOperationTraceWriter } = await import('@actions/workflow-parser');
    const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
    const problems = (content: string) =>
      parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
        .context.errors.getErrors()
        .map(({ message }) => message);
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('using: composite', 'using: composit'))).not.toEqual([]);
    expect(problems(text.replace('      shell: bash\n', ''))).not.toEqual([]);
  });

  it('runs its steps: annotations, a pack that verifies, and the exit code of the run at the very end', async () => {
    const { inputs, outputs, runs: composite } = parse(text) as Action;
    mkdirSync(at('temp'));
    const output = at('temp', 'output');
    writeFileSync(output, '');
    const context: Record<string, string> = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [`inputs.${name}`, input.default ?? '']),
    );
    const resolve = (value: string) =>
      value.replace(/\$\{\{ ([^}]+) \}\}/g, (_, name: string) => {
        expect(context, name).toHaveProperty([name]);
        return context[name] ?? '';
      });
    const codes: (number | null)[] = [];
    let said = '';
    for (const step of composite.steps) {
      if (step.run === undefined) continue;
      const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, resolve(value)]));
      // As a runner starts `shell: bash`.
      const finished = await runs('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        ...env,
        RUNNER_TEMP: at('temp'),
        GITHUB_OUTPUT: output,
      });
      codes.push(finished.code);
      said += finished.stdout + finished.stderr;
      for (const line of readFileSync(output, 'utf8').split('\n')) {
        const [name = '', value = ''] = line.split(/=(.*)/);
        if (step.id !== undefined && name !== '') context[`steps.${step.id}.outputs.${name}`] = value;
      }
    }
    expect(codes, said).toEqual([0, 1]);
    expect(said).toMatch(/^::error .*RCR-/m);
    await expectPack(resolve(outputs['pack']?.value ?? ''));
    // What is uploaded is there.
    const uploaded = composite.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'));
    expect(uploaded?.if).toBe('always()');
    const paths = text.match(/\$\{\{ runner\.temp \}\}\/\S+/g) ?? [];
    expect(paths).toHaveLength(3);
    for (const path of paths) expect(existsSync(path.replace('${{ runner.temp }}', at('temp'))), path).toBe(true);
  });
});

describe('the GitLab template', () => {
  const gitlab = (...args: string[]) =>
    runs(process.execPath, [
      join(PACKAGE_ROOT, 'node_modules', 'gitlab-ci-local', 'src', 'index.js'),
      ...[
        '--file',
        '.gitlab-ci.yml',
        '--state-dir',
        '.state',
        '--force-shell-executor',
        '--no-shell-isolation',
        ...args,
      ],
    ]);

  beforeAll(async () => {
    copyFileSync(template('gitlab.yml'), at('project', '.gitlab-ci.yml'));
    for (const args of [
      ['init', '-q'],
      ['remote', 'add', 'origin', 'git@gitlab.example:group/project.git'],
    ])
      await runs('git', args);
  });

  it("is valid by GitLab's own schema, which tells one that is not", async () => {
    const listed = await gitlab('--list-json');
    expect(listed.code, listed.stdout + listed.stderr).toBe(0);
    expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name)).toEqual(['airworthy']);
    const sound = readFileSync(at('project', '.gitlab-ci.yml'), 'utf8');
    writeFileSync(at('project', '.gitlab-ci.yml'), sound.replace('when: always', 'when: ever'));
    const spoilt = await gitlab('--list-json');
    writeFileSync(at('project', '.gitlab-ci.yml'), sound);
    expect(spoilt.code, spoilt.stdout).not.toBe(0);
    expect(spoilt.stdout + spoilt.stderr).toMatch(/schema|artifacts/);
  });

  it('runs its job: artifacts of a run that found breaches, and its exit code', async () => {
    const { code, stdout, stderr } = await gitlab('airworthy');
    expect(code, stdout + stderr).toBe(1);
    expect(stdout + stderr).toMatch(/exited with code 1|FAIL/);
    const kept = at('project', '.state', 'artifacts', 'airworthy');
    await expectPack(join(kept, 'run-1.zip'));
    expect(existsSync(join(kept, 'run', 'report.html'))).toBe(true);
  });
});
