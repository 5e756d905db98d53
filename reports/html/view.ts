import { basename } from 'node:path';
import type { EvidenceRef } from '../../model/record';
import type { Observation, RequirementResult, RunFiles, RunRecord, ScenarioResult } from '../../model/run-record';
import { VERDICT_WORDS, VERDICTS } from '../../model/verdict';
import { detectionWords } from '../../requirements/detection-score';
import { drawPlates, type Plates } from '../pictures/picture-book';
import { claimsView } from './claims-view';
import { decodeEvidence } from './decode-evidence';
import { Screenshots } from './screenshots';
import { sequenceDiagram } from './sequence-diagram';
import { byLevel, bySource } from './totals';

const CAUSE_WORDS: Record<string, string> = {
  'set-up': 'set-up: nobody is blamed',
  harness: 'trouble in the test harness',
  'study-set': 'the studies supplied',
  interrupted: 'the run was cut short',
  'oracles-disagree': 'two independent checkers disagree',
  'peer-changed': 'the product changed during the run',
};

/** As many as report.css can switch. */
const MAX_LAYERS = 6;

/** What the template shows; plain data, nothing escaped yet. */
export function reportView(files: RunFiles) {
  const { record } = files;
  const shown = record.requirements.filter((requirement) => requirement.selected);
  const scenarios = new Map(record.scenarios.map((scenario) => [scenario.id, scenario]));
  const plates = drawPlates(files, shown);
  const screenshots = new Screenshots(files);
  return {
    record,
    headline: headline(files),
    tone: record.exitCode === 0 ? 'pass' : record.exitCode === 1 ? 'fail' : 'inconclusive',
    started: record.startedAt.replace('T', ' ').slice(0, 19),
    minutes: duration(record.durationMs),
    tiles: VERDICTS.filter((verdict) => record.counts[verdict] > 0).map((verdict) => ({
      verdict,
      word: VERDICT_WORDS[verdict],
      count: record.counts[verdict],
    })),
    verdicts: VERDICTS.filter((verdict) => verdict !== 'not-applicable'),
    bySource: bySource(shown),
    byLevel: byLevel(shown),
    matrix: matrix(shown),
    open: shown.filter((requirement) => requirement.verdict === 'not-tested' || requirement.verdict === 'inconclusive'),
    groups: grouped(shown).map(([title, requirements]) => ({
      title,
      requirements: requirements.map((requirement) => ({
        ...requirementView(files, requirement, scenarios, screenshots),
        ...platesView(requirement.id, plates.get(requirement.id)),
      })),
    })),
    notApplicable: record.requirements.filter((requirement) => requirement.verdict === 'not-applicable'),
    notSelected: record.requirements.filter(({ selected, verdict }) => !selected && verdict !== 'not-applicable'),
    scenarios: record.scenarios.map((scenario) => ({
      ...scenario,
      anchor: anchor(scenario.id),
      word: VERDICT_WORDS[scenario.verdict],
      seconds: scenario.durationMs === undefined ? '' : (scenario.durationMs / 1000).toFixed(1),
      // Its traffic stands where it was made.
      exam:
        scenario.judgedOn === undefined
          ? undefined
          : { anchor: anchor(scenario.judgedOn), name: scenarios.get(scenario.judgedOn)?.name },
      diagram:
        scenario.events && scenario.judgedOn === undefined
          ? sequenceDiagram(files.events(...scenario.events), record.sut.actor)
          : '',
    })),
    claims: claimsView(record.claims),
    words: VERDICT_WORDS,
  };
}

function requirementView(
  files: RunFiles,
  requirement: RequirementResult,
  scenarios: ReadonlyMap<string, ScenarioResult>,
  screenshots: Screenshots,
) {
  return {
    ...requirement,
    word: wordOf(requirement),
    causeWords: requirement.cause ? CAUSE_WORDS[requirement.cause] : undefined,
    sourceWords:
      requirement.source === 'RCR'
        ? `RCR guidance, lines ${requirement.lines}`
        : `${requirement.source} ${requirement.lines}`,
    passWords: passWords(requirement),
    detectionWords: requirement.attested ? '' : detectionWords(files.record.sut.actor, requirement.id),
    decidedBy: requirement.scenarios
      .flatMap((id) => scenarios.get(id) ?? [])
      .map((scenario) => ({
        name: scenario.name,
        anchor: anchor(scenario.id),
        word: VERDICT_WORDS[scenario.verdict],
        verdict: scenario.verdict,
      })),
    observations: requirement.observations.map((observation) => ({
      ...observation,
      scenarioName: scenarios.get(observation.scenario)?.name ?? observation.scenario,
      evidence: distinct(evidenceOf(observation)).map((ref) => evidenceView(files, ref, screenshots)),
    })),
  };
}

/** Ids of pictures and their switches are ours and unique in the page. */
function platesView(requirement: string, plates: Plates | undefined) {
  return {
    pictures: (plates?.pictures ?? []).map((picture, index) => {
      const id = `picture-${requirement.replace(/[^A-Za-z0-9]+/g, '-')}-${index + 1}`;
      const layers = picture.layers.slice(0, MAX_LAYERS);
      return { ...picture, id, textSize: Math.max(4, picture.columns / 30), layers };
    }),
    picturesElsewhere: plates?.elsewhere ?? [],
    notDrawn: plates?.notDrawn ?? [],
  };
}

function evidenceView(files: RunFiles, ref: EvidenceRef, screenshots: Screenshots) {
  const [event] = files.events(ref.event, ref.event);
  const what = [
    ref.controlId && `message ${ref.controlId}`,
    ref.sopInstanceUid && `object ${ref.sopInstanceUid}`,
    ref.path,
  ];
  const screenshot = ref.file === undefined ? undefined : screenshots.show(ref.file);
  return {
    ...ref,
    title: what.filter(Boolean).join(', ') || (event?.kind ?? `event ${ref.event}`),
    at: event ? `${(event.ms / 1000).toFixed(3)} s` : '',
    fileName: ref.file ? basename(ref.file) : '',
    frameWords: ref.frames ? `capture frames ${ref.frames[0]}-${ref.frames[1]}` : '',
    decoded: screenshot ?? decodeEvidence(files, ref),
  };
}

/** Where something is wrong, and then what else was looked at. */
const evidenceOf = ({ findings, evidence }: Observation): EvidenceRef[] => [
  ...findings.flatMap((finding) => finding.evidence ?? []),
  ...evidence,
];

/** The same place cited twice is shown once; a very long list is cut, and the journal has the rest. */
function distinct(refs: EvidenceRef[]): EvidenceRef[] {
  const seen = new Map(refs.map((ref) => [`${ref.event} ${ref.file} ${ref.path}`, ref]));
  return [...seen.values()].slice(0, 12);
}

function passWords(requirement: RequirementResult): string {
  const tries = requirement.observations.length;
  if (requirement.verdict !== 'pass' || requirement.attested) return '';
  return requirement.passMeans === 'satisfied'
    ? 'The requirement is satisfied by what was observed.'
    : `No breach was seen in ${tries === 1 ? 'the one situation' : `the ${tries} situations`} tried; others are possible.`;
}

function headline({ record }: RunFiles): string {
  const { counts, complete, endDetail } = record;
  const selected = record.requirements.filter((requirement) => requirement.selected).length;
  if (record.shard && complete && record.endReason !== 'preflight-failed') return shardHeadline(record);
  if (record.endReason === 'preflight-failed') return `Nothing could be tested: ${endDetail ?? 'a link is dead.'}`;
  if (!complete)
    return 'The run is incomplete. What was decided before it ended is shown; it supports no overall claim.';
  if (counts.fail > 0)
    return `${counts.fail} of the ${selected} requirements of this run ${counts.fail === 1 ? 'is' : 'are'} not met.`;
  const open = counts.inconclusive + counts['not-tested'];
  if (open > 0) return `No requirement was seen to be broken, but ${open} of ${selected} could not be decided.`;
  const warned = counts.warning > 0 ? `, ${counts.warning} with a warning` : '';
  return `All ${selected} requirements of this run were decided and none is broken${warned}.`;
}

function shardHeadline({ shard, counts }: RunRecord): string {
  const part = `This is part ${shard?.index} of ${shard?.count} of a run; it supports no overall claim by itself.`;
  return counts.fail > 0
    ? `${part} ${counts.fail} of its requirements ${counts.fail === 1 ? 'is' : 'are'} not met.`
    : part;
}

function matrix(requirements: RequirementResult[]) {
  return grouped(requirements).map(([title, members]) => ({
    title,
    cells: VERDICTS.map((verdict) => members.filter((requirement) => requirement.verdict === verdict).length),
    requirements: members.map((member) => ({
      id: member.id,
      verdict: member.verdict,
      name: member.title,
      word: wordOf(member),
    })),
  }));
}

function grouped(requirements: RequirementResult[]): [string, RequirementResult[]][] {
  const groups = new Map<string, RequirementResult[]>();
  for (const requirement of requirements) {
    const title = `${requirement.source === 'RCR' ? '' : `${requirement.source}: `}${requirement.group}`;
    groups.set(title, [...(groups.get(title) ?? []), requirement]);
  }
  return [...groups];
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function anchor(id: string): string {
  return `scenario-${id.replace(/[^A-Za-z0-9]+/g, '-')}`;
}

/** What rests on a person's word is never shown as if it had been tried. */
function wordOf({ verdict, attested }: RequirementResult): string {
  return attested ? `${VERDICT_WORDS[verdict]}, attested` : VERDICT_WORDS[verdict];
}
