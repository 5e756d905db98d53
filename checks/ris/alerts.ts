import type { CaseRecord, ScenarioRecord } from '../../model/record';
import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { atLook, lastLook, lastSeen, looksOf } from './reading/seen';
import { atSent, dueTo, isTaken, statedOf } from './reading/sent';

/** RCR-R4.2: an alert is shown where one stands, and nowhere else. Param `withdrawn`: one was shown before it was taken back. */
export const alertShown = risCheck({
  id: 'ris/alert-shown',
  title: 'An AI alert is stored and shown as long as it stands',
  clause: 'RCR l.217-218',
  judge(record, { withdrawn }) {
    const seen = record.cases.map((caseRecord) => ({
      caseRecord,
      due: isAlerted(record, caseRecord),
      last: lastSeen(record, caseRecord.exam, 'alert'),
    }));
    for (const { last } of seen) if ('nothing' in last) return last.nothing;
    const sent = record.cases.flatMap(({ exam }) => dueTo(record, exam));
    const refused = sent.find((one) => !isTaken(one));
    if (refused)
      return nothingSeen('The RIS did not take a message of this scenario, so what it shows proves nothing.');
    for (const { caseRecord, due, last } of seen) {
      if ('nothing' in last) continue;
      if (dueTo(record, caseRecord.exam).some(({ seq }) => seq > last.look.seq))
        return nothingSeen('The exam was not seen after the last message about it.');
      if (last.entry.alert === due) continue;
      const at = `exam ${caseRecord.exam.accessionNumber}`;
      const sentence = due
        ? `OBX-8 raised an alert, and none is shown at ${at}.`
        : withdrawn === true
          ? `The alert was taken back, and is still shown at ${at}.`
          : `An alert is shown at ${at}, for which none was raised.`;
      return breach(sentence, [...dueTo(record, caseRecord.exam).map((one) => atSent(one)), atLook(last.look)]);
    }
    const evidence = seen.flatMap(({ last }) => ('nothing' in last ? [] : [atLook(last.look)]));
    if (withdrawn === true) {
      const exam = record.cases[0]?.exam;
      const before = looksOf(record).find(({ entries }) =>
        entries.some(({ accessionNumber, alert }) => accessionNumber === exam?.accessionNumber && alert === true),
      );
      return before
        ? satisfied('The alert was shown until it was taken back, and then no longer.', [atLook(before), ...evidence])
        : nothingSeen('The alert was not seen before it was taken back.');
    }
    if (!seen.some(({ due }) => due) || !seen.some(({ due }) => !due))
      return nothingSeen('There was not one exam with an alert and one without.');
    return satisfied('The alert is shown at its exam, and at no other.', evidence);
  },
});

/** RCR-A4.2: the exam with an alert comes before one that is as urgent by its order. */
export const alertRaisesPriority = risCheck({
  id: 'ris/alert-raises-priority',
  title: 'An alert raises the priority on the reporting worklist',
  clause: 'RCR l.154-156',
  judge(record) {
    const alerted = record.cases.find((caseRecord) => isAlerted(record, caseRecord));
    const other = record.cases.find((caseRecord) => !isAlerted(record, caseRecord));
    if (!alerted || !other) return nothingSeen('There was not one exam with an alert and one without.');
    const after = Math.max(...[alerted, other].flatMap(({ exam }) => dueTo(record, exam).map(({ seq }) => seq)));
    const sorted = lastLook(record, ({ sort, seq }) => sort === 'priority' && seq > after, 'accessionNumber');
    const plain = lastLook(
      record,
      ({ view, sort, seq }) => view === 'worklist' && sort === undefined && seq > after,
      'priority',
    );
    const [first, second] = [alerted, other].map(({ exam }) => exam.accessionNumber);
    if (!('nothing' in plain)) {
      const rankOf = (accession?: string) =>
        plain.look.entries.find(({ accessionNumber }) => accessionNumber === accession)?.priority;
      const [raised, usual] = [rankOf(first), rankOf(second)];
      if (raised?.rank === undefined || usual?.rank === undefined)
        return nothingSeen('The priorities of the two exams could not be read from the reporting worklist.');
      if (raised.rank >= usual.rank) {
        return breach(
          `The exam with an alert has priority "${raised.word}", the one without "${usual.word}": the alert raised nothing.`,
          [atLook(plain.look)],
        );
      }
    }
    if (!('nothing' in sorted)) {
      const order = sorted.look.entries.map(({ accessionNumber }) => accessionNumber);
      if (!order.includes(first) || !order.includes(second))
        return nothingSeen('The two exams were not both on the reporting worklist.');
      if (order.indexOf(first) > order.indexOf(second))
        return breach('Sorted by priority, the exam with an alert comes after one without.', [atLook(sorted.look)]);
    }
    if ('nothing' in plain && 'nothing' in sorted) return plain.nothing;
    return satisfied('Of two exams ordered alike, the one with an alert has the higher priority.', [
      ...[plain, sorted].flatMap((one) => ('look' in one ? [atLook(one.look)] : [])),
    ]);
  },
});

const isAlerted = (record: ScenarioRecord, caseRecord: CaseRecord): boolean =>
  statedOf(record, caseRecord).some(({ alert }) => alert);
