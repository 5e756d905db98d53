import { counted } from '../../model/counted';
import { isShownName } from '../dicom/person-name';
import type { CheckResult } from '../../model/check';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../model/record';
import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { atLook, handledOf, lastSeen, looksOf, entryOf } from './reading/seen';
import { atSent, dueTo, isRefusedHl7, isTaken, names, outcomeOf, sentOf, statedOf } from './reading/sent';

/** RCR-R1.1: acknowledged AA, and filed to the exam it is about, whole and once. */
export const filedToItsExam = risCheck({
  id: 'ris/filed-to-its-exam',
  title: 'AI messages are acknowledged and filed against the right exam',
  clause: 'RCR l.188-190',
  judge: (record) => filed(record, { restarted: false }),
});

/** RCR-R4.1: what was stored is still there when the RIS was started again. */
export const keptOverRestart = risCheck({
  id: 'ris/kept-over-restart',
  title: 'AI abnormalities are stored: a restart loses none',
  clause: 'RCR l.212-216',
  judge: (record) => filed(record, { restarted: true }),
});

function filed(record: ScenarioRecord, { restarted }: { restarted: boolean }): CheckResult {
  const restart = handledOf(record, 'restarted').at(-1);
  if (restart?.failure !== undefined) return nothingSeen(restart.failure);
  if (restarted && !restart) return nothingSeen('The RIS was not restarted.');
  const sent = record.cases.flatMap(({ exam }) => dueTo(record, exam));
  if (sent.length === 0) return nothingSeen('The AI platform sent nothing that the RIS had to take.');
  const refused = sent.find((one) => !isTaken(one));
  if (refused) {
    return breach(
      `A proper message of the AI platform (${refused.what}) was not acknowledged with AA: ${outcomeOf(refused)}.`,
      [atSent(refused, 'MSA-1')],
    );
  }
  const evidence: EvidenceRef[] = sent.map((one) => atSent(one, 'MSA-1'));
  let count = 0;
  for (const caseRecord of record.cases) {
    const expected = statedOf(record, caseRecord).filter(({ present }) => present);
    const result = shown(
      record,
      caseRecord,
      expected.map(({ code }) => code),
      Math.max(restart?.seq ?? 0, ...dueTo(record, caseRecord.exam).map(({ seq }) => seq)),
    );
    if ('result' in result) return result.result;
    evidence.push(result.evidence);
    count += expected.length;
  }
  if (count === 0) return nothingSeen('No message stated an abnormality as present.');
  const after = restarted ? ' after the restart' : '';
  return satisfied(
    `Acknowledged with AA; ${counted(count, 'abnormality', 'abnormalities')} shown at the exam they belong to${after}, and at no other.`,
    evidence,
  );
}

/** An exam shows just these abnormalities, each once, and the name of its patient as it is. */
function shown(
  record: ScenarioRecord,
  { exam }: CaseRecord,
  expected: { value: string; meaning: string; scheme: string }[],
  since: number,
): { result: CheckResult } | { evidence: EvidenceRef } {
  const seen = lastSeen(record, exam, 'abnormalities');
  if ('nothing' in seen) {
    // An exam to which nothing was sent need not be on any list.
    return expected.length > 0 ? { result: seen.nothing } : { evidence: { event: lastLookSeq(record) } };
  }
  const { look, entry } = seen;
  if (look.seq < since)
    return { result: nothingSeen('After the last message or restart the exam was not seen again.') };
  const texts = entry.abnormalities ?? [];
  const at = `Exam ${exam.accessionNumber}`;
  const lost = expected.filter((code) => !texts.some((text) => names(text, code)));
  if (lost.length > 0) {
    const first = lost[0]?.meaning ?? '';
    return {
      result: breach(
        `${at}: of ${counted(expected.length, 'abnormality', 'abnormalities')} sent and acknowledged, ${lost.length} are not shown, e.g. "${first}".`,
        [atLook(look)],
      ),
    };
  }
  const stray = texts.find((text) => text !== '' && !expected.some((code) => names(text, code)));
  if (stray !== undefined)
    return { result: breach(`${at} shows "${stray.slice(0, 80)}", which was not sent about it.`, [atLook(look)]) };
  const twice = expected.find((code) => texts.filter((text) => names(text, code)).length > 1);
  if (twice) return { result: breach(`${at} shows "${twice.meaning}" more than once.`, [atLook(look)]) };
  if (
    look.shows.includes('patientName') &&
    entry.patientName !== undefined &&
    !isShownName(entry.patientName, exam.patientName)
  ) {
    return {
      result: breach(`${at}: the name "${exam.patientName}" is shown as "${entry.patientName}".`, [atLook(look)]),
    };
  }
  return { evidence: atLook(look) };
}

const lastLookSeq = (record: ScenarioRecord): number => looksOf(record).at(-1)?.seq ?? 0;

/** RCR-R1.2: refused with a reason, and filed to nobody. */
export const refusedAndNotFiled = risCheck({
  id: 'ris/refused-and-not-filed',
  title: 'A message that cannot be read or matched is refused with a reason and filed to nobody',
  clause: 'RCR l.188-190',
  judge(record) {
    const wrong = sentOf(record).filter(({ expects }) => expects === 'refused');
    const [first] = wrong;
    if (!first) return nothingSeen('No message was sent that had to be refused.');
    const accepted = wrong.find(isTaken);
    if (accepted)
      return breach(`The RIS acknowledged ${accepted.what} with ${accepted.answer?.code ?? 'AA'}.`, [
        atSent(accepted, 'MSA-1'),
      ]);
    for (const caseRecord of record.cases) {
      const stray = strayAt(record, caseRecord);
      if (stray) return stray;
    }
    // What had no frame around it was no message, and cannot be answered.
    const framed = wrong.filter(({ what }) => !what.includes('without the blocks'));
    const unanswered = framed.find((one) => !isRefusedHl7(one));
    if (unanswered?.unanswered === 'unreachable') return nothingSeen('The RIS could not be reached.');
    if (unanswered) {
      return breach(`The RIS did not refuse ${unanswered.what} with AE or AR: ${outcomeOf(unanswered)}.`, [
        atSent(unanswered),
      ]);
    }
    const silent = framed.find(({ answer }) => answer?.reason === '');
    if (silent) return breach(`The RIS refused ${silent.what} without giving a reason.`, [atSent(silent, 'MSA-3')]);
    const control = record.cases.flatMap(({ exam }) => dueTo(record, exam)).find(isTaken);
    const seen = looksOf(record).filter((look) => !look.failure && look.shows.includes('abnormalities'));
    const looked = seen.find(({ seq }) => seq > first.seq);
    if (!looked || !control)
      return nothingSeen('Afterwards no proper message was taken, or the exams were not seen, so nothing is proved.');
    return satisfied(
      `${first.what.charAt(0).toUpperCase()}${first.what.slice(1)}: ${outcomeOf(first)}; nothing was filed to any exam.`,
      [...wrong.map((one) => atSent(one, 'MSA-3')), atLook(looked)],
    );
  },
});

/** Something is shown at an exam, or an alert, that no taken message said of it. */
function strayAt(record: ScenarioRecord, caseRecord: CaseRecord): CheckResult | undefined {
  const stated = statedOf(record, caseRecord).filter(({ present }) => present);
  for (const look of looksOf(record)) {
    const entry = look.failure ? undefined : entryOf(look, caseRecord.exam);
    const stray = entry?.abnormalities?.find((text) => text !== '' && !stated.some(({ code }) => names(text, code)));
    if (stray !== undefined) {
      return breach(
        `"${stray.slice(0, 80)}" of a message that had to be refused is shown at exam ${caseRecord.exam.accessionNumber}.`,
        [atLook(look)],
      );
    }
  }
  return undefined;
}
