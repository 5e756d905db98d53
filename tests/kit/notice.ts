/** The segments of a good notice of v2.5.1: a finding with an alert, a note, and a measurement. */
export const NOTICE_LINES: readonly string[] = [
  'MSH|^~\\&|AI|VENDOR|RIS|HOSP|20260101120000||ORM^O01^ORM_O01|M1|P|2.5.1||||||UNICODE UTF-8',
  'PID|1||P1^^^HOSP^MR||MÜLLER^JANE||19700102|F',
  'ORC|SC|PL1|FL1||A||||20260101120000',
  'OBR|1|PL1|FL1|CTHEAD^CT head^99X|||20260101||||||||||||ACC1|||||||P',
  'OBX|1|CWE|1386000^Intracranial haemorrhage^SCT||1386000^Intracranial haemorrhage^SCT|||AA|||P',
  'NTE|1||Not for final diagnosis',
  'OBX|2|NM|VOL^Volume^99X||12.5|ml^millilitre^UCUM|||||P|||20260101120000.123+0100',
];
