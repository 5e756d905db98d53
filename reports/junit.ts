import { create } from 'xmlbuilder2';
import type { RequirementResult, RunRecord } from '../model/run-record';
import { visible } from './html/escape';

/**
 * The verdicts as JUnit XML: a suite a group, a case a requirement. `fail` is a failure, `inconclusive` an error,
 * `not-tested` and `not-applicable` are skipped with their reason: nothing undecided shows as green.
 */
export function renderJunit(record: RunRecord): string {
  const groups = new Map<string, RequirementResult[]>();
  for (const requirement of record.requirements) {
    const name = `${requirement.source} ${requirement.group}`;
    groups.set(name, [...(groups.get(name) ?? []), requirement]);
  }
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).ele('testsuites', {
    name: visible(`airworthy: ${record.sut.product} ${record.sut.version}`),
    ...totals(record.requirements),
    time: (record.durationMs / 1000).toFixed(3),
  });
  for (const [name, requirements] of groups) {
    const suite = root.ele('testsuite', { name, ...totals(requirements), timestamp: record.startedAt.slice(0, 19) });
    for (const requirement of requirements) {
      const test = suite.ele('testcase', {
        classname: requirement.source,
        name: `${requirement.id} ${requirement.title}`,
        time: (timeOf(record, requirement) / 1000).toFixed(3),
      });
      const { attested } = requirement;
      const by = attested ? `attested by ${attested.name}, ${attested.role}: ` : '';
      const message = visible(`${by}${requirement.reason}`);
      if (requirement.verdict === 'fail') test.ele('failure', { type: 'fail', message }).txt(details(requirement));
      else if (requirement.verdict === 'inconclusive') {
        test.ele('error', { type: requirement.cause ?? 'inconclusive', message }).txt(details(requirement));
      } else if (requirement.verdict === 'not-tested' || requirement.verdict === 'not-applicable') {
        test.ele('skipped', { message: `${requirement.verdict}: ${message}` });
      } else test.ele('system-out').txt(`${requirement.verdict}: ${message}`);
    }
  }
  return root.end({ prettyPrint: true });
}

function totals(requirements: RequirementResult[]) {
  const count = (...verdicts: string[]) => requirements.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    tests: requirements.length,
    failures: count('fail'),
    errors: count('inconclusive'),
    skipped: count('not-tested', 'not-applicable'),
  };
}

function timeOf(record: RunRecord, requirement: RequirementResult): number {
  return record.scenarios
    .filter((scenario) => requirement.scenarios.includes(scenario.id))
    .reduce((sum, scenario) => sum + (scenario.durationMs ?? 0), 0);
}

function details(requirement: RequirementResult): string {
  const lines = requirement.observations.flatMap((observation) => [
    `${observation.title} (${observation.clause}): ${observation.sentence}`,
    ...observation.findings.map(
      (finding) =>
        `  ${finding.severity} ${finding.rule} ${finding.path ?? ''}: ${finding.message} seen ${finding.seen ?? '-'}, expected ${finding.expected ?? '-'}`,
    ),
  ]);
  return visible(lines.join('\n'));
}
