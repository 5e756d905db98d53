import type { Check } from '../../model/check';
import type { LoadExam, LoadFate } from '../../model/load';
import type { CaseRecord, MessageExchange, ScenarioRecord } from '../../model/record';
import { findingsInObx5 } from '../workflow/findings';
import { noDuplicates } from '../workflow/no-duplicates';
import { noticeIdentity } from '../workflow/notice-identity';
import { timeIsUp } from '../workflow/reading/deadline';
import { isCompletionNotice, isRefusal } from '../workflow/reading/not-analysed';
import { isAcknowledged, noticesOf, notStarted, resultsOf, triggersOf } from '../workflow/reading/traffic';
import { notAnalysed } from '../workflow/refusal';
import { resultsBeforeNotice } from '../workflow/results-before-notice';
import { sameStudy } from '../workflow/same-study';

/**
 * What must hold of every study however many there are: nothing early, nothing twice, nothing under another patient's name.
 * They are the checks of the scenarios.
 */
const UNDER_LOAD: readonly Check[] = [
  resultsBeforeNotice,
  noDuplicates,
  sameStudy,
  noticeIdentity,
  findingsInObx5,
  notAnalysed,
];

/** Whether a study came through, how long it took, and what went wrong with it (RCR l.21-22, 79-83, 120-122). */
export function judgeLoadExam(record: ScenarioRecord, caseRecord: CaseRecord, startMs: number): LoadExam | undefined {
  const { exam, events } = caseRecord;
  const begun = events.find((event) => event.kind === 'load.exam');
  if (begun?.kind !== 'load.exam') return undefined;
  const since = (ms: number, from: number): number => Math.round(ms - from) / 1000;
  const trigger = triggersOf(caseRecord)[0];
  const results = resultsOf(caseRecord);
  const { fate, why, notice } = fateOf(caseRecord, record);
  const times = trigger
    ? {
        completed: since(trigger.sent.ms, startMs),
        ...(results.length > 0
          ? {
              toFirstResult: since(Math.min(...results.map(({ sent }) => sent.ms)), trigger.sent.ms),
              toLastResult: since(
                Math.max(...results.map(({ sent, answered }) => (answered ?? sent).ms)),
                trigger.sent.ms,
              ),
            }
          : {}),
        ...(notice ? { toNotice: since(notice.sent.ms, trigger.sent.ms) } : {}),
      }
    : {};
  return {
    caseId: exam.caseId,
    accessionNumber: exam.accessionNumber,
    kind: exam.kind,
    study: exam.study,
    due: begun.due,
    begun: since(begun.ms, startMs),
    fate,
    ...times,
    results: results.length,
    violations: UNDER_LOAD.flatMap((check) => {
      const { outcome, sentence, evidence } = check.judge(record, {});
      return outcome === 'breach' ? [{ check: check.id, sentence, evidence }] : [];
    }),
    ...(why === undefined ? {} : { why }),
  };
}

function fateOf(
  caseRecord: CaseRecord,
  record: ScenarioRecord,
): { fate: LoadFate; why?: string; notice?: MessageExchange } {
  const { exam, events } = caseRecord;
  const notSent = events.find((event) => event.kind === 'load.not-sent');
  if (notSent?.kind === 'load.not-sent') return { fate: 'not-sent', why: notSent.sentence };
  const notices = noticesOf(caseRecord);
  const first = (said: (exchange: MessageExchange) => boolean): MessageExchange | undefined => {
    const such = notices.filter(said);
    return such.find(isAcknowledged) ?? such[0];
  };
  const notice = first((each) => isCompletionNotice(each, exam, record.sut));
  if (notice) return { fate: 'delivered', notice };
  const refusal = first((each) => isRefusal(each, exam, record.sut));
  if (refusal) return { fate: 'declined', notice: refusal, why: 'The AI platform said that it was not analysed.' };
  const noStart = notStarted(caseRecord, record.events);
  // That the platform does not acknowledge the completion of an exam is its own doing.
  if (noStart !== undefined && triggersOf(caseRecord).length === 0) return { fate: 'not-sent', why: noStart };
  const time = timeIsUp(caseRecord, record);
  if (time.up) return { fate: 'lost', why: `No notice came ${time.sentence}.` };
  const waited = events.some((event) => event.kind === 'wait' && event.outcome === 'expired');
  if (noStart !== undefined && waited) return { fate: 'lost', why: noStart };
  return { fate: 'unfinished', why: time.reason };
}
