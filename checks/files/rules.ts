import type { Rule } from '../dicom/rule';

/** Rules about files and about sets of objects; those about one object are in dicom/, hl7/ and fhir/. */
export const FILE = {
  recognised: { id: 'file/recognised', clause: 'airworthy check', severity: 'error' },
  readable: { id: 'file/readable', clause: 'airworthy check', severity: 'error' },
  archive: { id: 'file/archive-readable', clause: 'APPNOTE.TXT 4.3', severity: 'error' },
  json: { id: 'file/json', clause: 'RFC 8259', severity: 'error' },
} as const satisfies Record<string, Rule>;

const MLLP_CLAUSE = 'HL7 MLLP release 1, block format';

export const MLLP = {
  endBlock: { id: 'mllp/end-block', clause: MLLP_CLAUSE, severity: 'error' },
  carriageReturn: { id: 'mllp/carriage-return-after-end-block', clause: MLLP_CLAUSE, severity: 'error' },
  outside: { id: 'mllp/nothing-outside-blocks', clause: MLLP_CLAUSE, severity: 'error' },
  /** Says: What should be a message does not begin with an MSH segment. */
  message: { id: 'hl7/message-begins-with-msh', clause: 'HL7 2.15.9', severity: 'error' },
} as const satisfies Record<string, Rule>;

export const SET = {
  uniqueInstance: { id: 'set/unique-sop-instance-uid', clause: 'PS3.5 9', severity: 'error' },
  oneCopy: { id: 'set/object-once', clause: 'PS3.5 9', severity: 'warning' },
  /** Says: The patient is not that of the other objects of the study. */
  samePatient: { id: 'set/same-patient', clause: 'PS3.3 C.7.1.1, RCR l.10-12', severity: 'error' },
  /** Says: Accession Number is not that of the other objects of the study. */
  sameAccession: { id: 'set/same-accession-number', clause: 'PS3.3 C.7.2.1, RCR l.10-12', severity: 'error' },
  /** Says: Study Date, Study Time or Study ID is not that of the other objects of the study. */
  sameStudy: { id: 'set/same-study-attributes', clause: 'PS3.3 C.7.2.1', severity: 'warning' },
  sameSeries: { id: 'set/same-series-attributes', clause: 'PS3.3 C.7.3.1', severity: 'error' },
  ownSeries: { id: 'set/result-in-series-of-its-own', clause: 'PS3.3 C.7.3.1, RCR l.10-12', severity: 'error' },
  studyOfImages: { id: 'set/result-in-study-of-images', clause: 'RCR l.10-12', severity: 'error' },
  messagePatient: { id: 'set/message-names-same-patient', clause: 'RCR l.146-149', severity: 'error' },
  /** Says: Structured Report, OBX-5 and FHIR do not state the same. */
  findingsAgree: { id: 'set/findings-agree', clause: 'RCR l.140-144', severity: 'error' },
  declared: { id: 'set/declaration-covers-findings', clause: 'RCR l.158-164', severity: 'error' },
} as const satisfies Record<string, Rule>;
