import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { atLook, entryOf, handledOf, lastSeen, looksOf } from './reading/seen';
import { atSent, dueTo, isTaken, names, outcomeOf, statedOf } from './reading/sent';
import { atEvent } from '../workflow/reading/evidence';

/** RCR-3.4: a result after the report is filed and flagged for review, and the report stays as it is. */
export const lateResult = risCheck({
  id: 'ris/late-result',
  title: 'A result that comes after the report is filed and flagged, and changes no report',
  clause: 'RCR l.54-57',
  judge(record) {
    const [caseRecord] = record.cases;
    const issued = handledOf(record, 'report-issued')[0];
    if (!caseRecord || !issued) return nothingSeen('No report was issued.');
    if (issued.failure !== undefined) return nothingSeen(issued.failure);
    const { exam } = caseRecord;
    const late = dueTo(record, exam).find(({ seq }) => seq > issued.seq);
    if (!late) return nothingSeen('No result came after the report.');
    if (!isTaken(late))
      return breach(`The late result was not acknowledged with AA: ${outcomeOf(late)}.`, [atSent(late, 'MSA-1')]);
    const report = lastSeen(record, exam, 'report');
    if ('nothing' in report) return report.nothing;
    if (report.look.seq < late.seq) return nothingSeen('The report was not seen after the late result.');
    const before = looksOf(record).find(
      (look) => look.seq > issued.seq && look.seq < late.seq && entryOf(look, exam)?.report !== undefined,
    );
    const was = before && entryOf(before, exam)?.report;
    if (before === undefined || !was?.includes(issued.detail))
      return nothingSeen('The issued report could not be seen before the late result came.');
    if (report.entry.report !== was) {
      return breach('The late result changed the issued report.', [
        atLook(before, 'the report as issued'),
        atLook(report.look, 'afterwards'),
      ]);
    }
    const filed = lastSeen(record, exam, 'abnormalities');
    if ('nothing' in filed) return filed.nothing;
    if (filed.look.seq < late.seq) return nothingSeen('The exam was not seen after the late result.');
    const lost = statedOf(record, caseRecord).find(
      ({ present, code }) => present && !filed.entry.abnormalities?.some((text) => names(text, code)),
    );
    if (lost) {
      return breach(`The late result was acknowledged, but "${lost.code.meaning}" is not shown at the exam.`, [
        atSent(late, 'MSA-1'),
        atLook(filed.look),
      ]);
    }
    const review = lastSeen(record, exam, 'reviewNeeded');
    if ('nothing' in review) return review.nothing;
    if (review.look.seq < late.seq) return nothingSeen('The exam was not seen after the late result.');
    if (review.entry.reviewNeeded !== true)
      return breach('A result came after the report, and the exam is not flagged for review.', [
        atSent(late),
        atLook(review.look),
      ]);
    return satisfied('The late result was filed, the exam is flagged for review, and the report is as it was issued.', [
      atEvent(issued, 'report issued'),
      atSent(late, 'MSA-1'),
      atLook(review.look),
    ]);
  },
});
