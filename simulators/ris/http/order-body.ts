import type { Exam } from '../../../model/exam';
import type { OrderDetails } from '../database/exams';

export type OrderBody = Partial<Exam> & OrderDetails & { accessionNumber: string };

const text = { type: 'string', minLength: 1, maxLength: 64 };
/** SH has 16 characters, CS 16, UI 64 (PS3.5 6.2). */
const short = { type: 'string', minLength: 1, maxLength: 16 };

/** An order as JSON: what identifies the exam (model/exam.ts) and how it is to be worked off. */
export const orderBody = {
  type: 'object',
  additionalProperties: false,
  required: [
    'patientId',
    'patientName',
    'accessionNumber',
    'studyInstanceUid',
    'modality',
    'bodyPartExamined',
    'procedure',
  ],
  properties: {
    patientId: text,
    patientName: text,
    issuerOfPatientId: text,
    patientBirthDate: { type: 'string', pattern: '^\\d{8}$' },
    patientSex: { enum: ['M', 'F', 'O'] },
    accessionNumber: short,
    placerOrderNumber: text,
    fillerOrderNumber: text,
    requestedProcedureId: short,
    scheduledProcedureStepId: short,
    studyInstanceUid: { type: 'string', pattern: '^(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))+$', maxLength: 64 },
    modality: short,
    bodyPartExamined: short,
    procedure: {
      type: 'object',
      additionalProperties: false,
      required: ['value', 'scheme', 'meaning'],
      properties: { value: short, scheme: short, meaning: text },
    },
    urgency: { enum: ['urgent', 'routine'] },
    referralLocation: text,
    specialty: text,
    intendedReporter: text,
    stationAeTitle: short,
  },
};

/** Numbers that are left out are made from the accession number. */
export function toExam(body: OrderBody): Exam {
  const key = body.accessionNumber;
  return {
    caseId: key,
    kind: 'positive',
    study: '',
    patientId: '',
    issuerOfPatientId: '',
    patientName: '',
    patientBirthDate: '',
    patientSex: '',
    placerOrderNumber: `P${key}`,
    fillerOrderNumber: `F${key}`,
    requestedProcedureId: key,
    scheduledProcedureStepId: key,
    studyInstanceUid: '',
    modality: '',
    bodyPartExamined: '',
    procedure: { value: '', scheme: '', meaning: '' },
    expectation: { inScope: true, present: [], absent: [], alert: false },
    ...body,
  };
}
