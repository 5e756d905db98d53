import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../model/package-root';
import { airworthy, scratch } from '../cli';
import { describePlatform, startPlatform, writeConfig } from '../platform';
import { chosen, type Moment, recordOf, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

/** What befalls a link: every connection is broken off; that, and no new one for a time; nothing gets through for a time. */
type Trouble = 'reset' | 'cut' | 'stalled';
const TROUBLES: Trouble[] = ['reset', 'cut', 'stalled'];

interface Strike extends Moment {
  link: string;
  trouble: Trouble;
}

const TROUBLE_MS = 3000;
/** Is there once the trouble has come. */
const struck = (preload: string): string => `${preload}.struck`;

/** Loaded into the run: its own tap does it, in the very moment in which the event is recorded. */
const TROUBLE = ({ link, words, count, trouble }: Strike, preload: string): string => `
const { Tap } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'tap.js'))});
const { start } = Tap.prototype;
Tap.prototype.start = async function () {
  await start.call(this);
  if (this.options.link !== ${JSON.stringify(link)}) return;
  let left = ${count};
  const unlisten = this.options.recording.onEvent((event) => {
    if (!${String(words)}.test(JSON.stringify(event)) || --left > 0) return;
    unlisten();
    require('node:fs').writeFileSync(${JSON.stringify(struck(preload))}, '');
    const lift = ${JSON.stringify(trouble)} === 'reset' ? () => undefined
      : this.inject({ kind: ${JSON.stringify(trouble)} === 'cut' ? 'refuse' : 'stall' });
    if (${JSON.stringify(trouble)} !== 'stalled') setImmediate(() => [...this.open].forEach((each) => each.cut()));
    setTimeout(lift, ${TROUBLE_MS});
  });
};
`;

const C_STORE = '"command":"C-STORE-RQ"';
// What belongs to the exam of the preflight comes first.
const STEPS = [
  { when: 'an order goes out', link: 'ris>ai-platform:mllp', what: 'ORM', count: 3 },
  { when: 'the scanner sends', link: 'scanner>pacs:dimse', what: C_STORE, count: 30 },
  { when: 'the PACS gives images out', link: 'pacs>ai-platform:dimse', what: C_STORE, count: 30 },
  { when: 'results are stored', link: 'ai-platform>pacs:dimse', what: C_STORE, count: 12 },
  { when: 'commitment is asked for', link: 'ai-platform>pacs:dimse', what: '"command":"N-ACTION-RQ"', count: 2 },
  { when: 'the notice is sent', link: 'ai-platform>ris:mllp', what: 'ORM', count: 2 },
];
const strikes: Strike[] = STEPS.flatMap(({ what, ...step }) =>
  TROUBLES.map((trouble) => ({
    ...step,
    words: new RegExp(`"link":"${step.link}".*${what}`),
    trouble,
    always: trouble === 'reset' && step.when === 'the PACS gives images out',
  })),
);

describe('a link of the network in trouble', () => {
  it.each(chosen(strikes))(
    '$trouble as $when: the run ends in time and blames nobody who is not to blame',
    async (strike) => {
      const name = `${strike.trouble}-${strike.when}`.replaceAll(' ', '-');
      const config = await describePlatform();
      config.timeouts = { ...config.timeouts, notice: 20, recovery: 20 };
      const file = join(dir, `${name}.yaml`);
      writeConfig(file, config);
      const preload = join(dir, `${name}.cjs`);
      writeFileSync(preload, TROUBLE(strike, preload));
      const platform = await startPlatform(file);
      try {
        const out = join(dir, name);
        const args = ['run', '--config', file, '--only', 'RCR-A2.1', 'RCR-S1.1', '--out', out];
        const { code, stdout, stderr } = await airworthy(args, dir, { NODE_OPTIONS: `--require ${preload}` });
        const output = `${stdout}${stderr}`;
        expect(output).not.toMatch(STACK_TRACE);
        expect(existsSync(struck(preload)), output).toBe(true);
        expect(recordOf(out), output).toMatchObject({ complete: true, endReason: 'completed' });
        expect(verdictsOf(out).filter((each) => / fail/.test(each))).toEqual([]);
        expect([0, 3]).toContain(code);
      } finally {
        await platform.stop();
      }
    },
    240_000,
  );
});
