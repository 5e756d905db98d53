import type { CheckResult } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { evidenceOfAbsence } from './reading/absence';
import { deliveries, timeIsUp } from './reading/deadline';
import { atEvent, atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied, seconds } from './reading/judging';
import { attemptsOf, noticesOf, notStarted, triggersOf } from './reading/traffic';

/** RCR-R2.2: status CM starts the analysis, and nothing earlier does. */
export const startsOnCompletion = caseCheck({
  id: 'trigger/starts-on-cm-only',
  title: 'Analysis starts on ORC-5 = CM, and on nothing earlier',
  clause: 'RCR l.193-194',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const trigger = triggersOf(caseRecord)[0];
  const before = (seq: number): boolean => !trigger || seq < trigger.sent.seq;
  const early = [
    ...attemptsOf(caseRecord)
      .filter(({ sent }) => before(sent.seq))
      .map((store) => atObject(store, undefined, 'sent before the exam was completed')),
    ...noticesOf(caseRecord)
      .filter(({ sent }) => before(sent.seq))
      .map((exchange) => atMessage(exchange, 'ORC-5', 'sent before the exam was completed')),
  ];
  if (early.length > 0) {
    return breach(
      'The AI platform delivered before the exam was completed (ORC-5 = CM): it starts on something earlier.',
      early,
    );
  }
  const reason = notStarted(caseRecord, record.events);
  if (!trigger || reason !== undefined) return nothingSeen(reason ?? 'The exam was never completed.');
  const quiet = quietWait(caseRecord, record.sut.capabilities.intake === 'routed', trigger.sent.seq);
  if (!quiet) {
    return nothingSeen(
      'There was no quiet time between the arrival of the images and the completion of the exam, in which it could have started early.',
    );
  }
  const after = [...attemptsOf(caseRecord).map(({ sent }) => sent), ...noticesOf(caseRecord).map(({ sent }) => sent)];
  const evidence = [atEvent(quiet, 'nothing came in this time'), atMessage(trigger, 'ORC-5', 'the exam is completed')];
  const first = after.sort((a, b) => a.seq - b.seq)[0];
  if (!first) {
    const time = timeIsUp(caseRecord, record);
    return time.up
      ? breach(`The exam was completed (ORC-5 = CM), but nothing came ${time.sentence}.`, evidenceOfAbsence(caseRecord))
      : nothingSeen(time.reason);
  }
  return satisfied(
    `With the images at hand, nothing came for ${seconds(quiet.elapsedMs)} before completion; ${seconds(first.ms - trigger.sent.ms)} after ORC-5 = CM the first result or notice did.`,
    [
      ...evidence,
      { event: first.seq, ...(first.frames ? { frames: first.frames } : {}), note: 'first thing that came' },
    ],
  );
}

/** An expired wait between the last image and the trigger: the chance to start early, not taken. */
function quietWait(caseRecord: CaseRecord, routed: boolean, triggerSeq: number) {
  const { images, waits } = caseRecord;
  const arrivals = routed ? deliveries(caseRecord).map(({ seq }) => seq) : images.map(({ sent }) => sent.seq);
  const earlyArrivals = arrivals.filter((seq) => seq < triggerSeq);
  if (earlyArrivals.length === 0) return undefined;
  const last = Math.max(...earlyArrivals);
  return waits.find(({ seq, outcome }) => outcome === 'expired' && seq > last && seq < triggerSeq);
}
