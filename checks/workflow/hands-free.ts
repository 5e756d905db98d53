import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord } from '../../model/record';
import { atAck, atMessage, atObject } from './reading/evidence';
import { timeIsUp } from './reading/deadline';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied, seconds } from './reading/judging';
import { isAcknowledged, isRefused, noticesOf, notStarted, resultsOf, triggersOf } from './reading/traffic';

/** RCR-S1.1: one trigger in, everything out. */
export const handsFree = caseCheck({
  id: 'workflow/hands-free',
  title: 'Results and notice arrive without a human step',
  clause: 'RCR l.10-12',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const reason = notStarted(caseRecord, record.events);
  if (reason !== undefined) return nothingSeen(reason);
  const trigger = triggersOf(caseRecord).find(isAcknowledged);
  const results = resultsOf(caseRecord);
  const notices = noticesOf(caseRecord);
  const notice = notices.find(isAcknowledged);
  const [first] = results;
  if (trigger && first && notice) {
    const took = (notice.ack?.moment.ms ?? notice.sent.ms) - trigger.sent.ms;
    return satisfied(
      `From the completed exam alone, ${counted(results.length, 'result')} reached the PACS and the notice reached the RIS in ${seconds(took)}, without any further step.`,
      [atMessage(trigger, 'ORC-5', 'the exam is completed'), atObject(first), atMessage(notice), ...atAck(notice)],
    );
  }
  const evidence = [
    ...(trigger ? [atMessage(trigger, 'ORC-5', 'the exam is completed')] : []),
    ...(first ? [atObject(first)] : []),
    ...notices.flatMap((each) => [atMessage(each), ...atAck(each)]),
  ];
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  const refused = notices.find(isRefused)?.ack;
  if (first && refused) {
    const why = refused.message.get('MSA-3') || refused.message.get('ERR-8');
    return breach(
      `The RIS refused the notice (${refused.code}${why ? `: ${why}` : ''}), and no other came ${time.sentence}, so the study stays off the worklist.`,
      evidence,
    );
  }
  const missing =
    !first && notices.length === 0
      ? 'Neither results nor a notice'
      : first
        ? 'No acknowledged notice'
        : 'No result on the PACS';
  return breach(
    `${missing} came ${time.sentence}, although the exam was completed and the images were on the PACS.`,
    evidence,
  );
}
