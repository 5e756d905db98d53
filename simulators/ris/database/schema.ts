/** Exams with their order, what AI said of them, what was sent and who did what. Times are ISO 8601, UTC. */
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
  /* As ordered: urgent, routine. */
  urgency TEXT NOT NULL DEFAULT 'routine',
  intended_reporter TEXT NOT NULL DEFAULT '',
  /* AE title of the scanner it is planned for; '' is any. */
  station_ae_title TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'scheduled',
  /* 0 expedited, 1 urgent, 2 routine: what the reporting worklist is sorted by first. AI raises it, never lowers it. */
  priority INTEGER NOT NULL DEFAULT 2,
  ordered_at TEXT NOT NULL,
  completed_at TEXT,
  /* none, outstanding, available, not-analysed, failed */
  ai_status TEXT NOT NULL DEFAULT 'none',
  ai_status_text TEXT NOT NULL DEFAULT '',
  /* Abnormalities that AI states as present, by name, for the worklist. */
  ai_findings TEXT NOT NULL DEFAULT '',
  /* The same with their codes, to be searched in. */
  ai_keys TEXT NOT NULL DEFAULT '',
  alert INTEGER NOT NULL DEFAULT 0,
  review_needed INTEGER NOT NULL DEFAULT 0,
  report TEXT,
  reported_by TEXT,
  reported_at TEXT,
  /* Set when a completion notice came before the exam was completed. */
  notice_waiting INTEGER NOT NULL DEFAULT 0,
  on_worklist INTEGER NOT NULL GENERATED ALWAYS AS
    (status = 'reporting' OR (status = 'reported' AND review_needed = 1)) STORED
);
/* Everything by which the reporting worklist is filtered and sorted (RCR l.202-218), so that any combination is answered from
   here alone; only the rows of the page are then looked up. */
CREATE INDEX IF NOT EXISTS exam_worklist ON exam (on_worklist, priority, completed_at, alert, modality, referral_location, specialty,
  urgency, intended_reporter, review_needed, ai_findings, ai_keys);
CREATE INDEX IF NOT EXISTS exam_status ON exam (status, ordered_at);
CREATE INDEX IF NOT EXISTS exam_ordered ON exam (ordered_at);
CREATE INDEX IF NOT EXISTS exam_patient ON exam (patient_id);
CREATE INDEX IF NOT EXISTS exam_placer ON exam (placer_order_number);
CREATE INDEX IF NOT EXISTS exam_filler ON exam (filler_order_number);

CREATE TABLE IF NOT EXISTS ai_abnormality (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  code TEXT NOT NULL,
  scheme TEXT NOT NULL,
  meaning TEXT NOT NULL,
  /* present, absent, unclear, not-analysed */
  presence TEXT NOT NULL,
  /* OBX-5 and OBX-8 as received. */
  value TEXT NOT NULL,
  alert TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  /* 0 when a later message says something else of the same abnormality. */
  current INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS ai_abnormality_exam ON ai_abnormality (accession_number);
/* Every abnormality that was ever stated, so that a name is found without looking through all exams. */
CREATE TABLE IF NOT EXISTS abnormality_name (
  code TEXT NOT NULL,
  scheme TEXT NOT NULL,
  meaning TEXT NOT NULL,
  PRIMARY KEY (code, scheme, meaning)
) WITHOUT ROWID;
/* Every OBX of every message that was filed. */
CREATE TABLE IF NOT EXISTS ai_observation (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  code TEXT NOT NULL,
  scheme TEXT NOT NULL,
  meaning TEXT NOT NULL,
  value_type TEXT NOT NULL,
  value TEXT NOT NULL,
  units TEXT NOT NULL,
  flags TEXT NOT NULL,
  result_status TEXT NOT NULL,
  segment TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ai_observation_exam ON ai_observation (accession_number);
CREATE TABLE IF NOT EXISTS ai_alert (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  meaning TEXT NOT NULL,
  flag TEXT NOT NULL,
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  raised_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ai_alert_exam ON ai_alert (accession_number);
/* Alerts that were taken back (OBX-11 C, D, W); they are kept, but no longer shown. */
CREATE TABLE IF NOT EXISTS ai_alert_withdrawn (
  alert_id INTEGER PRIMARY KEY REFERENCES ai_alert,
  control_id TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL
);
/* What was read from the AI results on the PACS. */
CREATE TABLE IF NOT EXISTS ai_reading (
  accession_number TEXT PRIMARY KEY REFERENCES exam,
  json TEXT NOT NULL,
  read_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS review_flag (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  reason TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  resolved_at TEXT,
  resolved_by TEXT,
  outcome TEXT
);
CREATE INDEX IF NOT EXISTS review_flag_exam ON review_flag (accession_number);
CREATE TABLE IF NOT EXISTS addendum (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  text TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL
);
/* Messages that were filed; the same sender's control ID is filed once. */
CREATE TABLE IF NOT EXISTS message (
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  accession_number TEXT NOT NULL,
  digest TEXT NOT NULL,
  text TEXT NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (sender, control_id)
);
/* What the AI platform is to be told; kept until it said AA or AR. */
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY,
  accession_number TEXT NOT NULL REFERENCES exam,
  what TEXT NOT NULL,
  text TEXT NOT NULL,
  /* waiting, accepted, refused */
  state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0,
  last_problem TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  done_at TEXT
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (state, accession_number, id);
CREATE TABLE IF NOT EXISTS fhir_resource (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  accession_number TEXT,
  json TEXT NOT NULL,
  received_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS fhir_resource_exam ON fhir_resource (accession_number);
CREATE TABLE IF NOT EXISTS fhir_identifier (
  type TEXT NOT NULL,
  system TEXT NOT NULL,
  value TEXT NOT NULL,
  id TEXT NOT NULL REFERENCES fhir_resource
);
CREATE INDEX IF NOT EXISTS fhir_identifier_value ON fhir_identifier (type, value, system);
/* accession_number is null where no exam fits (an unscheduled step). */
CREATE TABLE IF NOT EXISTS mpps (
  sop_instance_uid TEXT PRIMARY KEY,
  accession_number TEXT,
  status TEXT NOT NULL,
  attributes TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mpps_exam ON mpps (accession_number);
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  accession_number TEXT
);
CREATE INDEX IF NOT EXISTS audit_exam ON audit (accession_number);
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is never deleted'); END;
`;
