import type { Check } from '../../model/check';
import { findingsAgree } from './agreement';
import { alertSet, criticalCode, noFalseAlert } from './alerts';
import { versionInEveryOutput } from './algorithm-version';
import { associationsReleased } from './associations';
import { overlay, presentationState, secondaryCapture, srAndSeg } from './carriers';
import { declarationCoded, listsEveryAbnormality, pdfOnly, performanceDeclared } from './declaration';
import { deliveryMeasurable } from './delivery';
import { fhirFindings, fhirRefersToDicom } from './fhir-output';
import { findingsInObx5, findingsInSr } from './findings';
import { everyFindingMarked, graphicsToggleable } from './graphics';
import { handsFree } from './hands-free';
import { imagesFromPacs } from './images-from-pacs';
import { limitationsAccompany } from './limitations';
import { llmMarkedPreliminary } from './llm-text';
import { noDuplicates } from './no-duplicates';
import { notFinal } from './not-final';
import { noticeIdentity } from './notice-identity';
import { noticeOrc5 } from './notice-orc5';
import { noticeWellFormed } from './notice-wellformed';
import { failureIsSaid, notAnalysed, refusalIsSaid } from './refusal';
import { resultsBeforeNotice } from './results-before-notice';
import { resultsValid } from './results-valid';
import { imagesGone } from './retention';
import { retryNothingLost } from './retry';
import { sameStudy } from './same-study';
import { tls } from './security';
import { srSignalsAvailability } from './sr-signals';
import { srUnverified } from './sr-unverified';
import { startsOnCompletion } from './trigger';

/** What an AI platform must show in the workflow around it. */
export const WORKFLOW_CHECKS: readonly Check[] = [
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
  associationsReleased,
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
];
