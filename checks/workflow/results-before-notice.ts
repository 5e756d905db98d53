import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord, EvidenceRef, MessageExchange, StoredInstance } from '../../model/record';
import { atEvent, atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied, seconds } from './reading/judging';
import { isCompletionNotice } from './reading/not-analysed';
import { noticesOf, resultsOf } from './reading/traffic';

/** RCR-S6.1: nobody starts reading before the analysis is there. */
export const resultsBeforeNotice = caseCheck({
  id: 'workflow/results-before-notice',
  title: 'Every result is stored and queryable before the completion notice',
  clause: 'RCR l.21-22, 146-149',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const notice = noticesOf(caseRecord).find((each) => isCompletionNotice(each, caseRecord.exam, record.sut));
  if (!notice) return nothingSeen('No completion notice (ORC-5 = A) came, so there is no order of events to judge.');
  return orderOfEvents(caseRecord, notice);
}

/** Whether all results were there when the notice came: answered by the PACS before it, and listed by the PACS at it. */
export function orderOfEvents(caseRecord: CaseRecord, notice: MessageExchange): CheckResult {
  const { exam } = caseRecord;
  const results = resultsOf(caseRecord);
  const atNotice = atMessage(notice, 'ORC-5', 'opens the study for reporting');
  if (results.length === 0) {
    return breach(
      `The RIS was told that the analysis of ${exam.accessionNumber} is complete, but no result is on the PACS.`,
      [atNotice],
    );
  }
  const late = results.filter(({ answered }) => (answered?.seq ?? Infinity) > notice.sent.seq);
  if (late.length > 0) {
    const delay = Math.max(...late.map(({ answered, sent }) => (answered ?? sent).ms)) - notice.sent.ms;
    return breach(
      `${late.length} of ${counted(results.length, 'result')} had not been taken by the PACS when the RIS was told that analysis is complete; the last was ${seconds(delay)} later.`,
      [atNotice, ...late.map((store) => atObject(store, undefined, 'taken after the notice'))],
    );
  }
  return listedAtNotice(caseRecord, notice, results, atNotice);
}

function listedAtNotice(
  { probes }: CaseRecord,
  notice: MessageExchange,
  results: StoredInstance[],
  atNotice: EvidenceRef,
): CheckResult {
  const probe = probes.find(({ trigger, seq }) => trigger === 'notice' && seq > notice.sent.seq);
  if (!probe)
    return nothingSeen('The PACS was not asked for its list when the notice came, so only half could be seen.');
  if (probe.failure !== undefined)
    return nothingSeen(`The PACS could not be asked for its list when the notice came: ${probe.failure}`);
  const missing = results.filter(({ sopInstanceUid }) => !probe.found.includes(sopInstanceUid));
  const atProbe = atEvent(probe, 'what the PACS listed when the notice came');
  if (missing.length > 0) {
    return breach(
      `${missing.length} of ${counted(results.length, 'result')} could not be found on the PACS when the RIS was told that analysis is complete.`,
      [atNotice, atProbe, ...missing.map((store) => atObject(store))],
    );
  }
  return satisfied(
    `All ${counted(results.length, 'result')} had been taken by the PACS, and the PACS listed them, when the completion notice came.`,
    [atNotice, atProbe, ...results.map((store) => atObject(store))],
  );
}
