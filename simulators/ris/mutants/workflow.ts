import type { RisMutant } from './types';

const NEVER_MS = 2 ** 40;

/** Defects of when an exam is offered for reporting, and of what the AI platform is told. */
export const WORKFLOW_MUTANTS: RisMutant[] = [
  {
    id: 'opens-on-completion',
    requirement: 'RCR-S6.2',
    sentence: 'An exam is offered for reporting as soon as it is completed, before AI has been heard.',
    hooks: { opensOnCompletion: true },
  },
  {
    id: 'opens-after-restart',
    requirement: 'RCR-S6.2',
    sentence: 'Exams that wait for AI are offered for reporting when the RIS is started again.',
    hooks: {
      opened: (database) => void database.exec("UPDATE exam SET status = 'reporting' WHERE status = 'completed'"),
    },
  },
  {
    id: 'failure-leaves-stuck',
    requirement: 'RCR-S6.4',
    sentence: 'An exam whose analysis failed is never offered for reporting.',
    knockOn: [{ requirements: ['RCR-R3.1'], because: 'The notice of the failure is what should have opened it.' }],
    hooks: { moves: (_exam, to, cause) => !(to === 'reporting' && cause.startsWith('not analysed by AI')) },
  },
  {
    id: 'waits-for-ever',
    requirement: 'RCR-S6.4',
    sentence: 'An exam of which AI never says anything is never offered for reporting.',
    hooks: { aiTimeoutMs: NEVER_MS },
  },
  {
    id: 'opens-in-silence',
    requirement: 'RCR-S6.4',
    sentence: 'An exam is opened without AI, and nothing says that its result is missing.',
    hooks: {
      changes: ({ ai_status, ai_status_text, ...rest }) =>
        ai_status === 'available' ? { ai_status, ai_status_text, ...rest } : rest,
    },
  },
  {
    id: 'completion-untold',
    requirement: 'RCR-R2.1',
    sentence: 'The completion of an exam is not told to the AI platform.',
    hooks: { told: (event) => (event.status === 'CM' ? undefined : event) },
  },
  {
    id: 'completion-as-in-process',
    requirement: 'RCR-R2.1',
    sentence: 'Completion is told with ORC-5 = IP (in process) instead of CM.',
    hooks: { told: (event) => (event.status === 'CM' ? { ...event, status: 'IP' } : event) },
  },
  {
    id: 'completion-at-order',
    requirement: 'RCR-R2.1',
    sentence: 'ORC-5 = CM is sent with the order already, before the exam is made.',
    hooks: { told: (event) => (event.control === 'NW' ? { ...event, status: 'CM' } : event) },
  },
  {
    id: 'completion-without-exam',
    requirement: 'RCR-R2.1',
    sentence: 'The message of completion names neither order nor accession number.',
    hooks: {
      toldText: (text) =>
        text.includes('|CM|')
          ? text.replace(/^(ORC\|[^|]*\|)[^|]*\|[^|]*/m, '$1|').replace(
              /^(OBR\|1\|)[^|]*\|[^|]*(.*)$/m,
              (_all, head: string, rest: string) =>
                `${head}|${rest
                  .split('|')
                  .map((field, i) => (i === 15 ? '' : field))
                  .join('|')}`,
            )
          : text,
    },
  },
  {
    id: 'notice-does-not-open',
    requirement: 'RCR-R3.1',
    sentence: 'ORC-5 = A is acknowledged, but the exam stays off the reporting worklist.',
    hooks: { moves: (_exam, to, cause) => !(to === 'reporting' && cause.startsWith('AI result')) },
  },
  {
    id: 'early-notice-forgotten',
    requirement: 'RCR-R3.1',
    sentence: 'A notice that came before the exam was completed is forgotten: completion does not open the exam.',
    hooks: { moves: (_exam, to, cause) => !(to === 'reporting' && cause.includes('had come')) },
  },
  {
    id: 'availability-ignored',
    requirement: 'RCR-R3.2',
    sentence: 'The notification that a Structured Report is on the PACS is answered with success, and nothing follows.',
    hooks: { ignoresAvailability: true },
  },
  {
    id: 'late-result-dropped',
    requirement: 'RCR-3.4',
    sentence: 'A result that comes after the report is acknowledged and not filed.',
    knockOn: [
      { requirements: ['RCR-R1.1', 'RCR-R4.2'], because: 'What is not filed is not shown, and neither is its alert.' },
    ],
    hooks: { filed: (notice, exam) => (exam.status === 'reported' ? undefined : notice) },
  },
  {
    id: 'late-result-unflagged',
    requirement: 'RCR-3.4',
    sentence: 'A result that comes after the report is filed, but nobody is asked to look at it.',
    hooks: { late: () => 'silent' },
  },
  {
    id: 'late-result-changes-report',
    requirement: 'RCR-3.4',
    sentence: 'A result that comes after the report is written into the issued report.',
    hooks: {
      late: (exams, exam) => {
        exams.update(exam.accession_number, { report: `${exam.report ?? ''}\nAI: ${exam.ai_findings}` });
        return 'flagged';
      },
    },
  },
  {
    id: 'fhir-dropped',
    requirement: 'RCR-F1.1',
    sentence: 'FHIR results are answered with success and not kept.',
    hooks: { fhir: 'dropped' },
  },
  {
    id: 'fhir-unmatched-taken',
    requirement: 'RCR-F1.1',
    sentence: 'FHIR results for an order that nobody knows are taken.',
    hooks: { fhir: 'unmatched' },
  },
];
