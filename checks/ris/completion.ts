import type { Exam } from '../../model/exam';
import type { Hl7Message } from '../../model/hl7/message';
import { evidenceOfAbsence } from '../workflow/reading/absence';
import { atMessage } from '../workflow/reading/evidence';
import { breach, nothingSeen, risCheck, satisfied, seconds } from './reading/judging';
import { completedAt, completionsOf } from './reading/sent';

/** RCR-R2.1: the completion of an exam is told to the AI platform, with ORC-5 = CM, and not before. */
export const completionSent = risCheck({
  id: 'ris/completion-sent',
  title: 'Completion of an exam is sent to the AI platform as ORC-5 = CM',
  clause: 'RCR l.192-194',
  judge(record) {
    const [caseRecord] = record.cases;
    if (!caseRecord) return nothingSeen('No exam was ordered.');
    const { exam } = caseRecord;
    const completed = completedAt(caseRecord);
    const sent = completionsOf(caseRecord);
    const early = sent.find((message) => !completed || message.sent.seq < completed.seq);
    if (early) return breach('ORC-5 = CM was sent before the exam was completed.', [atMessage(early, 'ORC-5')]);
    if (!completed) return nothingSeen('The exam was never completed.');
    const [first] = sent;
    if (!first) {
      const wait = caseRecord.waits.find(({ outcome, seq }) => outcome === 'expired' && seq > completed.seq);
      if (!wait) return nothingSeen('It was judged before the time was over that the RIS had to tell of completion.');
      const other = caseRecord.messages.filter(({ from, sent: { seq } }) => from === 'ris' && seq > completed.seq);
      const said = other.map(({ message }) => message.get('ORC-5.1') || 'empty').join(', ');
      return breach(
        `The exam was completed, and ${seconds(wait.elapsedMs)} later the AI platform had not been told with ORC-5 = CM${said ? ` (told was ${said})` : ''}.`,
        [...other.map((message) => atMessage(message, 'ORC-5')), ...evidenceOfAbsence(caseRecord)],
      );
    }
    const { message } = first;
    if (!message.all('PID').some((pid) => pid.repetitions(3).some((each) => each.split('^')[0] === exam.patientId)))
      return breach('The message with ORC-5 = CM does not name the patient in PID-3.', [atMessage(first, 'PID-3')]);
    const numbers = [
      ...['ORC-2.1', 'ORC-3.1', 'OBR-2.1', 'OBR-3.1', 'OBR-18.1', 'IPC-1.1'].map((path) => message.get(path)),
    ].filter((value) => value !== '');
    const own = [exam.placerOrderNumber, exam.fillerOrderNumber, exam.accessionNumber];
    if (!numbers.some((number) => own.includes(number))) {
      return breach('The message with ORC-5 = CM names neither the order nor the accession number of the exam.', [
        atMessage(first, 'OBR-18'),
      ]);
    }
    const astray = otherStudy(message, exam);
    if (astray)
      return breach('The message with ORC-5 = CM names another study beside the exam.', [
        atMessage(first, astray.path, astray.seen),
      ]);
    return satisfied(
      `${seconds(first.sent.ms - completed.ms)} after its completion the exam was told to the AI platform with ORC-5 = CM, and not before.`,
      [atMessage(first, 'ORC-5')],
    );
  },
});

/**
 * The study, where it is named: that of the exam. Order numbers may be the RIS's own, if the accession number is there.
 */
function otherStudy(message: Hl7Message, exam: Exam): { path: string; seen: string } | undefined {
  return ['ZDS-1', 'IPC-3']
    .map((path) => ({ path, seen: message.get(`${path}.1`) }))
    .find(({ seen }) => seen !== '' && seen !== exam.studyInstanceUid);
}
