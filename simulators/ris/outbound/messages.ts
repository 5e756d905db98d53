import { buildMessage, timestamp, type SegmentValues } from '../../../protocols/mllp/build';
import { patientName } from '../../../protocols/mllp/patient-segment';
import type { ExamRow } from '../database/types';
import type { Sender } from '../options';

/** What an ORM^O01 of the RIS says: ORC-1 order control and ORC-5 order status (tables 0119, 0038). */
export interface OrderEvent {
  control: 'NW' | 'SC' | 'CA';
  status: string;
}

/**
 * The exam as ORM^O01. Identifiers: PID-3; ORC-2, ORC-3; OBR-18 accession number; ZDS-1 Study Instance UID (IHE Scheduled
 * Workflow).
 */
export function orderMessage(exam: ExamRow, event: OrderEvent, sending: Sender, receiving: Sender): string {
  const priority = exam.urgency === 'urgent' ? 'S' : 'R';
  const pid: SegmentValues = {
    '1': '1',
    '3.1': exam.patient_id,
    '3.4': exam.issuer_of_patient_id,
    '3.5': 'MR',
    ...patientName(exam.patient_name),
    '7': exam.patient_birth_date,
    '8': exam.patient_sex,
  };
  const pv1: SegmentValues = {
    '1': '1',
    '2': PATIENT_CLASS[exam.referral_location] ?? 'O',
    '3': exam.referral_location,
  };
  const orc: SegmentValues = {
    '1': event.control,
    '2': exam.placer_order_number,
    '3': exam.filler_order_number,
    '5': event.status,
    // ORC-7.6 is the priority of the quantity/timing in 2.4.
    '7.6': priority,
    '9': timestamp(new Date()),
  };
  const obr: SegmentValues = {
    '1': '1',
    '2': exam.placer_order_number,
    '3': exam.filler_order_number,
    '4.1': exam.procedure_code,
    '4.2': exam.procedure_meaning,
    '4.3': exam.procedure_scheme,
    '18': exam.accession_number,
    '19': exam.requested_procedure_id,
    '20': exam.scheduled_procedure_step_id,
    '24': exam.modality,
    '27.6': priority,
  };
  const zds: SegmentValues = {
    '1.1': exam.study_instance_uid,
    '1.2': sending.application,
    '1.3': 'Application',
    '1.4': 'DICOM',
  };
  return buildMessage({ sending, receiving, type: ['ORM', 'O01'] }, [
    ['PID', pid],
    ['PV1', pv1],
    ['ORC', orc],
    ['OBR', obr],
    ['ZDS', zds],
  ]);
}

/** HL7 table 0004. */
const PATIENT_CLASS: Record<string, string> = { emergency: 'E', inpatient: 'I', outpatient: 'O', gp: 'O' };
