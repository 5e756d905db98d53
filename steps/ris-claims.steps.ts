import { type Claim, defineClaims } from './claims';

const CLAIMS: Claim[] = [
  ['the exam was offered for reporting only after the notice', 'ris/not-before-notice'],
  ['the exam was opened without AI, and that was said', 'ris/opened-without-ai', { cause: 'failed' }],
  ['the exam was opened after AI had been silent, and that was said', 'ris/opened-without-ai', { cause: 'silence' }],
  ['what AI found puts an exam higher', 'ris/abnormality-raises'],
  ['the late result was filed and flagged, and the report is as it was', 'ris/late-result'],
  ['FHIR resources were taken if they are about an exam, and else refused', 'ris/fhir-taken'],
  ['AI results were acknowledged and filed against the right exam', 'ris/filed-to-its-exam'],
  ['the wrong message was refused with a reason and filed to nobody', 'ris/refused-and-not-filed'],
  ['the AI platform was told of the completion, and not before', 'ris/completion-sent'],
  ['the exam is on the reporting worklist', 'ris/notice-opens'],
  ['the exam is on the reporting worklist since it was completed', 'ris/notice-opens', { early: true }],
  ['the report on the PACS opened the exam', 'ris/report-on-pacs-opens'],
  ['the alert raised the priority of its exam', 'ris/alert-raises-priority'],
  ['the filter by AI abnormality lets through what it should', 'ris/worklist-filter', { by: 'abnormality' }],
  ['the worklist is sorted by AI abnormality', 'ris/abnormality-sort'],
  ['AI abnormalities are still there after the restart', 'ris/kept-over-restart'],
  ['the alert is shown where it was raised, and nowhere else', 'ris/alert-shown'],
  ['the alert is no longer shown', 'ris/alert-shown', { withdrawn: true }],
  ['the filter by referral location lets through what it should', 'ris/worklist-filter', { by: 'referralLocation' }],
  ['the filter by modality lets through what it should', 'ris/worklist-filter', { by: 'modality' }],
  ['the filter by specialty lets through what it should', 'ris/worklist-filter', { by: 'specialty' }],
  ['the filter by urgency lets through what it should', 'ris/worklist-filter', { by: 'urgency' }],
  ['the filter by intended reporter lets through what it should', 'ris/worklist-filter', { by: 'intendedReporter' }],
  [
    'the filter by completion after a time lets through what it should',
    'ris/worklist-filter',
    { by: 'completedAfter' },
  ],
  [
    'the filter by completion before a time lets through what it should',
    'ris/worklist-filter',
    { by: 'completedBefore' },
  ],
  [
    'the filters by modality and referral location let through what they should',
    'ris/worklist-filter',
    { by: ['modality', 'referralLocation'] },
  ],
];

// A RIS may need a moment to show a change, so these are not judged at the first look alone.
defineClaims(CLAIMS, ({ session }, check, params) => session.ris.judge(check, params));
