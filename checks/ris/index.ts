import type { Check } from '../../model/check';
import { alertRaisesPriority, alertShown } from './alerts';
import { completionSent } from './completion';
import { consumerCopes, consumerReads } from './consumer-content';
import { consumerQueries, consumerTakesAllKinds } from './consumer-traffic';
import { fhirTaken } from './fhir';
import { filedToItsExam, keptOverRestart, refusedAndNotFiled } from './filing';
import { lateResult } from './late-result';
import { notBeforeNotice, noticeOpens, openedWithoutAi, reportOnPacsOpens } from './opening';
import { abnormalityRaises, abnormalitySort, worklistFilter } from './worklist';

/** What a RIS must show, seen through the one way to look at it that sut.yaml declares. */
export const RIS_CHECKS: readonly Check[] = [
  notBeforeNotice,
  openedWithoutAi,
  abnormalityRaises,
  lateResult,
  alertRaisesPriority,
  filedToItsExam,
  refusedAndNotFiled,
  completionSent,
  noticeOpens,
  reportOnPacsOpens,
  worklistFilter,
  abnormalitySort,
  keptOverRestart,
  alertShown,
  fhirTaken,
  consumerQueries,
  consumerTakesAllKinds,
  consumerReads,
  consumerCopes,
];
