import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import { buildContentTree, childNamed } from '../../model/dicom/sr-tree';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../model/record';
import { CONCEPT } from '../dicom/concepts';
import { measurementGroups } from '../dicom/measurement-groups';
import { isOver } from '../workflow/reading/completion';
import { atObject } from '../workflow/reading/evidence';
import { breach, hasFinding, nothingSeen, satisfied } from '../workflow/reading/judging';
import { objectsOf } from './reading';

interface Tracked {
  /** What was found there, as `value^scheme`. */
  finding: string;
  meaning: string;
  uid: string;
  evidence: EvidenceRef;
}

/** What the Segmentations and reports of an exam track. */
function trackedIn(caseRecord: CaseRecord): Tracked[] {
  const inSegments = objectsOf(caseRecord, ['seg']).flatMap((store) =>
    store.object.dataset.items('SegmentSequence').flatMap((segment, i): Tracked[] => {
      const [type] = segment.items('SegmentedPropertyTypeCodeSequence');
      const uid = segment.string('TrackingUID');
      const at = atObject(store, `SegmentSequence[${i}].TrackingUID`);
      const finding = `${type?.string('CodeValue')}^${type?.string('CodingSchemeDesignator')}`;
      return uid ? [{ finding, meaning: type?.string('CodeMeaning') ?? finding, uid, evidence: at }] : [];
    }),
  );
  const inReports = objectsOf(caseRecord, ['sr']).flatMap((store) =>
    measurementGroups(buildContentTree(store.object.dataset)).flatMap((group): Tracked[] => {
      const tracking = childNamed(group, CONCEPT.trackingUid);
      const code = childNamed(group, CONCEPT.finding)?.code;
      if (!tracking?.text || !code) return [];
      const { value, scheme, meaning } = code;
      return [{ finding: `${value}^${scheme}`, meaning, uid: tracking.text, evidence: atObject(store, tracking.path) }];
    }),
  );
  return [...inSegments, ...inReports];
}

/** AIR-EC-38: two exams of one patient with the same images: what is tracked in both is tracked by the same UIDs. */
const trackingKept: Check = {
  id: 'air/tracking-uid-at-follow-up',
  title: 'A lesion that is seen again keeps its Tracking UID',
  clause: 'AIR tracking identifiers, PS3.16 TID 1501',
  judge(record) {
    const trouble = record.events.find((event) => event.kind === 'harness.problem');
    if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
    const [prior, followUp] = record.cases.filter(({ exam }) => hasFinding(exam));
    if (!prior || !followUp || prior.exam.patientId !== followUp.exam.patientId)
      return nothingSeen('No prior and follow-up study of one patient with a finding were tried.');
    return judgePair(prior, followUp, record);
  },
};

function judgePair(prior: CaseRecord, followUp: CaseRecord, record: ScenarioRecord): CheckResult {
  const [before, after] = [trackedIn(prior), trackedIn(followUp)];
  for (const [caseRecord, tracked, name] of [
    [prior, before, 'prior'],
    [followUp, after, 'follow-up'],
  ] as const) {
    if (tracked.length > 0) continue;
    const over = isOver(caseRecord, record);
    return nothingSeen(over.up ? `No lesion of the ${name} study is tracked.` : over.reason);
  }
  const common = [...new Set(after.map(({ finding }) => finding))].filter((finding) =>
    before.some((each) => each.finding === finding),
  );
  if (common.length === 0) return nothingSeen('Nothing that was found in the prior study was found at follow-up.');
  for (const finding of common) {
    const [known, seen] = [before, after].map((all) => all.filter((each) => each.finding === finding));
    const [old, now] = [known, seen].map((all) => new Set(all?.map(({ uid }) => uid)));
    const kept = [...(now ?? [])].filter((uid) => old?.has(uid)).length;
    const due = Math.min(old?.size ?? 0, now?.size ?? 0);
    if (kept < due)
      return breach(
        `Of ${counted(due, 'lesion')} (${known?.[0]?.meaning}) that the prior study had, ${kept === 0 ? 'none has' : `only ${kept} ${kept === 1 ? 'has' : 'have'}`} the same Tracking UID at follow-up.`,
        [...(known ?? []), ...(seen ?? [])].map(({ evidence }) => evidence),
      );
  }
  const uids = new Set(after.map(({ uid }) => uid).filter((uid) => before.some((each) => each.uid === uid)));
  return satisfied(
    `${counted(uids.size, 'lesion')} of the prior study ${uids.size === 1 ? 'has its' : 'have their'} Tracking UID again at follow-up.`,
    [...before, ...after].map(({ evidence }) => evidence),
  );
}

export const FOLLOW_UP_CHECKS: Check[] = [trackingKept];
