import type { Finding } from '../../model/check';
import type { Observation, RequirementResult, RunRecord } from '../../model/run-record';
import { visible } from '../html/escape';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const MAX_TEXT = 4000;

interface Result {
  requirement: RequirementResult;
  observation: Observation;
  finding?: Finding;
}

/** What a run found as SARIF 2.1.0: a result for each finding, or for a breach that has none; files are those of the run. */
export function renderRunSarif(record: RunRecord): object {
  const results = record.requirements.filter(({ selected }) => selected).flatMap(resultsOf);
  const rules = [...new Set(results.map(ruleOf))].sort();
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'airworthy', version: record.airworthy, rules: rules.map((id) => ({ id })) } },
        automationDetails: { id: `airworthy/${record.runId}` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: record.complete,
            startTimeUtc: record.startedAt,
            endTimeUtc: record.finishedAt,
            exitCode: record.exitCode,
          },
        ],
        results: results.map((result) => ({
          ruleId: ruleOf(result),
          ruleIndex: rules.indexOf(ruleOf(result)),
          level: levelOf(result),
          message: { text: textOf(result) },
          locations: locationsOf(result),
          properties: {
            requirement: result.requirement.id,
            verdict: result.requirement.verdict,
            clause: result.finding?.clause ?? result.observation.clause,
            scenario: result.observation.scenario,
          },
        })),
      },
    ],
  };
}

function resultsOf(requirement: RequirementResult): Result[] {
  return requirement.observations.flatMap((observation): Result[] =>
    observation.findings.length > 0
      ? observation.findings.map((finding) => ({ requirement, observation, finding }))
      : observation.outcome === 'breach'
        ? [{ requirement, observation }]
        : [],
  );
}

const ruleOf = ({ finding, observation }: Result): string => finding?.rule ?? observation.check;

/** A clause that can only warn makes no error of a finding. */
function levelOf({ requirement, finding }: Result): string {
  const level = finding ? LEVELS[finding.severity] : 'error';
  return level === 'error' && requirement.verdict !== 'fail' ? 'warning' : level;
}

function textOf({ finding, observation, requirement }: Result): string {
  if (!finding) return cut(`${requirement.id}: ${observation.sentence} (${observation.clause})`);
  const seen = finding.seen === undefined ? '' : ` Seen: ${finding.seen}.`;
  const expected = finding.expected === undefined ? '' : ` Expected: ${finding.expected}.`;
  return cut(`${requirement.id}: ${finding.message}${seen}${expected} (${finding.clause})`);
}

function locationsOf({ finding, observation }: Result): object[] {
  const ref = finding?.evidence ?? observation.evidence[0];
  if (!ref) return [];
  const uri = (ref.file ?? 'journal.ndjson').split('/').map(encodeURIComponent).join('/');
  const path = finding?.path ?? ref.path;
  return [
    {
      physicalLocation: {
        artifactLocation: { uri },
        ...(ref.file === undefined ? { region: { startLine: ref.event } } : {}),
      },
      ...(path === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: cut(path) }] }),
    },
  ];
}

function cut(text: string): string {
  return visible(text.slice(0, MAX_TEXT));
}
