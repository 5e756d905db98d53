import { createHash } from 'node:crypto';
import type { Observation, RequirementResult, RunRecord } from '../../model/run-record';
import { visible } from '../html/escape';

const NAMESPACE = 'https://airworthy.example/ns/oscal';

/**
 * A run as OSCAL assessment results (NIST, 1.0.6), JSON. What passed or failed is a finding, `satisfied` or
 * `not-satisfied`; what was not decided has an observation that says so and no finding, for OSCAL knows no third state.
 */
export function renderOscal(record: RunRecord): object {
  const shown = record.requirements.filter(({ selected }) => selected);
  const id = (...of: string[]) => uuidOf(record.runId, ...of);
  const observations = shown.flatMap((requirement) => observationsOf(record, requirement, id));
  const { sut } = record;
  const result = {
    uuid: id('result'),
    title: line(`${sut.vendor}, ${sut.product} ${sut.version} as ${sut.actor}`),
    description: line(`Conformance run ${record.runId} by airworthy ${record.airworthy}, ${record.endReason}.`),
    start: record.startedAt,
    end: record.finishedAt,
    props: [prop('complete', String(record.complete)), prop('exit-code', String(record.exitCode))],
    'reviewed-controls': {
      'control-selections': [
        shown.length > 0
          ? { 'include-controls': shown.map(({ id: control }) => ({ 'control-id': control })) }
          : { description: 'No requirement was selected.' },
      ],
    },
    ...(observations.length > 0 ? { observations } : {}),
    ...findings(shown, id),
  };
  return {
    'assessment-results': {
      uuid: id('document'),
      metadata: {
        title: line(`airworthy: ${sut.product} ${sut.version}`),
        'last-modified': record.finishedAt,
        version: record.runId,
        'oscal-version': '1.0.6',
      },
      'import-ap': { href: 'plan.json' },
      results: [result],
    },
  };
}

function findings(shown: RequirementResult[], id: (...of: string[]) => string): object {
  const decided = shown.filter(({ verdict }) => verdict === 'pass' || verdict === 'warning' || verdict === 'fail');
  if (decided.length === 0) return {};
  return {
    findings: decided.map((requirement) => ({
      uuid: id('finding', requirement.id),
      title: line(`${requirement.id} ${requirement.title}`),
      description: line(requirement.reason),
      props: [prop('verdict', requirement.verdict), prop('level', requirement.level)],
      target: {
        type: 'objective-id',
        'target-id': requirement.id,
        description: line(requirement.text),
        status: {
          state: requirement.verdict === 'fail' ? 'not-satisfied' : 'satisfied',
          reason: requirement.verdict === 'fail' ? 'fail' : requirement.verdict === 'warning' ? 'other' : 'pass',
        },
      },
      'related-observations': keysOf(requirement).map((key) => ({
        'observation-uuid': id('observation', requirement.id, key),
      })),
    })),
  };
}

/** A requirement that nothing was seen of has one observation all the same, which says why. */
function keysOf({ observations }: RequirementResult): string[] {
  return observations.length === 0 ? ['none'] : observations.map((_, index) => String(index));
}

function observationsOf(record: RunRecord, requirement: RequirementResult, id: (...of: string[]) => string): object[] {
  const common = { collected: record.finishedAt };
  const [first] = requirement.observations;
  if (!first) {
    return [
      {
        ...common,
        uuid: id('observation', requirement.id, 'none'),
        description: line(requirement.reason),
        methods: [requirement.attested ? 'INTERVIEW' : 'UNKNOWN'],
        props: [prop('requirement', requirement.id), prop('verdict', requirement.verdict)],
      },
    ];
  }
  return requirement.observations.map((observation, index) => ({
    ...common,
    uuid: id('observation', requirement.id, String(index)),
    title: line(observation.title),
    description: line(observation.sentence),
    methods: ['TEST'],
    props: [
      prop('requirement', requirement.id),
      prop('verdict', requirement.verdict),
      prop('check', observation.check),
      prop('outcome', observation.outcome),
    ],
    ...evidenceOf(observation),
  }));
}

function evidenceOf({ evidence }: Observation): object {
  if (evidence.length === 0) return {};
  return {
    'relevant-evidence': evidence.slice(0, 50).map(({ file, event, path, note }) => ({
      ...(file === undefined ? {} : { href: file.split('/').map(encodeURIComponent).join('/') }),
      description: line([`journal event ${event}`, path, note].filter(Boolean).join(', ')),
    })),
  };
}

function prop(name: string, value: string): object {
  return { name, ns: NAMESPACE, value: line(value) };
}

/** OSCAL strings are of one line and begin and end with something to be seen. */
function line(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim().slice(0, 4000).toWellFormed().trim() || '-';
}

/** The same run gives the same identifiers. RFC 9562 version 5 in form. */
function uuidOf(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
