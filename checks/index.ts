import type { Check } from '../model/check';
import { findingsAgree } from './workflow/agreement';
import { alertSet, criticalCode, noFalseAlert } from './workflow/alerts';
import { versionInEveryOutput } from './workflow/algorithm-version';
import { overlay, presentationState, secondaryCapture, srAndSeg } from './workflow/carriers';
import { declarationCoded, listsEveryAbnormality, pdfOnly, performanceDeclared } from './workflow/declaration';
import { deliveryMeasurable } from './workflow/delivery';
import { fhirFindings, fhirRefersToDicom } from './workflow/fhir-output';
import { findingsInObx5, findingsInSr } from './workflow/findings';
import { everyFindingMarked, graphicsToggleable } from './workflow/graphics';
import { handsFree } from './workflow/hands-free';
import { imagesFromPacs } from './workflow/images-from-pacs';
import { limitationsAccompany } from './workflow/limitations';
import { llmMarkedPreliminary } from './workflow/llm-text';
import { noDuplicates } from './workflow/no-duplicates';
import { notFinal } from './workflow/not-final';
import { noticeIdentity } from './workflow/notice-identity';
import { noticeOrc5 } from './workflow/notice-orc5';
import { noticeWellFormed } from './workflow/notice-wellformed';
import { failureIsSaid, notAnalysed, refusalIsSaid } from './workflow/refusal';
import { resultsBeforeNotice } from './workflow/results-before-notice';
import { resultsValid } from './workflow/results-valid';
import { imagesGone } from './workflow/retention';
import { retryNothingLost } from './workflow/retry';
import { sameStudy } from './workflow/same-study';
import { tls } from './workflow/security';
import { srSignalsAvailability } from './workflow/sr-signals';
import { srUnverified } from './workflow/sr-unverified';
import { startsOnCompletion } from './workflow/trigger';

/** All checks that scenarios may name, by id; what each judges is in checks/README.md. */
export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [
    handsFree,
    sameStudy,
    noDuplicates,
    notAnalysed,
    refusalIsSaid,
    failureIsSaid,
    performanceDeclared,
    listsEveryAbnormality,
    limitationsAccompany,
    declarationCoded,
    pdfOnly,
    noticeWellFormed,
    notFinal,
    srUnverified,
    llmMarkedPreliminary,
    resultsValid,
    resultsBeforeNotice,
    retryNothingLost,
    versionInEveryOutput,
    deliveryMeasurable,
    graphicsToggleable,
    everyFindingMarked,
    secondaryCapture,
    srAndSeg,
    presentationState,
    overlay,
    findingsInSr,
    findingsInObx5,
    findingsAgree,
    noticeOrc5,
    noticeIdentity,
    alertSet,
    noFalseAlert,
    criticalCode,
    imagesFromPacs,
    tls,
    imagesGone,
    startsOnCompletion,
    srSignalsAvailability,
    fhirFindings,
    fhirRefersToDicom,
  ].map((check) => [check.id, check]),
);

/** The check with this id. Throws where there is none: a scenario names a check that does not exist. */
export function findCheck(id: string): Check {
  const check = CHECKS.get(id);
  if (!check) throw new Error(`There is no check "${id}". checks/README.md lists them.`);
  return check;
}
