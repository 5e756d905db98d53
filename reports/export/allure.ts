import { createHash } from 'node:crypto';
import type { RequirementResult, RunRecord } from '../../model/run-record';
import type { Verdict } from '../../model/verdict';
import { visible } from '../html/escape';

/** Allure's words: `broken` is trouble that is not the product's, `skipped` what nobody looked at. */
const STATUS: Record<Verdict, 'passed' | 'failed' | 'broken' | 'skipped'> = {
  pass: 'passed',
  warning: 'passed',
  fail: 'failed',
  inconclusive: 'broken',
  'not-tested': 'skipped',
  'not-applicable': 'skipped',
};

export interface AllureFile {
  name: string;
  content: string;
}

/** The verdicts as Allure 2 results, one a requirement: made from what was judged, not from Cucumber's word for it. */
export function renderAllure(record: RunRecord): AllureFile[] {
  return record.requirements
    .filter(({ selected }) => selected)
    .map((requirement) => {
      const uuid = createHash('sha256').update(`${record.runId} ${requirement.id}`).digest('hex').slice(0, 32);
      const result = { uuid, ...resultOf(record, requirement) };
      return { name: `${uuid}-result.json`, content: `${JSON.stringify(result)}\n` };
    });
}

function resultOf(record: RunRecord, requirement: RequirementResult): object {
  const mine = record.scenarios.filter(({ id, startedAt }) => requirement.scenarios.includes(id) && startedAt);
  const starts = mine.map(({ startedAt }) => Date.parse(startedAt ?? record.startedAt));
  const start = Math.min(...starts, ...(starts.length === 0 ? [Date.parse(record.startedAt)] : []));
  const took = mine.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  return {
    historyId: createHash('sha256').update(`${record.sut.product} ${requirement.id}`).digest('hex').slice(0, 32),
    fullName: requirement.id,
    name: visible(`${requirement.id} ${requirement.title}`),
    description: visible(requirement.text),
    status: STATUS[requirement.verdict],
    statusDetails: {
      message: visible(`${requirement.verdict}: ${requirement.reason}`.slice(0, 4000)),
      trace: visible(traceOf(requirement).slice(0, 20_000)),
    },
    stage: 'finished',
    start,
    stop: start + Math.round(took),
    labels: [
      { name: 'parentSuite', value: requirement.source },
      { name: 'suite', value: requirement.group },
      { name: 'severity', value: requirement.level === 'shall' ? 'critical' : 'minor' },
      { name: 'tag', value: requirement.verdict },
      { name: 'host', value: visible(record.environment.host) },
    ],
  };
}

function traceOf({ observations }: RequirementResult): string {
  return observations
    .flatMap(({ title, clause, sentence, findings }) => [
      `${title} (${clause}): ${sentence}`,
      ...findings.map(({ severity, rule, message, path }) => `  ${severity} ${rule} ${path ?? ''}: ${message}`),
    ])
    .join('\n');
}
