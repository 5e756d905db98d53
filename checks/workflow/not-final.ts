import type { CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord } from '../../model/record';
import { checkNotFinal } from '../hl7/not-final';
import { atMessage } from './reading/evidence';
import { breach, caseCheck, nothingSeen, satisfied } from './reading/judging';
import { noticesOf } from './reading/traffic';

/** RCR-3.1, the half on the RIS's side. The half on the PACS's side is sr/unverified. */
export const notFinal = caseCheck({
  id: 'hl7/not-final',
  title: 'No message marks a result as final',
  clause: 'RCR l.43-47, HL7 tables 0085, 0123',
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge,
});

function judge(caseRecord: CaseRecord): CheckResult {
  const notices = noticesOf(caseRecord).filter(({ message }) =>
    message.segments.some(({ name }) => name === 'OBX' || name === 'OBR'),
  );
  if (notices.length === 0) return nothingSeen('The AI platform sent no message with results about the exam.');
  const findings = notices.flatMap((notice) =>
    checkNotFinal(notice.message).map((found): Finding => ({
      ...found,
      evidence: atMessage(notice, found.path, found.message),
    })),
  );
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
