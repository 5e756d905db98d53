import { Then } from '@cucumber/cucumber';
import type { AirworthyWorld } from './world';

/** What a scenario claims, and the check that decides it from the record (checks/README.md). */
const CLAIMS: [claim: string, check: string, params?: Record<string, unknown>][] = [
  ["results are on the PACS and the RIS has been notified, without anybody's help", 'workflow/hands-free'],
  ['every result belongs to the study that was analysed', 'workflow/same-study'],
  ['nothing arrived twice', 'workflow/no-duplicates'],
  ['no study outside the intended use was analysed', 'workflow/not-analysed-out-of-scope'],
  ['the RIS was told that the study was not analysed', 'workflow/refusal-is-said'],
  ['the RIS was told that the analysis failed', 'workflow/failure-is-said'],
  ['sensitivity and specificity of every abnormality are declared', 'declaration/performance-declared'],
  ['the declaration lists every abnormality evaluated', 'declaration/lists-every-abnormality'],
  ["the algorithm's limitations come with the results", 'declaration/limitations-accompany'],
  ['the declaration is coded content of a structured report', 'declaration/coded-sr'],
  ['the declaration is not in a PDF only', 'declaration/pdf-only-discouraged'],
  ['every message to the RIS is well-formed HL7 v2 and was acknowledged', 'hl7/notice-well-formed'],
  ['no result in a message is final', 'hl7/not-final'],
  ['every structured report is unverified', 'sr/unverified'],
  ['report text is marked as preliminary and to be verified', 'llm/marked-preliminary'],
  ['every result is a valid DICOM object and the PACS took it', 'dicom/results-valid'],
  ['every result was on the PACS before the completion notice', 'workflow/results-before-notice'],
  ['nothing was lost or notified early when the PACS failed', 'workflow/retry-nothing-lost', { peer: 'pacs' }],
  ['nothing was lost or notified early when the RIS failed', 'workflow/retry-nothing-lost', { peer: 'ris' }],
  ['every result names the algorithm and its version', 'algorithm/version-in-every-output'],
  ['the delivery of results can be measured', 'workflow/delivery-measurable'],
  ['the graphics can be switched off', 'graphics/toggleable'],
  ['every abnormality stated as present is marked', 'graphics/every-finding-marked'],
  ['a Secondary Capture of the finding arrived', 'carriers/secondary-capture'],
  ['the finding arrived as SR and as SEG', 'carriers/sr-and-seg'],
  ['a presentation state with the finding arrived', 'carriers/presentation-state'],
  ['an overlay with the finding arrived', 'carriers/overlay'],
  ['structured reports state what is in the images, and nothing else', 'findings/in-sr'],
  ['OBX-5 states what is in the images, and nothing else', 'findings/in-obx5'],
  ['structured reports, OBX-5 and graphics agree', 'findings/agree'],
  ['a completion notice with ORC-5 = A came', 'notice/orc5-a'],
  ['the notice identifies the exam', 'notice/identifies-exam'],
  ['the critical finding raised an alert', 'alert/obx8-set'],
  ['no alert was raised without cause', 'alert/none-without-cause'],
  ['the critical alert code came with the critical finding only', 'alert/critical-code'],
  ['images came from the PACS and results returned to it', 'workflow/images-from-local-pacs'],
  ['every connection of the AI platform was secured', 'security/tls'],
  ['the AI platform holds the images no longer', 'retention/images-gone'],
  ['the analysis started on the completion of the exam, and not before', 'trigger/starts-on-cm-only'],
  ['a structured report on the PACS signals that all results are there', 'workflow/sr-signals-availability'],
  ['the findings were sent as FHIR resources', 'fhir/findings-carried'],
  ['the FHIR resources refer to the DICOM study and agree with it', 'fhir/refers-to-dicom'],
];

for (const [claim, check, params] of CLAIMS) {
  Then(new RegExp(`^${claim.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), function (this: AirworthyWorld) {
    this.session.judge(check, params);
  });
}
