import type { CheckResult, Finding } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { FINAL_ORDER_RESULT_STATUS, FINAL_RESULT_STATUS } from '../hl7/tables';
import { atMessage } from './reading/evidence';
import { breach, caseCheck, counted, nothingSeen, satisfied } from './reading/judging';
import { noticesOf } from './reading/traffic';

const CLAUSE = 'RCR l.43-47';

/** RCR-3.1, the half on the RIS's side. The half on the PACS's side is sr/unverified. */
export const notFinal = caseCheck({
  id: 'hl7/not-final',
  title: 'No message marks a result as final',
  clause: `${CLAUSE}, HL7 tables 0085, 0123`,
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge,
});

function judge(caseRecord: CaseRecord): CheckResult {
  const notices = noticesOf(caseRecord).filter(({ message }) =>
    message.segments.some(({ name }) => name === 'OBX' || name === 'OBR'),
  );
  if (notices.length === 0) return nothingSeen('The AI platform sent no message with results about the exam.');
  const findings = notices.flatMap((notice): Finding[] => {
    const make = (path: string, seen: string, message: string): Finding => ({
      rule: 'hl7/not-final',
      clause: CLAUSE,
      severity: 'error',
      message,
      path,
      seen,
      expected: 'P, R, S or I',
      evidence: atMessage(notice, path, message),
    });
    return [
      ...notice.message
        .all('OBX')
        .filter((obx) => FINAL_RESULT_STATUS.has(obx.field(11)))
        .map((obx) =>
          make(`OBX[${obx.index}]-11`, obx.field(11), 'A finding of the AI platform is marked as a final result.'),
        ),
      ...notice.message
        .all('OBR')
        .filter((obr) => FINAL_ORDER_RESULT_STATUS.has(obr.field(25)))
        .map((obr) => make(`OBR[${obr.index}]-25`, obr.field(25), 'The AI platform marks the whole result as final.')),
    ];
  });
  const [first] = findings;
  if (first) {
    return breach(
      `${first.message} (${first.path ?? ''} = ${first.seen ?? ''}) No radiologist has issued it.`
        .replace('. (', ' (')
        .replace(') No', '). No'),
      findings.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  return satisfied(
    `${counted(notices.length, 'message')} to the RIS, and none marks a result as final.`,
    notices.flatMap((notice) => {
      const observations = notice.message.all('OBX').map(({ index }) => atMessage(notice, `OBX[${index}]-11`));
      return observations.length > 0 ? observations : [atMessage(notice, 'OBR-25')];
    }),
  );
}
