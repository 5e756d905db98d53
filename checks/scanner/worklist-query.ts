import type { Finding } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { atEvent } from '../workflow/reading/evidence';
import { nothingSeen } from '../workflow/reading/judging';
import { atAttribute, decide, missing, scannerCheck } from './judging';
import { type Command, itemsOf, valueOf, worklistEntries, worklistQueries } from './traffic';

const RULE = 'scanner/worklist-query';
const CLAUSE = 'PS3.4 K.6.1.2.2';
const SCHEDULED = 'ScheduledProcedureStepSequence';

/** Return keys of table K.6-1 without which images and procedure step cannot name patient and exam. */
const NEEDED = [
  'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'AccessionNumber', 'StudyInstanceUID', 'RequestedProcedureID',
]; // prettier-ignore
const NEEDED_OF_STEP = ['Modality', 'ScheduledProcedureStepID'];
/** Keys by which a scanner narrows the list down to its own work, or to one patient (IHE RAD TF-2 4.5). */
const NARROWING = ['AccessionNumber', 'PatientID', 'PatientName', 'RequestedProcedureID'];
const NARROWING_OF_STEP = ['Modality', 'ScheduledStationAETitle', 'ScheduledProcedureStepStartDate'];

/** RCR-M1.1a. */
export const worklistQuery = scannerCheck({
  id: RULE,
  title: 'The exam was found by a worklist query that asks for what is carried on',
  clause: CLAUSE,
  judge(caseRecord) {
    const queries = worklistQueries(caseRecord);
    if (queries.length === 0) return missing(caseRecord, 'The scanner never asked for the modality worklist.');
    const finding = queries.filter(({ request }) => found(request, caseRecord));
    const [first] = finding;
    if (!first) {
      return nothingSeen(
        'The scanner asked for the worklist, but by keys that did not bring up the exam. Check acquisition.modality in sut.yaml.',
        queries.map(({ request }) => atEvent(request)),
      );
    }
    // A scanner may first look and then ask for more: together its queries must bring everything.
    const requests = finding.map(({ request }) => request);
    const lacking = [
      ...NEEDED.filter((keyword) => !requests.some(({ attributes }) => attributes && keyword in attributes)),
      ...NEEDED_OF_STEP.filter((keyword) => !requests.some((request) => keyword in stepOf(request))).map(
        (keyword) => `${SCHEDULED}[0].${keyword}`,
      ),
    ];
    const findings = [
      ...lacking.map((path) => lack(first.request, path)),
      ...(requests.some(isNarrowed) ? [] : [unlimited(first.request)]),
    ];
    return decide(
      findings,
      'The scanner found the exam on the worklist and asked for everything that images and procedure step must carry.',
      requests.map((request) => atAttribute(request, SCHEDULED)),
    );
  },
});

/** Whether an answer to the query was the exam. */
function found({ link, connection, messageId, seq }: Command, caseRecord: CaseRecord): boolean {
  const { accessionNumber, patientId } = caseRecord.exam;
  return worklistEntries(caseRecord).some(
    (entry) =>
      entry.link === link &&
      entry.connection === connection &&
      entry.messageId === messageId &&
      entry.seq > seq &&
      (valueOf(entry.attributes, 'AccessionNumber') === accessionNumber ||
        valueOf(entry.attributes, 'PatientID') === patientId),
  );
}

const stepOf = ({ attributes }: Command): Record<string, unknown> => itemsOf(attributes, SCHEDULED)[0] ?? {};

function isNarrowed(request: Command): boolean {
  return (
    NARROWING.some((keyword) => !['', '*'].includes(valueOf(request.attributes, keyword))) ||
    NARROWING_OF_STEP.some((keyword) => !['', '*'].includes(valueOf(stepOf(request), keyword)))
  );
}

const lack = (request: Command, path: string): Finding => ({
  rule: RULE,
  clause: CLAUSE,
  severity: 'error',
  message: `The worklist query does not ask for ${path.split('.').at(-1) ?? path}, so it cannot be carried into the images.`,
  path,
  evidence: atAttribute(request, path),
});

const unlimited = (request: Command): Finding => ({
  rule: RULE,
  clause: 'IHE RAD TF-2 4.5.4.1',
  severity: 'warning',
  message: 'The worklist query is limited neither to the scanner or its modality nor to a patient.',
  path: SCHEDULED,
  evidence: atAttribute(request, SCHEDULED),
});
