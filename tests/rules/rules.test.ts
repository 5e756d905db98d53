import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import { breathe } from '../check-files/files-kit';
import { FILE_TRIALS } from './file-trials';
import { IMAGE_TRIALS } from './image-trials';
import { MESSAGE_TRIALS } from './message-trials';
import { REPORT_TRIALS } from './report-trials';
import { RESOURCE_TRIALS } from './resource-trials';
import { SET_TRIALS } from './set-trials';

beforeEach(breathe);

const TRIALS = [
  ...IMAGE_TRIALS,
  ...REPORT_TRIALS,
  ...MESSAGE_TRIALS,
  ...RESOURCE_TRIALS,
  ...FILE_TRIALS,
  ...SET_TRIALS,
];
const [rules = ''] = readFileSync(join(PACKAGE_ROOT, 'docs', 'rules.md'), 'utf8').split('## Checks of a scenario');
const documented = [...rules.matchAll(/^\| `([^`]+)`/gm)].map(([, id = '']) => id);

describe('every rule is content with something lawful, and not with the same thing spoilt', () => {
  it.each(TRIALS.map((trial) => [trial.rule, trial.of, trial] as const))('%s (%s)', (rule, _, trial) => {
    expect(trial.lawful()).toEqual([]);
    expect(trial.spoilt()).toContain(rule);
  });

  it('and there is a trial of each one that docs/rules.md lists, and of no other', () => {
    expect([...new Set(TRIALS.map(({ rule }) => rule))].sort()).toEqual([...new Set(documented)].sort());
  });
});
