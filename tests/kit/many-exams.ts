export const EXAMS = 100_000;

/**
 * Exams W0, W1 ...: every 10th still waits for AI; every 5th has haemorrhage, every 3rd a fracture, every 20,000th something
 * rare; every 15th an alert. Written by SQL, because one by one would take a minute.
 */
export const SEED = `
INSERT INTO exam (accession_number, placer_order_number, filler_order_number, study_instance_uid, patient_id, issuer_of_patient_id,
  patient_name, patient_birth_date, patient_sex, requested_procedure_id, scheduled_procedure_step_id, procedure_code, procedure_scheme,
  procedure_meaning, modality, body_part, specialty, referral_location, urgency, intended_reporter, status, priority, ordered_at,
  completed_at, ai_findings, ai_keys, alert)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${EXAMS})
SELECT 'W' || i, 'P' || i, 'F' || i, '1.2.' || i, 'PID' || i, '', 'A^B', '', '', '', '', 'C', 'L', 'CT head',
  CASE i % 4 WHEN 0 THEN 'CT' WHEN 1 THEN 'MR' WHEN 2 THEN 'DX' ELSE 'MG' END, 'HEAD', 'S' || (i % 7),
  CASE i % 3 WHEN 0 THEN 'emergency' WHEN 1 THEN 'inpatient' ELSE 'gp' END, iif(i % 10 = 0, 'urgent', 'routine'), 'R' || (i % 50),
  iif(i % 10 = 9, 'completed', 'reporting'), iif(i % 15 = 0, 0, iif(i % 10 = 0, 1, 2)), '2026-01-01T00:00:00.000Z',
  strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + ((i * 7919) % ${EXAMS}) * 60, 'unixepoch'),
  iif(i % 15 = 0, 'Fracture, Haemorrhage', iif(i % 3 = 0, 'Fracture', iif(i % 5 = 0, 'Haemorrhage', ''))), iif(i % 3 = 0, '\x1e' || 'F' || '\x1f' || 'Fracture' || '\x1e', '') || iif(i % 5 = 0, '\x1e' || 'H' || '\x1f' || 'Haemorrhage' || '\x1e', '') || iif(i % 20000 = 0, '\x1e' || 'R' || '\x1f' || 'Rare 100% finding' || '\x1e', ''), i % 15 = 0 FROM n;
INSERT INTO abnormality_name VALUES ('H', 'L', 'Haemorrhage'), ('F', 'L', 'Fracture'), ('R', 'L', 'Rare 100% finding');
`;
