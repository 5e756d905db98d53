import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord, MessageExchange, ScenarioRecord, StoredInstance } from '../../model/record';
import { contentOf } from '../workflow/no-duplicates';
import { isOver } from '../workflow/reading/completion';
import { timeIsUp } from '../workflow/reading/deadline';
import { atEvent, atMessage, atObject } from '../workflow/reading/evidence';
import { breach, caseCheck, isAnalysed, nothingSeen, satisfied } from '../workflow/reading/judging';
import { isCompletionNotice, saysNotAnalysed } from '../workflow/reading/not-analysed';
import { attemptsOf, noticesOf } from '../workflow/reading/traffic';
import { commands, instancesIn, requestOf, STORAGE_COMMITMENT } from './delivery';

const FAILURES_EXIST = 2;

/** PS3.4 B.2.3: A7xx, out of resources. */
const isRefused = ({ status }: StoredInstance): boolean => status !== undefined && status >> 8 === 0xa7;
/** PS3.4 B.2.3: Bxxx, the object is kept. */
const isWarned = ({ status, via }: StoredInstance): boolean =>
  via === 'C-STORE' && status !== undefined && status >> 12 === 0xb;

/** The first message about the exam after an event that says all is there, or that something is not. */
function toldAfter(caseRecord: CaseRecord, record: ScenarioRecord, seq: number) {
  const later = noticesOf(caseRecord).filter(({ sent }) => sent.seq > seq);
  const failed = later.find(
    (notice) => saysNotAnalysed(notice, caseRecord.exam) !== undefined || saysNotStored(notice),
  );
  const complete = later.find(
    (notice) => isCompletionNotice(notice, caseRecord.exam, record.sut) && !saysNotStored(notice),
  );
  return { failed, complete };
}

/** A notice may say that a result is not on the PACS, and that it is complete but for that. */
const saysNotStored = ({ message }: MessageExchange): boolean =>
  message.all('NTE').some((note) => /\bnot (be )?stored\b/i.test(note.field(3)));

/** The same object, by its UID or made anew, that the PACS took after that attempt. */
function storedLater(caseRecord: CaseRecord, refused: StoredInstance): StoredInstance | undefined {
  const sources = sourcesOf(caseRecord);
  const content = refused.object && contentOf(refused.object.dataset, sources);
  return attemptsOf(caseRecord).find(
    (other) =>
      other.accepted &&
      other.sent.seq > refused.sent.seq &&
      (other.sopInstanceUid === refused.sopInstanceUid ||
        (content !== undefined && other.object !== undefined && contentOf(other.object.dataset, sources) === content)),
  );
}

const sourcesOf = ({ images }: CaseRecord): Set<string> => new Set(images.map(({ sopInstanceUid }) => sopInstanceUid));

/** AIR-EC-49b: out of resources passes; what was refused is sent again before anybody relies on it. */
const refusalsHandled = caseCheck({
  id: 'air/refusals-handled',
  title: 'What the archive refuses for lack of resources is stored later, before the RIS is told that all is there',
  clause: 'PS3.4 B.2.3',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const refused = attemptsOf(caseRecord).filter(isRefused);
    if (refused.length === 0) return nothingSeen('The PACS refused no result for lack of resources.');
    const results = refused.map((store) => judgeRefused(store, caseRecord, record));
    return (
      results.find(({ outcome }) => outcome === 'breach') ??
      results.find(({ outcome }) => outcome === 'nothing-seen') ??
      (results[0] as CheckResult)
    );
  },
});

function judgeRefused(store: StoredInstance, caseRecord: CaseRecord, record: ScenarioRecord): CheckResult {
  const again = storedLater(caseRecord, store);
  const { failed, complete } = toldAfter(caseRecord, record, store.sent.seq);
  const evidence = [atObject(store, undefined, 'refused by the PACS, out of resources')];
  if (complete && (!again || complete.sent.seq < (again.answered?.seq ?? again.sent.seq)))
    return breach(
      'The RIS was told that all is there, and a result that the PACS had refused was not stored by then.',
      [...evidence, atMessage(complete)],
    );
  if (again)
    return satisfied('A result that the PACS had refused for lack of resources was sent again, and taken.', [
      ...evidence,
      atObject(again, undefined, 'sent again'),
      ...(complete ? [atMessage(complete)] : []),
    ]);
  if (failed)
    return satisfied('A result that the PACS had refused was not stored, and the RIS was told so.', [
      ...evidence,
      atMessage(failed),
    ]);
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  return breach(
    `A result that the PACS had refused for lack of resources was never stored ${time.sentence}.`,
    evidence,
  );
}

/** AIR-EC-49b: a warning means that the object is kept. */
const warningsHandled = caseCheck({
  id: 'air/warnings-handled',
  title: 'What the archive takes with a warning is not sent again as another object',
  clause: 'PS3.4 B.2.3',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const warned = attemptsOf(caseRecord).filter(isWarned);
    if (warned.length === 0) return nothingSeen('The PACS took no result with a warning.');
    const sources = sourcesOf(caseRecord);
    for (const store of warned) {
      const content = store.object && contentOf(store.object.dataset, sources);
      if (content === undefined) return nothingSeen('The result that was taken with a warning cannot be read.');
      const copy = attemptsOf(caseRecord).find(
        ({ sent, sopInstanceUid, object }) =>
          sent.seq > store.sent.seq &&
          sopInstanceUid !== store.sopInstanceUid &&
          object !== undefined &&
          contentOf(object.dataset, sources) === content,
      );
      if (copy)
        return breach(
          'A result that the PACS had taken with a warning was sent again under another SOP Instance UID.',
          [
            atObject(store, undefined, 'taken with a warning'),
            atObject(copy, undefined, 'sent again as another object'),
          ],
        );
    }
    const over = isOver(caseRecord, record);
    if (!over.up) return nothingSeen(over.reason);
    return satisfied(
      `${counted(warned.length, 'result')} that the PACS took with a warning: nothing was sent again under another UID.`,
      warned.map((store) => atObject(store)),
    );
  },
});

/** AIR-EC-51b. */
const commitmentFailureHandled = caseCheck({
  id: 'air/commitment-failure-handled',
  title: 'What the archive does not commit to is stored or asked for again, or said to have failed',
  clause: 'PS3.4 J.3.3.1.3',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const own = new Set(attemptsOf(caseRecord).map(({ sopInstanceUid }) => sopInstanceUid));
    const report = commands(caseRecord, 'N-EVENT-REPORT-RQ', 'pacs').find(
      (event) =>
        event.eventTypeId === FAILURES_EXIST && instancesIn(event, 'FailedSOPSequence').some((uid) => own.has(uid)),
    );
    if (!report) return nothingSeen('The PACS reported no failure of storage commitment for a result.');
    const failed = new Set(instancesIn(report, 'FailedSOPSequence'));
    const evidence = [atEvent(report, 'the PACS does not commit to it')];
    const again = attemptsOf(caseRecord).find(
      ({ sent, sopInstanceUid }) => sent.seq > report.seq && failed.has(sopInstanceUid),
    );
    const asked = commands(caseRecord, 'N-ACTION-RQ', 'ai-platform').find(
      (event) =>
        event.seq > report.seq &&
        event.sopClassUid === STORAGE_COMMITMENT &&
        requestOf(event).instances.some((uid) => failed.has(uid)),
    );
    const told = toldAfter(caseRecord, record, report.seq);
    const acted = Math.min(again?.sent.seq ?? Infinity, asked?.seq ?? Infinity, told.failed?.sent.seq ?? Infinity);
    if (told.complete && told.complete.sent.seq < acted)
      return breach(
        'After the PACS had not committed to a result, the RIS was told that all is there, as if nothing had happened.',
        [...evidence, atMessage(told.complete)],
      );
    if (again || asked)
      return satisfied(`A result that the PACS had not committed to was ${again ? 'stored' : 'asked for'} again.`, [
        ...evidence,
        ...(again ? [atObject(again)] : []),
        ...(asked ? [atEvent(asked)] : []),
      ]);
    if (told.failed)
      return satisfied('The RIS was told that a result could not be stored.', [...evidence, atMessage(told.failed)]);
    const time = timeIsUp(caseRecord, record);
    if (!time.up) return nothingSeen(time.reason);
    return breach(
      `After the PACS had not committed to a result, it was neither stored nor asked for again ${time.sentence}, and nothing was said.`,
      evidence,
    );
  },
});

export const STORING_CHECKS: Check[] = [refusalsHandled, warningsHandled, commitmentFailureHandled];
