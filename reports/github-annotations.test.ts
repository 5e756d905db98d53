import { expect, it } from 'vitest';
import { githubAnnotations } from './github-annotations';
import { sampleRun } from './testing/sample-run';

it('shows what failed or was not decided, and lets no text begin a command of its own', () => {
  const lines = githubAnnotations(sampleRun('100%\n::set-output name=x::y\r\n::stop-commands::z').record).split('\n');
  expect(lines.map((line) => line.split('::')[1])).toEqual([
    'error title=RCR-A2.2 fail%3A OBX-5 carries the findings',
    'notice title=RCR-5.2 not-tested%3A OBX-5 carries the findings',
    'warning title=RCR-A6.1 inconclusive%3A OBX-5 carries the findings',
    undefined,
  ]);
  expect(lines[0]).toContain('It said 100%25%0A::set-output');
});
