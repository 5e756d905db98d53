import type { ExamRow, ExamStatus } from '../database/types';
import type { Json } from './outcome';

const IDENTIFIER_TYPES = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const SYSTEMS: Record<string, string> = {
  SCT: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
};

export const SERVICE_REQUEST_STATUS: Record<ExamStatus, string> = {
  scheduled: 'active',
  'in-progress': 'active',
  completed: 'active',
  reporting: 'active',
  reported: 'completed',
  cancelled: 'revoked',
};

/** `ready` means that the study is on the reporting worklist; `on-hold` that it waits for AI. */
export const TASK_STATUS: Record<ExamStatus, string> = {
  scheduled: 'draft',
  'in-progress': 'draft',
  completed: 'on-hold',
  reporting: 'ready',
  reported: 'completed',
  cancelled: 'cancelled',
};

export const FHIR_PRIORITY = ['stat', 'urgent', 'routine'] as const;

/** The order. */
export function serviceRequest(exam: ExamRow): Json {
  return {
    resourceType: 'ServiceRequest',
    id: exam.accession_number,
    identifier: identifiers(exam),
    status: SERVICE_REQUEST_STATUS[exam.status],
    intent: 'order',
    priority: exam.urgency,
    code: {
      coding: [
        {
          system: SYSTEMS[exam.procedure_scheme] ?? `urn:airworthy:${exam.procedure_scheme}`,
          code: exam.procedure_code,
          display: exam.procedure_meaning,
        },
      ],
      text: exam.procedure_meaning,
    },
    subject: patient(exam),
    authoredOn: exam.ordered_at,
    ...(exam.referral_location === '' ? {} : { locationCode: [{ text: exam.referral_location }] }),
  };
}

/** The task of reporting an exam: what the reporting worklist shows of it (RCR l.202-218). */
export function reportingTask(exam: ExamRow): Json {
  const review = exam.review_needed === 1;
  const state = exam.ai_status_text === '' ? `AI result ${exam.ai_status}` : exam.ai_status_text;
  return {
    resourceType: 'Task',
    id: `report-${exam.accession_number}`,
    identifier: identifiers(exam),
    basedOn: [{ reference: `ServiceRequest/${exam.accession_number}` }],
    status: TASK_STATUS[exam.status],
    businessStatus: {
      coding: [{ system: 'urn:airworthy:exam-status', code: exam.status }],
      text: review ? `${state}; flagged for review` : state,
    },
    intent: 'order',
    priority: FHIR_PRIORITY[exam.priority] ?? 'routine',
    code: { text: 'Report imaging study' },
    focus: { reference: `ServiceRequest/${exam.accession_number}` },
    for: patient(exam),
    authoredOn: exam.ordered_at,
    ...((exam.reported_at ?? exam.completed_at) ? { lastModified: exam.reported_at ?? exam.completed_at } : {}),
    ...(exam.intended_reporter === '' ? {} : { owner: { display: exam.intended_reporter } }),
    input: [
      { type: { text: 'Modality' }, valueCode: exam.modality },
      { type: { text: 'Study' }, valueOid: `urn:oid:${exam.study_instance_uid}` },
      { type: { text: 'AI alert' }, valueBoolean: exam.alert === 1 },
      ...(exam.ai_findings === '' ? [] : [{ type: { text: 'AI findings' }, valueString: exam.ai_findings }]),
    ],
  };
}

function identifiers(exam: ExamRow): Json[] {
  const numbers = [
    ['ACSN', exam.accession_number],
    ['PLAC', exam.placer_order_number],
    ['FILL', exam.filler_order_number],
  ].filter(([, value]) => value !== '');
  return [
    ...numbers.map(([code, value]) => ({ type: { coding: [{ system: IDENTIFIER_TYPES, code }] }, value })),
    { system: 'urn:dicom:uid', value: `urn:oid:${exam.study_instance_uid}` },
  ];
}

function patient(exam: ExamRow): Json {
  const issuer = exam.issuer_of_patient_id;
  return {
    type: 'Patient',
    identifier: { value: exam.patient_id, ...(issuer === '' ? {} : { assigner: { display: issuer } }) },
  };
}
