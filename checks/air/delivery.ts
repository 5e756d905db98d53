import type { Check } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord } from '../../model/record';
import { kindOfResult } from '../dicom/kind';
import { atEvent, atObject } from '../workflow/reading/evidence';
import { timeIsUp } from '../workflow/reading/deadline';
import { breach, caseCheck, hasFinding, isAnalysed, listed, nothingSeen, satisfied } from '../workflow/reading/judging';
import { partiesOf } from '../workflow/reading/traffic';
import { AIR_KINDS, KIND_NAMES, objectsOf } from './reading';

export const STORAGE_COMMITMENT = '1.2.840.10008.1.20.1';

export type Command = Extract<JournalEvent, { kind: 'dimse.command' }>;

export const commands = ({ events }: CaseRecord, command: string, from: string): Command[] =>
  events.flatMap((event) => {
    if (event.kind !== 'dimse.command' || event.command !== command) return [];
    const link = partiesOf(event.link);
    return (event.sender === 'client' ? link.from : link.to) === from ? [event] : [];
  });

/** AIR-EC-49a: of a study with a finding, an object of each kind that is declared reached the PACS. */
const declaredKinds = caseCheck({
  id: 'air/declared-kinds-stored',
  title: 'Every object kind of the profile that is declared is stored',
  clause: 'AIR RAD-18, RAD-43, RAD-108',
  appliesTo: hasFinding,
  otherwise: 'No study with a finding was tried.',
  judge(caseRecord, { record }) {
    const declared = AIR_KINDS.filter((kind) => (record.sut.capabilities.carriers as string[]).includes(kind));
    if (declared.length === 0) return nothingSeen('The product declares no object kind of the profile.');
    const taken = objectsOf(caseRecord).filter(({ accepted }) => accepted);
    if (taken.length === 0) return nothingSeen('The PACS took no object of the profile.');
    const kinds = new Set(taken.map(({ object }) => kindOfResult(object)));
    const missing = declared.filter((kind) => !kinds.has(kind));
    const at = taken.map((store) => atObject(store));
    const names = (all: readonly (typeof declared)[number][]): string =>
      listed(all.map((kind) => KIND_NAMES[kind] ?? kind));
    return missing.length > 0
      ? breach(`Declared, and not stored with the results of a study with a finding: ${names(missing)}.`, at)
      : satisfied(`Every kind that is declared was stored: ${names(declared)}.`, at);
  },
});

/** Transaction UID and SOP Instance UIDs of a request for storage commitment (PS3.4 J.3.2). */
export function requestOf(request: Command): { transaction: string; instances: string[] } {
  return {
    transaction: String(request.attributes?.['TransactionUID'] ?? ''),
    instances: instancesIn(request, 'ReferencedSOPSequence'),
  };
}

/** SOP Instance UIDs in a sequence of a storage commitment request or report (PS3.4 tables J.3-1, J.3-2). */
export function instancesIn(
  { attributes }: Command,
  sequence: 'ReferencedSOPSequence' | 'FailedSOPSequence',
): string[] {
  const items = attributes?.[sequence];
  return (Array.isArray(items) ? (items as Record<string, unknown>[]) : []).map((item) =>
    String(item['ReferencedSOPInstanceUID'] ?? ''),
  );
}

/** AIR-EC-50. */
const commitmentRequested = caseCheck({
  id: 'air/commitment-requested',
  title: 'Storage commitment is requested for every stored result, under a Transaction UID of its own',
  clause: 'AIR RAD-10, PS3.4 J.3.2',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const stored = objectsOf(caseRecord).filter(({ accepted }) => accepted);
    if (stored.length === 0) return nothingSeen('The PACS took no object of the profile.');
    const events = commands(caseRecord, 'N-ACTION-RQ', 'ai-platform').filter(
      ({ sopClassUid }) => sopClassUid === STORAGE_COMMITMENT,
    );
    const requests = events.map(requestOf);
    const asked = new Set(requests.flatMap(({ instances }) => instances));
    const missing = stored.filter(({ sopInstanceUid }) => !asked.has(sopInstanceUid));
    if (missing.length > 0) {
      const time = timeIsUp(caseRecord, record);
      const hasNotified = caseRecord.messages.some(({ from, to }) => from === 'ai-platform' && to === 'ris');
      if (!time.up && !hasNotified) return nothingSeen(time.reason);
      return breach(
        `Storage commitment was not requested for ${missing.length} of ${counted(stored.length, 'stored object')} of the profile.`,
        [...events.map((event) => atEvent(event)), ...missing.map((store) => atObject(store))],
      );
    }
    const twice = requests.find(({ instances }) => new Set(instances).size < instances.length);
    if (twice)
      return breach(
        'A request for storage commitment lists an instance twice.',
        events.map((event) => atEvent(event)),
      );
    if (
      requests.some(({ transaction }) => transaction === '') ||
      new Set(requests.map(({ transaction }) => transaction)).size < requests.length
    )
      return breach(
        'Requests for storage commitment do not have a Transaction UID each.',
        events.map((event) => atEvent(event)),
      );
    return satisfied(
      `Storage commitment was requested for all ${counted(stored.length, 'stored object')} of the profile, in ${counted(requests.length, 'transaction')}.`,
      events.map((event) => atEvent(event)),
    );
  },
});

/** AIR-EC-51a: a report of success that the archive sends on an association of its own. */
const reportTaken = caseCheck({
  id: 'air/commitment-report-taken',
  title: 'The storage commitment report is taken on an association of the archive, and answered',
  clause: 'PS3.4 J.3.3.1.3',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord) {
    const reports = commands(caseRecord, 'N-EVENT-REPORT-RQ', 'pacs').filter(
      ({ link, sender }) => sender === 'client' && partiesOf(link).to === 'ai-platform',
    );
    if (reports.length === 0) return nothingSeen('The PACS sent no storage commitment report.');
    const answers = commands(caseRecord, 'N-EVENT-REPORT-RSP', 'ai-platform');
    const answerOf = (report: Command): Command | undefined =>
      answers.find(({ connection, messageId }) => connection === report.connection && messageId === report.messageId);
    const refused = reports.filter((report) => answerOf(report)?.status !== 0);
    const [first] = refused;
    if (first) {
      const status = answerOf(first)?.status;
      const how =
        status === undefined
          ? 'never answered'
          : `answered with status ${status.toString(16).toUpperCase().padStart(4, '0')}H`;
      return breach(
        `A storage commitment report was ${how}.`,
        refused.map((event) => atEvent(event)),
      );
    }
    return satisfied(
      `${counted(reports.length, 'storage commitment report')} came on an association that the PACS opened, and was answered with success.`,
      reports.flatMap((report) => [atEvent(report), ...[answerOf(report) ?? []].flat().map((event) => atEvent(event))]),
    );
  },
});

export const DELIVERY_CHECKS: Check[] = [declaredKinds, commitmentRequested, reportTaken];
