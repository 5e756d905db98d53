import { RESULT_KINDS } from '../../model/archive';
import type { ArchiveRecord, ArchiveStep, FindExchange, RetrieveExchange } from '../../model/archive-record';
import type { CheckResult, Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { EvidenceRef, Moment, ScenarioRecord, StoredInstance } from '../../model/record';

/** What a check has to judge by, or why it cannot. */
export interface Archived {
  record: ScenarioRecord;
  archive: ArchiveRecord;
}

type Judge = (archived: Archived, params: Record<string, unknown>) => CheckResult;

/** Trouble of ours in the scenario, or no archive at all: nothing is judged. */
export function judging(judge: Judge): (record: ScenarioRecord, params: Record<string, unknown>) => CheckResult {
  return (record, params) => {
    const trouble = record.events.find((event) => event.kind === 'harness.problem');
    if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
    if (!record.archive || record.archive.steps.length === 0)
      return nothingSeen('Nothing was sent to an archive or asked of it in this scenario.');
    return judge({ record, archive: record.archive }, params);
  };
}

export const nothingSeen = (sentence: string): CheckResult => ({
  outcome: 'nothing-seen',
  sentence,
  findings: [],
  evidence: [],
});

/** A breach where there is a finding; without evidence there was nothing to see. */
export function decide(findings: Finding[], good: string, evidence: EvidenceRef[]): CheckResult {
  const [first] = findings;
  const shown = [...findings.flatMap((finding) => finding.evidence ?? []), ...evidence].slice(0, 40);
  if (first) {
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
    return { outcome: 'breach', sentence: `${first.message.replace(/\.$/, '')}${more}.`, findings, evidence: shown };
  }
  if (shown.length === 0) return nothingSeen('The archive showed nothing that could be judged.');
  return { outcome: 'satisfied', sentence: good, findings, evidence: shown };
}

/** The check that reports it gives it its own id as rule. */
export function finding(clause: string, message: string, evidence: EvidenceRef, more: Partial<Finding> = {}): Finding {
  return { rule: '', clause, severity: 'error', message, evidence, ...more };
}

export function refOf(moment: Moment, more: Partial<EvidenceRef> = {}): EvidenceRef {
  return { event: moment.seq, ...(moment.frames ? { frames: moment.frames } : {}), ...more };
}

export const instanceRef = (instance: StoredInstance, more: Partial<EvidenceRef> = {}): EvidenceRef =>
  refOf(instance.sent, {
    sopInstanceUid: instance.sopInstanceUid,
    ...(instance.file.file ? { file: instance.file.file } : {}),
    ...more,
  });

/** Results that the AI platform sent, each instance once, as it was sent first. */
export function resultsSent({ archive }: Archived): StoredInstance[] {
  const first = new Map<string, StoredInstance>();
  for (const instance of archive.sent) {
    if (instance.from === 'ai-platform' && !first.has(instance.sopInstanceUid))
      first.set(instance.sopInstanceUid, instance);
  }
  return [...first.values()];
}

export const kept = (archived: Archived): StoredInstance[] => resultsSent(archived).filter(({ accepted }) => accepted);

export const stepsOf = ({ archive }: Archived, ...names: string[]): ArchiveStep[] =>
  archive.steps.filter(({ step }) => names.includes(step));

/** A step that the archive ended early, as a finding. */
export function failuresOf(steps: readonly ArchiveStep[], clause: string): Finding[] {
  return steps.flatMap((step) =>
    step.failure ? [finding(clause, step.failure.sentence, { event: step.seq, note: step.step })] : [],
  );
}

export const isWithin =
  (step: Pick<ArchiveStep, 'from' | 'seq'>) =>
  ({ sent }: { sent: Pick<Moment, 'seq'> }): boolean =>
    sent.seq > step.from && sent.seq < step.seq;

export const findsIn = ({ archive }: Archived, steps: readonly ArchiveStep[]): FindExchange[] =>
  archive.finds.filter((find) => find.by === 'harness' && steps.some((step) => isWithin(step)(find)));

export const retrievesIn = ({ archive }: Archived, steps: readonly ArchiveStep[]): RetrieveExchange[] =>
  archive.retrieves.filter((retrieve) => retrieve.by === 'harness' && steps.some((step) => isWithin(step)(retrieve)));

export const levelOf = (exchange: { identifier?: DicomObject }): string =>
  exchange.identifier?.dataset.string('QueryRetrieveLevel') ?? '';

export const keyOf = (exchange: { identifier?: DicomObject }, keyword: string): string =>
  exchange.identifier?.dataset.string(keyword) ?? '';

/** SOP Instance UIDs listed at instance level in these queries. */
export function listedIn(finds: readonly FindExchange[]): Set<string> {
  return new Set(
    finds
      .filter((find) => levelOf(find) === 'IMAGE')
      .flatMap(({ matches }) => matches.flatMap(({ object }) => object.dataset.strings('SOPInstanceUID'))),
  );
}

export function kindOf(sopClassUid: string): string {
  return RESULT_KINDS.find((kind) => kind.sopClassUid === sopClassUid)?.name ?? sopClassUid;
}

export const isAir = ({ sopClassUid }: { sopClassUid: string }): boolean =>
  RESULT_KINDS.some((kind) => kind.air && kind.sopClassUid === sopClassUid);
