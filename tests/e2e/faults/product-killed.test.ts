import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../../evidence/journal';
import { scratch } from '../cli';
import { freePorts } from '../../kit/processes';
import { describePlatform, writeConfig } from '../platform';
import { describeRis, writeRisSettings } from '../ris-process';
import { product, type Product } from './product';
import { chosen, type Moment, patientRun, recordOf, RUN_LIMIT_MS, STACK_TRACE, verdictsOf } from './strike';

const { dir, remove } = scratch();
afterAll(remove);

interface Strike extends Moment {
  /** Whether somebody starts it again. */
  restarted: boolean;
}

const both = (moments: (Moment & { always?: boolean; deadAlways?: boolean })[]): Strike[] =>
  moments.flatMap(({ deadAlways, ...each }) => [
    { ...each, restarted: true },
    { ...each, always: deadAlways, restarted: false },
  ]);

let runs = 0;

/** Runs scenarios against a product that is killed at a moment. */
async function struck(config: string, only: string[], strike: Strike, victim: Product) {
  // Both products have a moment "when an order comes".
  const out = join(dir, `run-${(runs += 1)}`);
  try {
    const run = patientRun(out, ['run', '--config', config, '--only', ...only]);
    await run.moment(strike);
    await victim.kill();
    const killedAt = readJournal(join(out, 'journal.ndjson')).events.length;
    if (strike.restarted) await victim.restart();
    const code = await run.exited;
    expect(run.output()).not.toMatch(STACK_TRACE);
    // It came to its end, whatever it says of the product; our own side had no trouble.
    expect(recordOf(out), run.output()).toMatchObject({ complete: true, endReason: 'completed' });
    expect(verdictsOf(out).join('\n')).not.toMatch(/went away|internal|harness/i);
    const after = readJournal(join(out, 'journal.ndjson')).events.slice(killedAt);
    return { code, verdicts: verdictsOf(out), after };
  } finally {
    victim.end();
  }
}

const PLATFORM: Strike[] = both([
  { when: 'when an order comes', words: /"link":"ris>ai-platform:mllp".*ORM/, count: 4 },
  { when: 'while it takes images', words: /"link":"pacs>ai-platform:dimse".*"command":"C-STORE-RQ"/, count: 30 },
  {
    when: 'while it stores results',
    words: /"link":"ai-platform>pacs:dimse".*"command":"C-STORE-RQ"/,
    count: 12,
    deadAlways: true,
  },
  { when: 'when it asks for commitment', words: /"link":"ai-platform>pacs:dimse".*"command":"N-ACTION-RQ"/, count: 2 },
  { when: 'when it sends its notice', words: /"link":"ai-platform>ris:mllp".*ORM/, count: 2, always: true },
]);

describe('an AI platform that is killed', () => {
  it.each(chosen(PLATFORM))(
    '$when (started again: $restarted): what it did not do counts, what it did afterwards too',
    async (strike) => {
      const config = await describePlatform();
      config.timeouts = { ...config.timeouts, notice: 8, recovery: 8 };
      const file = join(dir, 'platform.yaml');
      writeConfig(file, config);
      const victim = await product('ai-platform', '--set', `sut=${file}`);
      const { code, verdicts, after } = await struck(file, ['RCR-A2.1', 'RCR-S1.1'], strike, victim);
      const notices = after.filter((each) => each.kind === 'mllp.message' && each.link === 'ai-platform>ris:mllp');
      if (strike.restarted) expect(notices.length).toBeGreaterThan(0);
      else {
        expect(verdicts).not.toContain('RCR-A2.1 pass');
        expect([1, 3]).toContain(code);
      }
    },
    RUN_LIMIT_MS,
  );
});

const RIS: Strike[] = both([
  { when: 'when an order comes', words: /"link":"harness>ris:mllp".*ORM/, count: 2 },
  { when: 'when its worklist is asked', words: /"link":"scanner>ris:dimse".*"command":"C-FIND-RQ"/, count: 3 },
  { when: 'when an exam begins', words: /"link":"scanner>ris:dimse".*"command":"N-CREATE-RQ"/, count: 2 },
  {
    when: 'when a notice comes',
    words: /"link":"ai-platform>ris:mllp".*ORM/,
    count: 1,
    always: true,
    deadAlways: true,
  },
]);

describe('a RIS that is killed', () => {
  it.each(chosen(RIS))(
    '$when (started again: $restarted): the run comes to its end',
    async (strike) => {
      const [dimse = 0, mllp = 0, http = 0, aiPlatform = 0] = await freePorts(4);
      const folder = join(dir, `ris-${dimse}`);
      mkdirSync(folder);
      const ports = { dimse, mllp, http, aiPlatform };
      const timeouts = { notice: 8, quiet: 2, recovery: 8, exchange: 5 };
      const file = describeRis(join(folder, 'sut.yaml'), ports, () => undefined, timeouts);
      const victim = await product('ris', '--config', writeRisSettings(folder, ports));
      const { code, verdicts } = await struck(file, ['RCR-S6.2', 'RCR-R1.1'], strike, victim);
      if (!strike.restarted) {
        expect(verdicts.every((each) => each.endsWith(' pass'))).toBe(false);
        expect([1, 3]).toContain(code);
      }
    },
    RUN_LIMIT_MS,
  );
});
