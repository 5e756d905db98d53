import { describe, expect, it } from 'vitest';
import type { Requirement } from '../model/requirement';
import type { Observation } from '../model/run-record';
import { answerFor, decideAttestation, type Attestation } from './attestation';
import { judge, type Recorded } from './judge';
import type { ScenarioOutcome } from './outcomes';
import { makePlan, type ScenarioSource } from './plan';
import { countVerdicts, exitCodeOf, rollUp } from './roll-up';
import { decideScenario, type ScenarioEvidence } from './scenario-verdict';

const shall: Requirement = {
  id: 'RCR-S6.1',
  source: 'RCR',
  lines: '21-22',
  group: 'Standard 6',
  title: 'Results before notice',
  text: 'Every result is on the PACS before the notice.',
  level: 'shall',
  actors: ['ai-platform'],
  method: 'automated',
  verified: true,
  passMeans: 'no-breach-seen',
};
const source: ScenarioSource = {
  id: 'features/x.feature:3',
  uri: 'features/x.feature',
  line: 3,
  name: 'Results first',
  tags: ['@ai-platform', '@RCR-S6.1'],
};
const passed: ScenarioOutcome = {
  id: source.id,
  name: source.name,
  status: 'PASSED',
  attempts: 1,
  steps: [{ keyword: 'Outcome', text: 'results come first', status: 'PASSED' }],
};

function observation(outcome: Observation['outcome'], over: Partial<Observation> = {}): Observation {
  return {
    scenario: source.id,
    check: 'workflow/results-before-notice',
    title: 'Results before notice',
    clause: 'RCR l.21-22',
    outcome,
    sentence: `seen: ${outcome}`,
    findings: [],
    evidence: outcome === 'nothing-seen' ? [] : [{ event: 7 }],
    ...over,
  };
}

function evidence(over: Partial<ScenarioEvidence>): ScenarioEvidence {
  return { outcome: passed, observations: [observation('satisfied')], problems: [], interrupted: false, ...over };
}

describe('decideScenario', () => {
  it('passes only with an observation that cites evidence', () => {
    expect(decideScenario(shall, evidence({})).verdict).toBe('pass');
    expect(decideScenario(shall, evidence({ observations: [] })).verdict).toBe('not-tested');
    const vacuous = observation('satisfied', { evidence: [] });
    expect(decideScenario(shall, evidence({ observations: [vacuous] })).verdict).toBe('not-tested');
  });

  it('never turns nothing seen into a pass, even beside a satisfied check', () => {
    const mixed = [observation('satisfied'), observation('nothing-seen')];
    expect(decideScenario(shall, evidence({ observations: mixed })).verdict).toBe('not-tested');
  });

  it('is inconclusive where two readers disagree, and says so', () => {
    const apart = observation('nothing-seen', { cause: 'oracles-disagree' });
    const { verdict, cause, reason } = decideScenario(shall, evidence({ observations: [apart] }));
    expect([verdict, cause, reason]).toEqual(['inconclusive', 'oracles-disagree', 'seen: nothing-seen']);
  });

  it('fails on a breach even when the scenario then broke off for reasons of ours', () => {
    const problems = [{ cause: 'harness' as const, sentence: 'disk full' }];
    const broken = evidence({
      observations: [observation('breach')],
      problems,
      outcome: { ...passed, status: 'FAILED' },
    });
    expect(decideScenario(shall, broken).verdict).toBe('fail');
  });

  it('warns instead for should, discouraged and unverified requirements', () => {
    const breach = evidence({ observations: [observation('breach')] });
    expect(decideScenario({ ...shall, level: 'should' }, breach).verdict).toBe('warning');
    expect(decideScenario({ ...shall, level: 'discouraged' }, breach).verdict).toBe('warning');
    expect(decideScenario({ ...shall, verified: false }, breach).verdict).toBe('warning');
    expect(decideScenario({ ...shall, level: 'may' }, breach).verdict).toBe('fail');
  });

  it.each(['FAILED', 'UNDEFINED', 'AMBIGUOUS', 'PENDING', 'SKIPPED', 'UNKNOWN'])(
    'does not pass on Cucumber status %s',
    (status) => {
      const decision = decideScenario(shall, evidence({ outcome: { ...passed, status } }));
      expect(decision).toMatchObject({ verdict: 'inconclusive', cause: 'harness' });
    },
  );

  it('does not pass what was retried, never started, or cut short', () => {
    expect(decideScenario(shall, evidence({ outcome: { ...passed, attempts: 2 } })).verdict).toBe('inconclusive');
    expect(decideScenario(shall, evidence({ outcome: undefined, observations: [] })).verdict).toBe('not-tested');
    const cut = evidence({ outcome: { ...passed, status: '' }, observations: [], interrupted: true });
    expect(decideScenario(shall, cut)).toMatchObject({ verdict: 'inconclusive', cause: 'interrupted' });
  });

  it('blames the harness, not the product, for trouble of ours', () => {
    const problems = [{ cause: 'study-set' as const, sentence: 'no critical study' }];
    const decision = decideScenario(shall, evidence({ observations: [], problems }));
    expect(decision).toEqual({ verdict: 'inconclusive', cause: 'study-set', reason: 'no critical study' });
  });
});

describe('rollUp', () => {
  it('takes the first of fail, inconclusive, not-tested, warning, pass, not-applicable', () => {
    const order = ['fail', 'inconclusive', 'not-tested', 'warning', 'pass', 'not-applicable'] as const;
    order.forEach((verdict, index) => {
      const rest = order
        .slice(index)
        .reverse()
        .map((name) => ({ verdict: name, reason: name }));
      expect(rollUp(rest).verdict).toBe(verdict);
    });
  });

  it('makes not-tested of nothing', () => {
    expect(rollUp([]).verdict).toBe('not-tested');
  });
});

describe('exitCodeOf', () => {
  it('is 0 only when something was decided and nothing is open', () => {
    expect(exitCodeOf(countVerdicts(['pass', 'warning', 'not-applicable']), true)).toBe(0);
    expect(exitCodeOf(countVerdicts(['pass', 'fail', 'inconclusive']), true)).toBe(1);
    expect(exitCodeOf(countVerdicts(['pass', 'inconclusive']), true)).toBe(3);
    expect(exitCodeOf(countVerdicts(['pass', 'not-tested']), true)).toBe(3);
    expect(exitCodeOf(countVerdicts(['pass']), false)).toBe(3);
    expect(exitCodeOf(countVerdicts(['not-applicable']), true)).toBe(3);
    expect(exitCodeOf(countVerdicts([]), true)).toBe(3);
  });
});

describe('makePlan', () => {
  const selection = { actor: 'ai-platform' as const, capabilities: new Set(['fhir']) };

  it('keeps what is not selected, with its reason', () => {
    const plan = makePlan(
      [
        shall,
        { ...shall, id: 'RCR-R1.1', actors: ['ris'] },
        { ...shall, id: 'RCR-A6.2a', capability: 'tls' },
        { ...shall, id: 'RCR-X' },
      ],
      [source],
      selection,
    );
    expect(
      plan.requirements.map(({ requirement, notApplicable, notTested }) => [requirement.id, notApplicable, notTested]),
    ).toEqual([
      ['RCR-S6.1', undefined, undefined],
      ['RCR-R1.1', 'It binds the ris, not the ai-platform.', undefined],
      ['RCR-A6.2a', 'The product does not declare "tls".', undefined],
      ['RCR-X', undefined, 'No scenario decides it for this actor and these capabilities.'],
    ]);
    expect(plan.scenarios.map(({ id, requirements }) => [id, requirements])).toEqual([[source.id, ['RCR-S6.1']]]);
  });

  it('honours what a scenario needs', () => {
    const needs = (tag: string) =>
      makePlan([shall], [{ ...source, tags: [...source.tags, tag] }], selection).scenarios.length;
    expect([needs('@needs-fhir'), needs('@needs-tls'), needs('@without-fhir'), needs('@without-tls')]).toEqual([
      1, 0, 0, 1,
    ]);
  });

  it('does not try what needs a tool that is not installed, unless it is asked for by name', () => {
    const using = [{ ...source, tags: [...source.tags, '@uses-oracle'] }];
    const missing = new Map([['oracle', 'It is not installed.']]);
    const left = makePlan([shall], using, { ...selection, missing });
    expect([left.requirements[0]?.notSelected, left.scenarios.length]).toEqual(['It is not installed.', 0]);
    expect(makePlan([shall], using, { ...selection, missing, only: [shall.id] }).scenarios).toHaveLength(1);
    expect(makePlan([shall], using, selection).scenarios).toHaveLength(1);
  });
});

describe('judge', () => {
  const recorded: Recorded = {
    plan: makePlan([shall], [source], { actor: 'ai-platform', capabilities: new Set() }),
    outcomes: new Map([[source.id, passed]]),
    observations: [{ scenario: source.id, requirement: shall.id, observation: observation('satisfied') }],
    problems: [],
    attestations: [],
    productVersion: '1.0',
    ranOn: '2026-11-24',
    interrupted: false,
    changedPeers: [],
  };
  const verdictOf = (over: Partial<Recorded>) => judge({ ...recorded, ...over }).requirements[0];

  it('gives the requirement the verdict of its scenario, with its observations', () => {
    expect(verdictOf({})).toMatchObject({
      verdict: 'pass',
      observations: [{ check: 'workflow/results-before-notice' }],
    });
  });

  it('says set-up for everything when the preflight found a dead link', () => {
    expect(verdictOf({ preflightFailure: 'RIS not reachable' })).toMatchObject({
      verdict: 'inconclusive',
      cause: 'set-up',
      reason: 'RIS not reachable',
    });
  });

  it('withdraws passes when the product changed in mid-run', () => {
    expect(verdictOf({ changedPeers: ['ai-platform>pacs:dimse'] })).toMatchObject({
      verdict: 'inconclusive',
      cause: 'peer-changed',
    });
  });

  it('does not count an observation made for another requirement', () => {
    const observations = [{ scenario: source.id, requirement: 'RCR-S1.1', observation: observation('satisfied') }];
    expect(verdictOf({ observations })?.verdict).toBe('not-tested');
  });
});

describe('decideAttestation', () => {
  const attestation: Attestation = {
    requirement: 'RCR-5.2',
    answer: 'yes',
    name: 'A. Reader',
    role: 'PACS manager',
    on: '2026-11-24',
    productVersion: '1.0',
    statement: 'Guidance seen.',
    evidence: [{ file: 'guide.pdf', sha256: '00' }],
  };

  const asked = { id: 'RCR-5.2' };
  const decide = (change: Partial<Attestation>, version = '1.0', evidence?: 'screenshot') =>
    decideAttestation({ ...attestation, ...change }, { ...asked, evidence }, version, '2026-11-25');
  const ours = { file: 'sent.ndjson', sha256: '00', kind: 'sent-study' } as const;

  it('is not tested when unanswered, stale, expired, or without evidence', () => {
    expect(decideAttestation(undefined, asked, '1.0', '2026-11-25').verdict).toBe('not-tested');
    expect(decide({}, '1.1').verdict).toBe('not-tested');
    expect(decide({ evidence: [] }).verdict).toBe('not-tested');
    expect(decide({ expires: '2026-11-25' }).verdict).toBe('pass');
    expect(decide({ expires: '2026-11-24' })).toMatchObject({
      verdict: 'not-tested',
      reason: expect.stringContaining('expired on 2026-11-24'),
    });
    expect(decide({ answer: 'no', expires: '2026-11-24' }).verdict).toBe('not-tested');
  });

  it('says where no screenshot supports a yes, and does not count it where one is needed', () => {
    expect(decide({ evidence: [ours] })).toMatchObject({
      verdict: 'pass',
      reason: expect.stringContaining('No screenshot supports this'),
    });
    expect(decide({}).reason).not.toContain('screenshot');
    expect(decide({ evidence: [ours] }, '1.0', 'screenshot').verdict).toBe('not-tested');
    expect(decide({ evidence: [ours, ...attestation.evidence] }, '1.0', 'screenshot').verdict).toBe('pass');
  });

  it('is not undone by a later answer for another version', () => {
    const later = { ...attestation, productVersion: '2.0', answer: 'no' as const };
    const all = [attestation, later];
    expect(answerFor(all, asked, '1.0', '2026-11-25')).toBe(attestation);
    expect(answerFor(all, asked, '2.0', '2026-11-25')).toBe(later);
    expect(answerFor(all, asked, '3.0', '2026-11-25')).toBe(later);
  });

  it('passes on yes and fails on no, naming who said so', () => {
    expect(decide({})).toMatchObject({ verdict: 'pass', reason: expect.stringContaining('A. Reader') });
    expect(decide({ answer: 'no' }).verdict).toBe('fail');
  });
});
