import type { CaseRecord, EvidenceRef } from '../../../model/record';
import { atMessage } from './evidence';
import { isAcknowledged, triggersOf } from './traffic';

/** What shows that something could have come and did not: the completed exam, and the wait that ended in vain. */
export function evidenceOfAbsence(caseRecord: CaseRecord): EvidenceRef[] {
  const triggers = triggersOf(caseRecord);
  const trigger = triggers.find(isAcknowledged) ?? triggers[0];
  const wait = caseRecord.waits.findLast(({ outcome }) => outcome === 'expired');
  return [
    ...(trigger ? [atMessage(trigger, 'ORC-5', 'the exam is completed')] : []),
    ...(wait ? [{ event: wait.seq, note: 'waited in vain' }] : []),
  ];
}
