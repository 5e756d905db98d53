import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratch, start } from '../cli';
import { freePorts } from '../../kit/processes';
import { describePlatform, startPlatform, writeConfig } from '../platform';
import { hospitalPacs, orthanc, orthancOf } from './orthanc';
import { chosen, moment, type Moment, patientRun, recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

const STEPS: Moment[] = [
  // Images and results of the exam of the preflight come first.
  {
    when: 'while the scanner sends',
    words: /"link":"scanner>pacs:dimse".*"command":"C-STORE-RQ"/,
    count: 30,
    always: true,
  },
  { when: 'while it gives images out', words: /"link":"pacs>ai-platform:dimse".*"command":"C-STORE-RQ"/, count: 30 },
  {
    when: 'while it takes results',
    words: /"link":"ai-platform>pacs:dimse".*"command":"C-STORE-RQ"/,
    count: 12,
    always: true,
  },
  { when: 'when commitment is asked for', words: /"link":"ai-platform>pacs:dimse".*"command":"N-ACTION-RQ"/, count: 2 },
];

describe.skipIf(!orthanc)("the harness's own PACS, killed", () => {
  it.each(chosen(STEPS))(
    '$when: the run ends, blames nobody, and says who went away',
    async (step) => {
      const out = join(dir, `killed-${STEPS.indexOf(step)}`);
      const run = start(['demo', '--pacs', 'path', '--only', 'RCR-A2.1', 'RCR-S6.1', '--out', out]);
      await moment(run, out, step);
      process.kill(orthancOf(run.child.pid), 'SIGKILL');
      expect(await run.exited).toBe(3);
      const selected = recordOf(out).requirements.filter((each) => each.selected);
      expect(selected.map(({ verdict }) => verdict)).not.toContain('fail');
      expect(verdictsOf(out).join('\n')).toMatch(/The PACS .* went away in mid-run/);
    },
    RUN_LIMIT_MS,
  );
});

const HOSPITAL = [true, false].flatMap((restarted) =>
  STEPS.map((step) => ({ ...step, restarted, always: restarted && step.count === 12 })),
);

describe.skipIf(!orthanc)('a PACS of the hospital, killed', () => {
  it.each(chosen(HOSPITAL))(
    '$when (started again: $restarted): the run ends without a word against the product',
    async ({ restarted, ...step }) => {
      const [dimse = 0, http = 0] = await freePorts(2);
      const up = await hospitalPacs(join(dir, `orthanc-${dimse}`), { dimse, http });
      let pacs = await up();
      const name = `${restarted ? 'restarted' : 'gone'}-${step.when.replaceAll(' ', '-')}`;
      const config = await describePlatform();
      config.harness.pacs.aeTitle = 'HOSPITAL';
      if (!restarted) config.timeouts = { ...config.timeouts, notice: 8, recovery: 8, exchange: 5 };
      config.pacs = { launcher: 'existing', host: '127.0.0.1', dimsePort: dimse, httpPort: http, aeTitle: 'HOSPITAL' };
      const file = join(dir, `${name}.yaml`);
      writeConfig(file, config);
      const platform = await startPlatform(file);
      try {
        const out = join(dir, name);
        const run = patientRun(out, ['run', '--config', file, '--only', 'RCR-A2.1', 'RCR-S6.1']);
        await run.moment(step);
        pacs.kill('SIGKILL');
        await once(pacs, 'exit');
        if (restarted) pacs = await up();
        const code = await run.exited;
        expect(restarted ? [0, 3] : [3], run.output()).toContain(code);
        expect(verdictsOf(out).filter((each) => / fail/.test(each))).toEqual([]);
        expect(run.output()).not.toMatch(STACK_TRACE);
      } finally {
        await platform.stop();
        pacs.kill('SIGKILL');
      }
    },
    RUN_LIMIT_MS,
  );
});
