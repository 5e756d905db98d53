import { describe, expect, it } from 'vitest';
import type { Requirement } from '../model/requirement';
import type { Observation } from '../model/run-record';
import { type Attestation, isForPerson } from './attestation';
import { judge, type Recorded } from './judge';
import { makePlan, type ScenarioSource } from './plan';

const attested: Requirement = {
  id: 'RCR-P1.1',
  source: 'RCR',
  lines: '173-174',
  group: 'Appendix 1',
  title: 'Regions are shown',
  text: 'The viewer shows regions.',
  level: 'shall',
  actors: ['pacs'],
  method: 'attested',
  capability: 'viewer',
  verified: true,
  passMeans: 'satisfied',
  ask: 'Attach a screenshot.',
} as Requirement;
const source: ScenarioSource = {
  id: 'features/v.feature:3',
  uri: 'features/v.feature',
  line: 3,
  name: 'Regions are shown',
  tags: ['@pacs', '@RCR-P1.1', '@needs-web-viewer', '@uses-chromium'],
};
const answer: Attestation = {
  requirement: 'RCR-P1.1',
  answer: 'yes',
  name: 'A. Reader',
  role: 'radiologist',
  on: '2026-11-20',
  productVersion: '1.0',
  statement: 'Seen.',
  evidence: [{ file: 'attestations/a.png', sha256: 'ab' }],
};
const plan = (capabilities: string[], missing?: Map<string, string>) =>
  makePlan([attested], [source], { actor: 'pacs', capabilities: new Set(capabilities), missing });

function verdictOf(outcome: Observation['outcome'], attestations: Attestation[] = []) {
  const observation: Observation = {
    scenario: source.id,
    check: 'viewer/marks-in-place',
    title: 'Marks',
    clause: 'RCR l.173',
    outcome,
    sentence: `seen: ${outcome}`,
    findings: [],
    evidence: outcome === 'nothing-seen' ? [] : [{ event: 1 }],
  };
  const status = outcome === 'satisfied' ? 'PASSED' : 'FAILED';
  const recorded: Recorded = {
    plan: plan(['web-viewer']),
    outcomes: new Map([[source.id, { id: source.id, name: source.name, status, attempts: 1, steps: [] }]]),
    observations: [{ scenario: source.id, requirement: attested.id, observation }],
    problems: [],
    attestations,
    productVersion: '1.0',
    ranOn: '2026-11-25',
    interrupted: false,
    changedPeers: [],
  };
  const [result] = judge(recorded).requirements;
  return [result?.verdict, result?.attested?.name, result && isForPerson(result)];
}

describe('what persons attest, and the harness can see for itself', () => {
  it('is planned where the product lets it be seen, and asked of a person elsewhere', () => {
    expect(plan(['web-viewer', 'viewer']).requirements[0]?.scenarios).toEqual([source.id]);
    expect(plan(['web-viewer']).requirements[0]).toMatchObject({ scenarios: [source.id] });
    expect(plan(['viewer']).requirements[0]).toEqual({ requirement: attested, scenarios: [] });
    expect(plan([]).requirements[0]?.notApplicable).toMatch(/does not declare "viewer"/);
    const without = plan(['web-viewer', 'viewer'], new Map([['chromium', 'There is no Chromium.']]));
    expect(without.requirements[0]).toEqual({ requirement: attested, scenarios: [] });
  });

  it('is decided by what was seen, whatever was answered, and no longer asked of a person', () => {
    expect(verdictOf('satisfied')).toEqual(['pass', undefined, false]);
    expect(verdictOf('breach', [answer])).toEqual(['fail', undefined, false]);
  });

  it('is decided by the answer where nothing could be seen, and not at all where there is none', () => {
    expect(verdictOf('nothing-seen', [answer])).toEqual(['pass', 'A. Reader', true]);
    expect(verdictOf('nothing-seen')).toEqual(['not-tested', undefined, true]);
  });
});
