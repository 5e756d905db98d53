import type { CheckResult, Finding } from '../../model/check';
import type { EvidenceRef, ScenarioRecord, ViewerLook, ViewerRecord } from '../../model/record';
import type { ViewerResultKind } from '../../model/viewer';

export const nothingSeen = (sentence: string): CheckResult => ({
  outcome: 'nothing-seen',
  sentence,
  findings: [],
  evidence: [],
});

/** Looks that are wanted and were not had, as the reason why nothing is judged. */
export class NotSeen extends Error {}

/** Judges what was seen; what could not be seen, or trouble of ours, decides nothing. */
export function judging(
  judge: (viewer: ViewerRecord, params: Record<string, unknown>, record: ScenarioRecord) => CheckResult,
): (record: ScenarioRecord, params: Record<string, unknown>) => CheckResult {
  return (record, params) => {
    const trouble = record.events.find((event) => event.kind === 'harness.problem');
    if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
    if (!record.viewer || record.viewer.looks.length === 0) return nothingSeen('No viewer was looked at.');
    try {
      return judge(record.viewer, params, record);
    } catch (error) {
      if (error instanceof NotSeen) return nothingSeen(error.message);
      throw error;
    }
  };
}

/** The looks at a result of that kind, in their order. @throws NotSeen where one of them failed or there is none */
export function looksAt(
  { looks }: ViewerRecord,
  steps: readonly ViewerLook['step'][],
  kind?: ViewerResultKind,
): ViewerLook[] {
  const found = looks.filter((look) => steps.includes(look.step) && (kind === undefined || look.about?.kind === kind));
  const failed = found.find(({ failure }) => failure);
  if (failed?.failure) throw new NotSeen(failed.failure.sentence);
  if (found.length === 0)
    throw new NotSeen(`The viewer was not looked at with ${kind ?? 'the study'} ${steps.join(' or ')}.`);
  return found;
}

export const refOf = ({ seq, picture, about }: ViewerLook, note?: string): EvidenceRef => ({
  event: seq,
  ...(picture ? { file: picture.ref.file } : {}),
  ...(about ? { sopInstanceUid: about.sopInstanceUid } : {}),
  ...(note === undefined ? {} : { note }),
});

export const finding = (
  rule: string,
  clause: string,
  message: string,
  look: ViewerLook,
  more: Partial<Finding> = {},
): Finding => ({
  rule: `viewer/${rule}`,
  clause,
  severity: 'error',
  message,
  evidence: refOf(look),
  ...more,
});

export function decide(findings: Finding[], good: string, looks: readonly ViewerLook[]): CheckResult {
  const evidence = looks.map((look) => refOf(look, look.step));
  const [first] = findings;
  if (!first) return { outcome: 'satisfied', sentence: good, findings, evidence };
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return { outcome: 'breach', sentence: `${first.message.replace(/\.$/, '')}${more}.`, findings, evidence };
}

export const nameOf: Record<ViewerResultKind, string> = {
  segmentation: 'segmentation',
  report: 'structured report',
  'presentation-state': 'presentation state',
  'key-object': 'key object',
  document: 'document',
};
