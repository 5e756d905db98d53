import type { CheckResult } from '../../model/check';
import type { Exam } from '../../model/exam';
import type { CaseRecord, MessageExchange } from '../../model/record';
import { evidenceOfAbsence } from './reading/absence';
import { groupsOf } from './reading/claims';
import { timeIsUp } from './reading/deadline';
import { atMessage } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, listed, nothingSeen, satisfied } from './reading/judging';
import { isRefusal, opensReporting } from './reading/not-analysed';
import { noticesOf } from './reading/traffic';

/** RCR-A3.1: ORC-5 = A of HL7 table 0038 moves the exam to the reporting worklist. */
export const noticeOrc5 = caseCheck({
  id: 'notice/orc5-a',
  title: 'The completion notice is an ORM with ORC-5 = A',
  clause: 'RCR l.146-150, HL7 table 0038',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const notices = noticesOf(caseRecord);
  const isOrm = (type: string): boolean => /^ORM\^O01(\^|$)/.test(type);
  const found = notices.find(
    (each) => isOrm(each.message.type) && opensReporting(each, exam) && !isRefusal(each, exam, record.sut),
  );
  const completed = notices.find((each) => callsCompleted(each, exam));
  if (found && completed) {
    return breach(
      'Beside the completion notice with ORC-5 = A, a message says ORC-5 = CM: that the order is completed, as if the report were there.',
      [atMessage(completed, 'ORC-5'), atMessage(found, 'ORC-5')],
    );
  }
  if (found) {
    return satisfied('The completion notice came as ORM^O01 with ORC-5 = A (some, but not all, results available).', [
      atMessage(found, 'MSH-9'),
      atMessage(found, 'ORC-5'),
    ]);
  }
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  if (notices.length === 0) return breach(`No completion notice came ${time.sentence}.`, evidenceOfAbsence(caseRecord));
  const seen = notices.map((each) => {
    const status = groupsOf(each.message, exam).map(({ orc }) => orc.field(5) || 'empty');
    return `${each.message.type} with ORC-5 ${status.length > 0 ? listed(status) : 'missing'}`;
  });
  return breach(
    `No completion notice with ORC-5 = A came ${time.sentence}; what came was ${listed([...new Set(seen)])}.`,
    notices.map((each) => atMessage(each, 'ORC-5')),
    notices.map((each) => ({
      rule: 'notice/orc5-a',
      clause: 'RCR l.149-150',
      severity: 'error',
      message: 'The notice does not move the study to the reporting worklist.',
      path: 'ORC-5',
      seen: each.message.get('ORC-5'),
      expected: 'A',
      evidence: atMessage(each, 'ORC-5'),
    })),
  );
}

/** Order status CM of HL7 table 0038: the order is completed. */
const callsCompleted = ({ message }: MessageExchange, exam: Exam): boolean =>
  groupsOf(message, exam).some(({ orc }) => orc.component(5, 1) === 'CM');
