import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../model/record';
import { evidenceOfAbsence } from './reading/absence';
import { timeIsUp } from './reading/deadline';
import { atAck, atEvent, atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { isCompletionNotice } from './reading/not-analysed';
import { attemptsOf, isAcknowledged, isRefused, noticesOf, partiesOf, resultsOf } from './reading/traffic';
import { orderOfEvents } from './results-before-notice';

/** RCR-S6.3: a robust workflow loses nothing when a peer is away. */
export const retryNothingLost = caseCheck({
  id: 'workflow/retry-nothing-lost',
  title: 'After a fault of PACS or RIS everything arrives, in order',
  clause: 'RCR l.21-22',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record, params }: CaseContext): CheckResult {
  const peer = params.peer === 'pacs' || params.peer === 'ris' ? params.peer : undefined;
  const hits = faultHits(caseRecord, record, peer);
  const [hit] = hits;
  if (!hit) {
    const name = peer === undefined ? 'PACS or RIS' : peer.toUpperCase();
    return nothingSeen(`The fault of ${name} met no attempt of the AI platform, so it was not seen how it copes.`);
  }
  const notices = noticesOf(caseRecord);
  const opening = notices.find((each) => isCompletionNotice(each, caseRecord.exam, record.sut));
  // A notice that went out early is wrong whatever came later.
  if (opening) {
    const order = orderOfEvents(caseRecord, opening);
    if (order.outcome === 'breach') return { ...order, evidence: [hit, ...order.evidence] };
  }
  const lost = lostObjects(caseRecord);
  const accepted = notices.find(
    (each) => isAcknowledged(each) && isCompletionNotice(each, caseRecord.exam, record.sut),
  );
  const results = resultsOf(caseRecord);
  if (results.length > 0 && lost.length === 0 && accepted) {
    return satisfied(
      `The AI platform met the fault ${counted(hits.length, 'time')} and tried again: all ${counted(results.length, 'result')} are on the PACS, and the RIS accepted the notice.`,
      [hit, ...results.map((store) => atObject(store)), atMessage(accepted), ...atAck(accepted)],
    );
  }
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  const evidence = [
    hit,
    ...lost.map((store) => atObject(store, undefined, 'never taken')),
    ...evidenceOfAbsence(caseRecord),
  ];
  if (lost.length > 0) {
    return breach(
      `${counted(lost.length, 'result')} met the fault and never reached the PACS ${time.sentence}.`,
      evidence,
    );
  }
  if (results.length === 0) return breach(`No result reached the PACS ${time.sentence}.`, evidence);
  return breach(`The RIS was left without an accepted notice ${time.sentence}.`, evidence);
}

/** Attempts whose object never arrived, under its own UID or one stored later in its place. */
function lostObjects(caseRecord: CaseRecord) {
  const attempts = attemptsOf(caseRecord);
  const arrived = new Set(resultsOf(caseRecord).map(({ sopInstanceUid }) => sopInstanceUid));
  const missing = attempts.filter(({ sopInstanceUid }, i) => {
    const isFirst = attempts.findIndex((each) => each.sopInstanceUid === sopInstanceUid) === i;
    return isFirst && !arrived.has(sopInstanceUid);
  });
  // An object may be made anew for the next attempt: then as many of its kind arrive that were not attempted before.
  const replacements = resultsOf(caseRecord);
  return missing.filter((lost) => {
    const at = replacements.findIndex(
      (other) => other.sopClassUid === lost.sopClassUid && other.sent.seq > lost.sent.seq && isSameSeries(lost, other),
    );
    if (at === -1) return true;
    replacements.splice(at, 1);
    return false;
  });
}

type Attempt = ReturnType<typeof attemptsOf>[number];

function isSameSeries(a: Attempt, b: Attempt): boolean {
  const key = ({ object }: Attempt): string =>
    ['SeriesDescription', 'InstanceNumber', 'Modality'].map((name) => object?.dataset.string(name) ?? '').join('|');
  return a.sopInstanceUid !== b.sopInstanceUid && key(a) === key(b);
}

/** Where a fault met something that the AI platform tried: refused or broken connections, refusals, slow exchanges. */
function faultHits(caseRecord: CaseRecord, record: ScenarioRecord, peer: 'pacs' | 'ris' | undefined): EvidenceRef[] {
  const hits: EvidenceRef[] = [];
  const isWanted = (link: string): boolean => {
    const { from, to } = partiesOf(link);
    return from === 'ai-platform' && (to === 'pacs' || to === 'ris') && (peer === undefined || to === peer);
  };
  const active = new Set<string>();
  const met = new Set<string>();
  for (const event of record.events) {
    if (!('link' in event) || !isWanted(event.link)) continue;
    if (event.kind === 'tap.fault') {
      if (event.active) active.add(event.link);
      else active.delete(event.link);
    } else if (active.has(event.link) && isHit(event) && 'connection' in event) {
      const connection = `${event.link} ${event.connection}`;
      if (!met.has(connection)) hits.push(atEvent(event, 'met the fault'));
      met.add(connection);
    }
  }
  if (peer !== 'pacs') {
    for (const notice of noticesOf(caseRecord).filter(isRefused)) hits.push(...atAck(notice, 'refused by the RIS'));
  }
  if (peer !== 'ris') {
    for (const store of attemptsOf(caseRecord)) {
      // 01xx, Axxx, Cxxx: the PACS refused or failed (PS3.4 B.2.3). Out of resources is what a full or busy PACS says.
      if (store.status !== undefined && (store.status & 0xff00) === 0xa700) {
        hits.push(atObject(store, undefined, 'refused by the PACS'));
      }
    }
  }
  return hits;
}

function isHit(event: JournalEvent): boolean {
  switch (event.kind) {
    case 'connection.failed':
      return true;
    case 'connection.closed':
      return event.by === 'tap';
    // Slow or stalled links carry what they carry.
    case 'connection.opened':
    case 'dimse.command':
      return true;
    case 'mllp.message':
      return event.sender === 'client';
    default:
      return false;
  }
}
