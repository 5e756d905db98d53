/** Exams with their order, what AI said of them, and who did what. Times are ISO 8601, UTC. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS exam (
  accession_number TEXT PRIMARY KEY,
  placer_order_number TEXT NOT NULL,
  filler_order_number TEXT NOT NULL,
  study_instance_uid TEXT NOT NULL UNIQUE,
  patient_id TEXT NOT NULL,
  issuer_of_patient_id TEXT NOT NULL,
  patient_name TEXT NOT NULL,
  patient_birth_date TEXT NOT NULL,
  patient_sex TEXT NOT NULL,
  requested_procedure_id TEXT NOT NULL,
  scheduled_procedure_step_id TEXT NOT NULL,
  procedure_code TEXT NOT NULL,
  procedure_scheme TEXT NOT NULL,
  procedure_meaning TEXT NOT NULL,
  modality TEXT NOT NULL,
  body_part TEXT NOT NULL,
  specialty TEXT NOT NULL DEFAULT '',
  referral_location TEXT NOT NULL DEFAULT '',
  urgency TEXT NOT NULL DEFAULT 'routine',
  intended_reporter TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'scheduled',
  /* 0 alert, 1 urgent, 2 routine: what the reporting worklist is sorted by first. */
  priority INTEGER NOT NULL DEFAULT 2,
  ordered_at TEXT NOT NULL,
  completed_at TEXT,
  /* none, outstanding, available, not-analysed, failed */
  ai_status TEXT NOT NULL DEFAULT 'none',
  ai_status_text TEXT NOT NULL DEFAULT '',
  review_needed INTEGER NOT NULL DEFAULT 0,
  report TEXT,
  reported_at TEXT,
  /* Set when a completion notice came before the exam was completed. */
  notice_waiting INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS exam_worklist ON exam (status, priority, completed_at);
CREATE INDEX IF NOT EXISTS exam_modality ON exam (status, modality, completed_at);
CREATE INDEX IF NOT EXISTS exam_patient ON exam (patient_id);
CREATE TABLE IF NOT EXISTS ai_abnormality (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  code TEXT NOT NULL,
  scheme TEXT NOT NULL,
  meaning TEXT NOT NULL,
  /* present, absent, unclear */
  presence TEXT NOT NULL,
  /* OBX-5 and OBX-8 as received. */
  value TEXT NOT NULL,
  alert TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  received_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ai_abnormality_exam ON ai_abnormality (accession_number);
CREATE INDEX IF NOT EXISTS ai_abnormality_code ON ai_abnormality (presence, code, accession_number);
CREATE TABLE IF NOT EXISTS message (
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  accession_number TEXT NOT NULL,
  text TEXT NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (sender, control_id)
);
CREATE TABLE IF NOT EXISTS fhir_resource (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  accession_number TEXT,
  json TEXT NOT NULL,
  received_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mpps (
  sop_instance_uid TEXT PRIMARY KEY,
  accession_number TEXT NOT NULL,
  status TEXT NOT NULL,
  attributes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  accession_number TEXT
);
`;
