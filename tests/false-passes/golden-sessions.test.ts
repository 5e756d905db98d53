import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Envelope } from '@cucumber/messages';
import { loadConfiguration, loadSupport, runCucumber, type ISupportCodeLibrary } from '@cucumber/cucumber/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CheckOutcome } from '../../model/events';
import type { EvidenceRef } from '../../model/record';
import { PACKAGE_ROOT } from '../../model/package-root';
import { loadCatalogue } from '../../requirements/load';
import { judge } from '../../verdicts/judge';
import { readOutcomes } from '../../verdicts/outcomes';
import { makePlan, type ScenarioSource } from '../../verdicts/plan';
import { countVerdicts, exitCodeOf } from '../../verdicts/roll-up';
import { scenarioLine } from '../../verdicts/scenario-id';

interface Expected {
  verdict: string;
  exitCode: number;
  /** Cucumber's own word for it. */
  cucumber: boolean;
  retry?: number;
  dryRun?: boolean;
  /** What Cucumber is told to run, where that is not all. */
  tags?: string;
}
interface Observed {
  scenario: string;
  outcome: CheckOutcome;
  evidence: EvidenceRef[];
}

const REQUIREMENT = 'RCR-S6.1';
const FOLDER = join(PACKAGE_ROOT, 'tests', 'false-passes');
const SESSIONS = readdirSync(join(FOLDER, 'sessions')).sort();
const EXPECTED = parse(readFileSync(join(FOLDER, 'expected.yaml'), 'utf8')) as Record<string, Expected>;

const observed: Observed[] = [];
(globalThis as Record<string, unknown>)['airworthyObserved'] = observed;
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
const environment = { cwd: PACKAGE_ROOT, stdout: nowhere(), stderr: nowhere() };
let support: ISupportCodeLibrary;

const provided = (session: string, { retry = 0, dryRun = false, tags = `@${REQUIREMENT}` }: Partial<Expected>) => ({
  paths: [`tests/false-passes/sessions/${session}/session.feature`],
  require: ['tests/false-passes/steps.cjs'],
  format: [],
  retry,
  dryRun,
  tags,
  strict: true,
  publish: false,
});

beforeAll(async () => {
  const { runConfiguration } = await loadConfiguration({ file: false, provided: provided('dry-run', {}) }, environment);
  support = await loadSupport(runConfiguration, environment);
});

/** Real Cucumber runs the session; our plan, outcomes and verdicts judge what it said. */
async function run(session: string, expected: Expected) {
  observed.length = 0;
  const envelopes: Envelope[] = [];
  const { runConfiguration } = await loadConfiguration(
    { file: false, provided: provided(session, expected) },
    environment,
  );
  const { success } = await runCucumber({ ...runConfiguration, support }, environment, (each) => envelopes.push(each));
  const plan = makePlan(loadCatalogue(), sourcesOf(session), {
    actor: 'ai-platform',
    capabilities: new Set(),
    only: [REQUIREMENT],
  });
  const { requirements } = judge({
    plan,
    outcomes: readOutcomes(envelopes),
    observations: observed.map(({ scenario, outcome, evidence }) => ({
      scenario,
      requirement: REQUIREMENT,
      observation: {
        ...{ scenario, check: 'golden/check', title: 'Golden', clause: 'none', sentence: 'Seen.', findings: [] },
        ...{ outcome, evidence },
      },
    })),
    problems: [],
    attestations: [],
    productVersion: '1',
    ranOn: '2026-11-24',
    interrupted: false,
    changedPeers: [],
  });
  const selected = requirements.filter(({ selected: chosen }) => chosen);
  return {
    verdict: selected.find(({ id }) => id === REQUIREMENT)?.verdict,
    exitCode: exitCodeOf(countVerdicts(selected.map(({ verdict }) => verdict)), true),
    cucumber: success,
  };
}

function sourcesOf(session: string): ScenarioSource[] {
  const uri = `tests/false-passes/sessions/${session}/session.feature`;
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  const document = parser.parse(readFileSync(join(PACKAGE_ROOT, uri), 'utf8'));
  return compile(document, uri, newId).map((pickle) => {
    const line = scenarioLine(pickle, document);
    return { id: `${uri}:${line}`, uri, line, name: pickle.name, tags: pickle.tags.map(({ name }) => name) };
  });
}

describe('golden sessions', () => {
  it('each have an expectation, and each expectation a session', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(SESSIONS);
  });

  it('pass in one case only', () => {
    expect(
      Object.entries(EXPECTED).filter(([, { verdict, exitCode }]) => verdict === 'pass' || exitCode === 0),
    ).toEqual([['sound-scenario', EXPECTED['sound-scenario']]]);
  });

  it.each(SESSIONS)('%s', async (session) => {
    const expected = EXPECTED[session];
    if (!expected) throw new Error(`expected.yaml has no entry for ${session}`);
    const { verdict, exitCode, cucumber } = expected;
    expect(await run(session, expected)).toEqual({ verdict, exitCode, cucumber });
  });
});
