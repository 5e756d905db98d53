import type { CaseRecord, ScenarioRecord } from '../../../model/record';
import { timeIsUp, type TimeUp } from './deadline';
import { isCompletionNotice } from './not-analysed';
import { isAcknowledged, noticesOf } from './traffic';

/** Whether nothing more is to be waited for: the AI platform said that analysis is complete, or its time is up. */
export function isOver(caseRecord: CaseRecord, record: ScenarioRecord): TimeUp {
  const said = noticesOf(caseRecord).some(
    (notice) => isAcknowledged(notice) && isCompletionNotice(notice, caseRecord.exam, record.sut),
  );
  return said
    ? { up: true, sentence: 'by the time the RIS had been told that analysis is complete' }
    : timeIsUp(caseRecord, record);
}
