import type { CheckResult } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { kindOfResult } from '../dicom/ai-results';
import { timeIsUp } from './reading/deadline';
import { evidenceOfAbsence } from './reading/absence';
import { atEvent, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { isReadable } from './reading/objects';
import { resultsOf } from './reading/traffic';

/** RCR-R3.2: the publication of a report tells that results are there, so it has to come last. */
export const srSignalsAvailability = caseCheck({
  id: 'workflow/sr-signals-availability',
  title: 'A Structured Report on the PACS signals that all results are there',
  clause: 'RCR l.199-201',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const results = resultsOf(caseRecord);
  const isReport = (store: (typeof results)[number]): boolean =>
    isReadable(store) && kindOfResult(store.object) === 'sr';
  const reports = results.filter(isReport);
  const signal = reports.at(-1);
  if (!signal) {
    const time = timeIsUp(caseRecord, record);
    if (!time.up) return nothingSeen(time.reason);
    const evidence = results.length > 0 ? results.map((store) => atObject(store)) : evidenceOfAbsence(caseRecord);
    return breach(`No Structured Report came ${time.sentence} that could signal the results.`, evidence);
  }
  // By the answer: two associations may store side by side.
  const after = results.filter(
    (store) => store !== signal && (store.answered?.seq ?? Infinity) > (signal.answered?.seq ?? 0) && !isReport(store),
  );
  if (after.length > 0) {
    return breach('Results came after the Structured Report that was to say that they are there.', [
      atObject(signal),
      ...after.map((store) => atObject(store, undefined, 'came after the report')),
    ]);
  }
  const study = signal.object?.dataset.string('StudyInstanceUID');
  if (study !== caseRecord.exam.studyInstanceUid) {
    return breach('The Structured Report that signals the results is in another study.', [
      atObject(signal, 'StudyInstanceUID'),
    ]);
  }
  const probe = caseRecord.probes.find(
    ({ seq, failure }) => failure === undefined && seq > (signal.answered?.seq ?? 0),
  );
  if (!probe) return nothingSeen('The PACS was not asked for its list after the report was stored.');
  if (!probe.found.includes(signal.sopInstanceUid)) {
    return breach('The Structured Report that signals the results cannot be found on the PACS.', [
      atObject(signal),
      atEvent(probe),
    ]);
  }
  return satisfied('A Structured Report is in the study, came after all other results, and can be found on the PACS.', [
    atObject(signal),
    atEvent(probe),
  ]);
}
