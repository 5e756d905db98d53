export const EXAM_STATUSES = ['scheduled', 'in-progress', 'completed', 'reporting', 'reported', 'cancelled'] as const;
/** `completed`: acquired, waiting for AI; `reporting`: offered to a radiologist. */
export type ExamStatus = (typeof EXAM_STATUSES)[number];

export type AiStatus = 'none' | 'outstanding' | 'available' | 'not-analysed' | 'failed';
export type Presence = 'present' | 'absent' | 'unclear' | 'not-analysed';

/** A row of table exam; names as in the database. */
export interface ExamRow {
  accession_number: string;
  placer_order_number: string;
  filler_order_number: string;
  study_instance_uid: string;
  patient_id: string;
  issuer_of_patient_id: string;
  patient_name: string;
  patient_birth_date: string;
  patient_sex: string;
  requested_procedure_id: string;
  scheduled_procedure_step_id: string;
  procedure_code: string;
  procedure_scheme: string;
  procedure_meaning: string;
  modality: string;
  body_part: string;
  specialty: string;
  referral_location: string;
  urgency: 'urgent' | 'routine';
  intended_reporter: string;
  station_ae_title: string;
  status: ExamStatus;
  priority: number;
  ordered_at: string;
  completed_at: string | null;
  ai_status: AiStatus;
  ai_status_text: string;
  ai_findings: string;
  ai_keys: string;
  alert: number;
  review_needed: number;
  report: string | null;
  reported_by: string | null;
  reported_at: string | null;
  notice_waiting: number;
}

export interface AbnormalityRow {
  code: string;
  scheme: string;
  meaning: string;
  presence: Presence;
  value: string;
  alert: string;
  sender: string;
  control_id: string;
  received_at: string;
  current: number;
}

export interface ObservationRow {
  code: string;
  scheme: string;
  meaning: string;
  value_type: string;
  value: string;
  units: string;
  flags: string;
  result_status: string;
  segment: string;
}

export interface AlertRow {
  meaning: string;
  flag: string;
  sender: string;
  control_id: string;
  raised_at: string;
}

export interface ReviewRow {
  id: number;
  reason: string;
  raised_at: string;
  resolved_at: string | null;
  resolved_by: string | null;
  outcome: string | null;
}

export interface AuditRow {
  at: string;
  who: string;
  what: string;
  accession_number: string | null;
}
