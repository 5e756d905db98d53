import type { CheckResult, Finding } from '../../model/check';
import type { DicomDataset } from '../../model/dicom/object';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord, MessageExchange, StoredInstance } from '../../model/record';
import { isToTheSecond } from '../hl7/data-types';
import { atMessage, atObject } from './reading/evidence';
import {
  andMore,
  breach,
  caseCheck,
  type CaseContext,
  isAnalysed,
  nothingSeen,
  satisfied,
  seconds,
} from './reading/judging';
import { isAcknowledged, noticesOf, resultsOf, triggersOf } from './reading/traffic';

const CLAUSE = 'RCR l.79-83, 120-122';
/** Local times without an offset may be up to 14 hours from UTC, and clocks are not always right. */
const PLAUSIBLE_MS = 26 * 60 * 60 * 1000;
/** Where the offset from UTC is stated: below the hour by which a wrong one is off, and long enough for a slow analysis. */
const WITH_OFFSET_MS = 50 * 60 * 1000;

/** RCR-5.4a: timely delivery can be watched from what is sent. */
export const deliveryMeasurable = caseCheck({
  id: 'workflow/delivery-measurable',
  title: 'Results and notices carry times and numbers by which delivery can be measured',
  clause: CLAUSE,
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const results = resultsOf(caseRecord).filter(({ object }) => object !== undefined);
  const notices = noticesOf(caseRecord);
  if (results.length === 0 && notices.length === 0) return nothingSeen('The AI platform sent no result and no notice.');
  if (notices.length === 0 && !record.sut.capabilities.srSignalsAvailability)
    return nothingSeen('No notice came, so whether its time can be used was not seen.');
  const findings = [
    ...results.flatMap((store) => resultFindings(store, record.events)),
    ...notices.flatMap((notice) => noticeFindings(notice, caseRecord, record.events)),
  ];
  const [first] = findings;
  if (first) {
    return breach(
      andMore(`The delivery time cannot be measured from what was sent: ${first.message}`, findings.length - 1, 'gap'),
      findings.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  const trigger = triggersOf(caseRecord).find(isAcknowledged);
  const last = Math.max(...[...results, ...notices].map(({ sent }) => sent.ms));
  const took = trigger ? ` Measured here: ${seconds(last - trigger.sent.ms)} from completion to delivery.` : '';
  return satisfied(
    `Every result and notice says when it was made and for which exam, so delivery times can be worked out.${took}`,
    [
      ...results.map((store) => atObject(store, timeOf(store)?.path)),
      ...notices.map((notice) => atMessage(notice, 'MSH-7')),
    ],
  );
}

function resultFindings(store: StoredInstance, events: readonly JournalEvent[]): Finding[] {
  const dataset = store.object?.dataset;
  if (!dataset) return [];
  const find = (path: string, message: string, seen = ''): Finding => ({
    rule: 'workflow/delivery-measurable',
    clause: CLAUSE,
    severity: 'error',
    message,
    path,
    seen,
    evidence: atObject(store, path, message),
  });
  const findings: Finding[] = [];
  if (!dataset.string('AccessionNumber')) {
    findings.push(find('AccessionNumber', 'A result has no Accession Number, so it cannot be counted to an exam.'));
  }
  const time = timeOf(store);
  if (!time) findings.push(find('ContentDate', 'A result does not say, to the second, when it was made.'));
  else if (!isPlausible(time.text, store.sent.seq, events)) {
    findings.push(find(time.path, 'A result says that it was made at quite another time than it was.', time.text));
  }
  return findings;
}

function noticeFindings(notice: MessageExchange, { exam }: CaseRecord, events: readonly JournalEvent[]): Finding[] {
  const sent = notice.message.get('MSH-7.1');
  const find = (path: string, message: string, seen: string): Finding => ({
    rule: 'workflow/delivery-measurable',
    clause: CLAUSE,
    severity: 'error',
    message,
    path,
    seen,
    evidence: atMessage(notice, path, message),
  });
  const findings: Finding[] = [];
  if (!isToTheSecond(sent)) {
    findings.push(find('MSH-7', 'A notice does not say, to the second, when it was sent.', sent));
  } else if (!isPlausible(sent, notice.sent.seq, events)) {
    findings.push(find('MSH-7', 'A notice says that it was sent at quite another time than it was.', sent));
  }
  const ids = [exam.accessionNumber, exam.placerOrderNumber, exam.fillerOrderNumber];
  const values = notice.message.segments.flatMap(({ fields }) => fields.flatMap((field) => field.split(/[\^~&]/)));
  if (!ids.some((id) => id !== '' && values.includes(id))) {
    findings.push(find('ORC-2', 'A notice has no order or accession number, so it cannot be counted to an exam.', ''));
  }
  return findings;
}

/** Attributes that say when a result was made, the most telling first. */
const TIMES: [date: string, time: string][] = [
  ['ContentDate', 'ContentTime'],
  ['InstanceCreationDate', 'InstanceCreationTime'],
  ['PresentationCreationDate', 'PresentationCreationTime'],
  ['AcquisitionDateTime', ''],
  ['SeriesDate', 'SeriesTime'],
];

function timeOf({ object }: StoredInstance): { path: string; text: string } | undefined {
  const dataset = object?.dataset;
  if (!dataset) return undefined;
  for (const [date, time] of TIMES) {
    const text = digits(dataset, date) + (time === '' ? '' : digits(dataset, time));
    if (/^\d{14}/.test(text)) return { path: date, text: text + offsetOf(dataset) };
  }
  return undefined;
}

/** Timezone Offset From UTC holds for all times of an object that state none themselves (PS3.3 C.12.1.1.8). */
const offsetOf = (dataset: DicomDataset): string =>
  /^[+-]\d{4}$/.exec(dataset.string('TimezoneOffsetFromUTC') ?? '')?.[0] ?? '';

const digits = (dataset: DicomDataset, keyword: string): string =>
  (dataset.string(keyword) ?? '').split('.')[0]?.slice(0, 14) ?? '';

function isPlausible(text: string, seq: number, events: readonly JournalEvent[]): boolean {
  const at = Date.parse(events.find((event) => event.seq === seq)?.at ?? '');
  const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text) ?? [];
  const said = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  const [, sign, hours, minutes] = /([+-])(\d{2})(\d{2})$/.exec(text) ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -60_000 : 60_000);
  const allowed = sign === undefined ? PLAUSIBLE_MS : WITH_OFFSET_MS;
  return Number.isNaN(at) || Math.abs(said - offset - at) <= allowed;
}
