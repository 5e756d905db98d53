import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../model/package-root';
import type { SutConfig } from '../../../model/sut';
import { airworthy, scratch } from '../cli';
import { describePlatform, startPlatform, writeConfig } from '../platform';
import { chosen, type Moment, patience, recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

/** What befalls a link: every connection is broken off; that, and no new one for a time; nothing gets through for a time. */
type Trouble = 'reset' | 'cut' | 'stalled';
const TROUBLES: Trouble[] = ['reset', 'cut', 'stalled'];

interface Strike extends Moment {
  link: string;
  trouble: Trouble;
  /** Nobody mends it. */
  forGood?: boolean;
}

const TROUBLE_MS = 3000;
/** Loaded into the run: its own tap does it, in the very moment in which the event is recorded. */
const TROUBLE = ({ link, words, count, trouble, forGood }: Strike): string => `
const { Tap } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'tap.js'))});
const { start } = Tap.prototype;
Tap.prototype.start = async function () {
  await start.call(this);
  if (this.options.link !== ${JSON.stringify(link)}) return;
  let left = ${count};
  const unlisten = this.options.recording.onEvent((event) => {
    if (!${String(words)}.test(JSON.stringify(event)) || --left > 0) return;
    unlisten();
    struck();
    const lift = ${JSON.stringify(trouble)} === 'reset' ? () => undefined
      : this.inject({ kind: ${JSON.stringify(trouble)} === 'cut' ? 'refuse' : 'stall' });
    if (${JSON.stringify(trouble)} !== 'stalled') setImmediate(() => [...this.open].forEach((each) => each.cut()));
    ${forGood ? '' : `setTimeout(lift, ${TROUBLE_MS});`}
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
const forGood: Strike[] = strikes
  .filter(({ trouble }) => trouble !== 'reset')
  .map((strike) => ({
    ...strike,
    forGood: true,
    always: strike.trouble === 'cut' && strike.when === 'the notice is sent',
  }));

/** A run against a platform in a process of its own, with what is loaded into it. */
async function run(name: string, script: string, timeouts: Partial<SutConfig['timeouts']>) {
  const config = await describePlatform();
  config.timeouts = { ...config.timeouts, ...timeouts };
  const file = join(dir, `${name}.yaml`);
  writeConfig(file, config);
  const [preload, struck] = [join(dir, `${name}.cjs`), join(dir, `${name}.struck`)];
  writeFileSync(preload, `${patience(struck)}${script}`);
  const platform = await startPlatform(file);
  try {
    const out = join(dir, name);
    const args = ['run', '--config', file, '--only', 'RCR-A2.1', 'RCR-S1.1', '--out', out];
    const { code, stdout, stderr } = await airworthy(args, dir, { NODE_OPTIONS: `--require ${preload}` });
    const output = `${stdout}${stderr}`;
    expect(output).not.toMatch(STACK_TRACE);
    expect(existsSync(struck), output).toBe(true);
    expect(recordOf(out), output).toMatchObject({ complete: true, endReason: 'completed' });
    expect(verdictsOf(out).filter((each) => / fail/.test(each))).toEqual([]);
    return { code, verdicts: verdictsOf(out).join('\n') };
  } finally {
    await platform.stop();
  }
}

const named = ({ trouble, when, forGood: lasting }: Strike): string =>
  `${trouble}-${lasting ? 'for-good-' : ''}${when}`.replaceAll(' ', '-');

describe('a link of the network in trouble', () => {
  it.each(chosen(strikes))(
    '$trouble as $when: the run ends in time and blames nobody who is not to blame',
    async (strike) => {
      const { code } = await run(named(strike), TROUBLE(strike), { notice: 20, recovery: 20 });
      expect([0, 3]).toContain(code);
    },
    RUN_LIMIT_MS,
  );

  it.each(chosen(forGood))(
    '$trouble for good as $when: the run ends in time, says that it was our own line, and decides nothing by it',
    async (strike) => {
      const waits = { notice: 10, recovery: 8, exchange: 5 };
      const { code, verdicts } = await run(named(strike), TROUBLE(strike), waits);
      expect(code, verdicts).toBe(3);
      expect(verdicts).toMatch(/inconclusive: .*our own|inconclusive: .*harness's own/);
    },
    RUN_LIMIT_MS,
  );
});

const FIRST = /"kind":"scenario.started"/;
/** From the first scenario on: else the run would end with the preflight. */
const REFUSALS: (Moment & { how: string })[] = [
  {
    when: 'every association',
    words: FIRST,
    count: 1,
    always: true,
    how: 'return { result: 2, source: 3, reason: 2, meaning: "for lack of room" };',
  },
  { when: 'every object', words: FIRST, count: 1, how: 'options.handlers.store = async () => 0xa700;' },
];

const REFUSING = ({ how, words }: (typeof REFUSALS)[number]): string => `
const { Tap } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'tap', 'tap.js'))});
const negotiate = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'protocols', 'dimse', 'negotiate.js'))});
const { rejection } = negotiate;
let refusing = false;
negotiate.rejection = (association, options) => {
  if (refusing && options.aeTitle === 'AIRW_PACS') { ${how} }
  return rejection(association, options);
};
const { start } = Tap.prototype;
Tap.prototype.start = async function () {
  await start.call(this);
  if (this.options.link !== 'scanner>pacs:dimse') return;
  this.options.recording.onEvent((event) => {
    if (refusing || !${String(words)}.test(JSON.stringify(event))) return;
    refusing = true;
    struck();
  });
};
`;

describe('a PACS of the harness that refuses', () => {
  it.each(chosen(REFUSALS))(
    '$when for the whole run: nothing is decided by it',
    async (refusal) => {
      const waits = { notice: 10, recovery: 8, exchange: 5 };
      const { code, verdicts } = await run(refusal.when.replaceAll(' ', '-'), REFUSING(refusal), waits);
      expect(code, verdicts).toBe(3);
      expect(verdicts).not.toMatch(/ pass/);
    },
    RUN_LIMIT_MS,
  );
});
