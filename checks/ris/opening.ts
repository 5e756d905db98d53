import type { CheckResult } from '../../model/check';
import type { CaseRecord, ScenarioRecord } from '../../model/record';
import { atEvent } from '../workflow/reading/evidence';
import { breach, nothingSeen, risCheck, satisfied, seconds } from './reading/judging';
import { atLook, entriesOf, entryOf, handledOf, isWorklist, lastLook, type Look, looksOf } from './reading/seen';
import { atSent, completedAt, dueTo, isTaken, outcomeOf, type Sent } from './reading/sent';

/** RCR-S6.2: not offered for reporting before the notice. */
export const notBeforeNotice = risCheck({
  id: 'ris/not-before-notice',
  title: 'An exam is not offered for reporting before the completion notice',
  clause: 'RCR l.21-22, 191-197',
  judge(record) {
    const [caseRecord] = record.cases;
    if (!caseRecord) return nothingSeen('No exam was ordered.');
    const { exam } = caseRecord;
    const notice = takenNotice(record, caseRecord);
    if ('nothing' in notice) return notice.nothing;
    const completed = completedAt(caseRecord);
    if (!completed) return nothingSeen('The exam was never completed.');
    const failed = handledOf(record, 'restarted').find(({ failure }) => failure !== undefined);
    if (failed) return nothingSeen(failed.failure ?? '');
    const between = seenWorklists(record).filter(({ seq }) => seq > completed.seq && seq < notice.sent.seq);
    const early = between.find((look) => entryOf(look, exam));
    if (early) return openedEarly(record, early, early.ms - completed.ms);
    const [first] = between;
    const last = between.at(-1);
    if (!first || !last || first === last)
      return missing(record, 'The worklist was not watched between completion and notice.');
    const after = seenWorklists(record).find(({ seq, ...look }) => seq > notice.sent.seq && entryOf(look, exam));
    if (!after) {
      return nothingSeen(
        'The exam was never seen on the reporting worklist, not even after the notice; that it was not there before proves nothing.',
      );
    }
    return satisfied(
      `In the ${seconds(last.ms - completed.ms)} after its completion the exam was not on the reporting worklist; after the notice it was.`,
      [atLook(first, 'not on the worklist'), atLook(last, 'still not'), atSent(notice.sent), atLook(after, 'on it')],
    );
  },
});

/** RCR-R3.1: the notice opens the exam. Param `early`: it came before completion. */
export const noticeOpens = risCheck({
  id: 'ris/notice-opens',
  title: 'ORC-5 = A moves the exam to the reporting worklist',
  clause: 'RCR l.195-198',
  judge(record, { early }) {
    const [caseRecord] = record.cases;
    if (!caseRecord) return nothingSeen('No exam was ordered.');
    const { exam } = caseRecord;
    const notice = takenNotice(record, caseRecord);
    if ('nothing' in notice) return notice.nothing;
    const completed = completedAt(caseRecord);
    if (!completed) return nothingSeen('The exam was never completed.');
    const from = Math.max(completed.seq, notice.sent.seq);
    if (early === true) {
      const tooEarly = seenWorklists(record).find((look) => look.seq < completed.seq && entryOf(look, exam));
      if (tooEarly)
        return breach('The notice put an exam on the reporting worklist that was not completed yet.', [
          atLook(tooEarly),
        ]);
    }
    const last = lastLook(record, (look) => isWorklist(look) && look.seq > from);
    if ('nothing' in last) return last.nothing;
    const listed = entriesOf(last.look, exam);
    const waited = seconds(last.look.ms - (early === true ? completed.ms : notice.sent.ms));
    if (listed.length === 0) {
      const after = early === true ? 'completion, though its notice had come before' : 'the notice was acknowledged';
      return breach(`The exam was not on the reporting worklist ${waited} after ${after}.`, [
        atSent(notice.sent),
        atLook(last.look),
      ]);
    }
    if (listed.length > 1)
      return breach(`The exam is on the reporting worklist ${listed.length} times.`, [atLook(last.look)]);
    const first = firstListed(record, caseRecord, from) ?? last.look;
    if (early !== true && openedWithoutNotice(record, first, completed.ms))
      return nothingSeen('The declared time without AI was over already, so that the notice need not have opened it.');
    return satisfied('After the notice the exam is on the reporting worklist, once.', [
      atSent(notice.sent),
      ...(first.seq === last.look.seq ? [] : [atLook(first, 'on it')]),
      atLook(last.look),
    ]);
  },
});

/** RCR-S6.4: without an analysis the exam is opened all the same, and that there is none is said. Param `cause`. */
export const openedWithoutAi = risCheck({
  id: 'ris/opened-without-ai',
  title: 'An exam without AI result reaches the reporting worklist, and that is said',
  clause: 'RCR l.21-22, 119',
  judge(record, { cause }) {
    const [caseRecord] = record.cases;
    if (!caseRecord) return nothingSeen('No exam was ordered.');
    const completed = completedAt(caseRecord);
    if (!completed) return nothingSeen('The exam was never completed.');
    const said = cause === 'silence' ? undefined : takenNotice(record, caseRecord);
    if (said && 'nothing' in said) return said.nothing;
    const last = lastLook(record, (look) => isWorklist(look) && look.seq > (said?.sent.seq ?? completed.seq));
    if ('nothing' in last) return last.nothing;
    const entry = entryOf(last.look, caseRecord.exam);
    const evidence = [...(said ? [atSent(said.sent)] : []), atLook(last.look)];
    const since = seconds(last.look.ms - (said?.sent.ms ?? completed.ms));
    if (!entry) {
      const { aiTimeout = Infinity } = record.sut.ris ?? {};
      if (!said && last.look.ms - completed.ms < aiTimeout * 1000)
        return nothingSeen('It was judged before the declared time without AI was over.');
      const what = said ? 'the AI platform had said that there is no analysis' : 'completion, without a word of AI';
      return breach(`The exam was not on the reporting worklist ${since} after ${what}: it is stuck.`, evidence);
    }
    if (last.look.shows.includes('aiMissing') && entry.aiMissing !== true)
      return breach('The exam is on the reporting worklist, and nothing says that there is no AI result.', evidence);
    const word = last.look.shows.includes('aiMissing') ? ', marked as without AI result' : '';
    return satisfied(`The exam is on the reporting worklist${word}.`, evidence);
  },
});

/** RCR-R3.2: a report on the PACS opens it. */
export const reportOnPacsOpens = risCheck({
  id: 'ris/report-on-pacs-opens',
  title: 'A Structured Report on the PACS moves the exam to the reporting worklist',
  clause: 'RCR l.199-201',
  judge(record) {
    const [caseRecord] = record.cases;
    if (!caseRecord) return nothingSeen('No exam was ordered.');
    const told = caseRecord.events.find(
      (event) => event.kind === 'probe.sut' && event.probe === 'availability-notification',
    );
    if (told?.kind !== 'probe.sut') return nothingSeen('No notification of the report was sent.');
    if (told.outcome !== 'accepted')
      return breach(`The RIS refused the notification of the report: ${told.detail}.`, [atEvent(told, told.detail)]);
    const stored = caseRecord.probes.find(({ trigger, found }) => trigger === 'report stored' && found.length > 0);
    if (!stored) return nothingSeen('The report could not be found on the PACS.');
    const completed = completedAt(caseRecord);
    const before = seenWorklists(record).find(({ seq, ...look }) => seq < told.seq && entryOf(look, caseRecord.exam));
    if (before || !completed)
      return nothingSeen('The exam was on the reporting worklist before the report was on the PACS.');
    const last = lastLook(record, (look) => isWorklist(look) && look.seq > told.seq);
    if ('nothing' in last) return last.nothing;
    if (!entryOf(last.look, caseRecord.exam)) {
      return breach(
        'A Structured Report was on the PACS and that was told, but the exam is not on the reporting worklist.',
        [atEvent(told), atLook(last.look)],
      );
    }
    const first = firstListed(record, caseRecord, told.seq) ?? last.look;
    if (openedWithoutNotice(record, first, completed.ms))
      return nothingSeen('The declared time without AI was over already, so that the report need not have opened it.');
    return satisfied('Once the report was on the PACS and that was told, the exam was on the reporting worklist.', [
      atEvent(stored),
      atEvent(told),
      atLook(first),
    ]);
  },
});

const seenWorklists = (record: ScenarioRecord): Look[] =>
  looksOf(record).filter((look) => isWorklist(look) && look.failure === undefined);

function missing(record: ScenarioRecord, otherwise: string): CheckResult {
  const failure = looksOf(record).find((look) => look.failure)?.failure;
  return nothingSeen(failure?.sentence ?? otherwise);
}

function openedEarly(record: ScenarioRecord, look: Look, afterMs: number): CheckResult {
  const { aiTimeout } = record.sut.ris ?? {};
  if (aiTimeout !== undefined && afterMs >= aiTimeout * 1000)
    return nothingSeen(
      'The declared time without AI was over before the notice came, so nothing was wrong in opening it.',
    );
  return breach(
    `The exam was on the reporting worklist ${seconds(afterMs)} after its completion, before the AI platform had sent its notice.`,
    [atLook(look)],
  );
}

/** From then on it was open, whenever it was looked at again. */
function firstListed(record: ScenarioRecord, { exam }: CaseRecord, fromSeq: number): Look | undefined {
  return seenWorklists(record).find((look) => look.seq > fromSeq && entryOf(look, exam));
}

/** Time alone would have opened it by then: nothing tells what did. */
function openedWithoutNotice(record: ScenarioRecord, look: Look, completedMs: number): boolean {
  const { aiTimeout = Infinity } = record.sut.ris ?? {};
  return look.ms - completedMs >= aiTimeout * 1000;
}

/** The first notice about the exam that the RIS took. */
function takenNotice(record: ScenarioRecord, { exam }: CaseRecord): { sent: Sent } | { nothing: CheckResult } {
  const sent = dueTo(record, exam);
  const taken = sent.find(isTaken);
  if (taken) return { sent: taken };
  const [refused] = sent;
  const sentence = refused
    ? `The RIS did not take the notice: ${outcomeOf(refused)}.`
    : 'The AI platform sent no notice about the exam.';
  return { nothing: nothingSeen(sentence) };
}
