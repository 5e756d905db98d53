import { hash } from 'node:crypto';
import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset } from '../../model/dicom/object';
import type { Exam } from '../../model/exam';
import type { CaseRecord, MessageExchange, StoredInstance } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { kindOfResult } from '../dicom/kind';
import { claimsOf, groupsOf, observationsOf } from './reading/claims';
import { atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { attemptsOf, isAcknowledged, noticesOf, resultsOf } from './reading/traffic';

/** RCR-S1.2, S6.3: nothing arrives twice. */
export const noDuplicates = caseCheck({
  id: 'workflow/no-duplicates',
  title: 'Nothing arrives twice',
  clause: 'RCR l.10-12, 21-22',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const results = resultsOf(caseRecord);
  const notices = noticesOf(caseRecord);
  if (results.length === 0 && notices.length === 0) return nothingSeen('The AI platform sent no result and no notice.');
  const twice = duplicateResult(results, caseRecord);
  if (twice) {
    return breach(
      'A result was stored twice: two objects of the study differ in nothing but their identifiers and times.',
      twice.map((store) => atObject(store)),
    );
  }
  const changed = changedUnderOneUid(caseRecord);
  if (changed) {
    return breach(
      'An object was stored again under the same SOP Instance UID with other content: which of the two is kept is left to the PACS.',
      changed.map((store) => atObject(store)),
    );
  }
  const again = repeatedNotice(notices, caseRecord, record.sut);
  if (again) {
    return breach(
      'The RIS was notified again of the same thing, although it had accepted the first notice.',
      again.map((exchange) => atMessage(exchange)),
    );
  }
  return satisfied(
    `Nothing came twice: ${counted(results.length, 'result')} and ${counted(notices.length, 'message')} to the RIS.`,
    [...results.map((store) => atObject(store)), ...notices.map((exchange) => atMessage(exchange))],
  );
}

function duplicateResult(results: StoredInstance[], caseRecord: CaseRecord): StoredInstance[] | undefined {
  const sources = new Set(caseRecord.images.map(({ sopInstanceUid }) => sopInstanceUid));
  const seen = new Map<string, StoredInstance>();
  for (const store of results) {
    if (!store.object) continue;
    // Images of a series may be alike; of anything else the number is no content.
    const ignored = PICTURES.has(kindOfResult(store.object)) ? NOTHING : NUMBER;
    const content = contentOf(store.object.dataset, sources, ignored);
    const first = seen.get(content);
    if (first) return [first, store];
    seen.set(content, store);
  }
  return undefined;
}

const PICTURES: ReadonlySet<string> = new Set(['secondary-capture', 'overlay', 'other']);
const NOTHING: ReadonlySet<string> = new Set();
const NUMBER: ReadonlySet<string> = new Set(['InstanceNumber']);

/** What the PACS took, and what was sent to it later under the same UID as something else (PS3.3 C.12.1.1). */
function changedUnderOneUid(caseRecord: CaseRecord): [StoredInstance, StoredInstance] | undefined {
  const sources = new Set(caseRecord.images.map(({ sopInstanceUid }) => sopInstanceUid));
  const taken = new Map<string, StoredInstance>();
  for (const store of attemptsOf(caseRecord)) {
    const { object } = store;
    const first = taken.get(store.sopInstanceUid);
    if (first?.object && object && contentOf(first.object.dataset, sources) !== contentOf(object.dataset, sources))
      return [first, store];
    if (first === undefined && store.accepted) taken.set(store.sopInstanceUid, store);
  }
  return undefined;
}

const LONG_BYTES = 1024;

/** When it was made and by which numbers it goes: what two copies of one result would differ in. */
const INCIDENTAL = /(Date|Time|DateTime)$|^(SeriesNumber|TimezoneOffsetFromUTC)$/;

/** All values but UIDs of its own and times; UIDs of the images that were analysed count. */
export function contentOf(
  dataset: DicomDataset,
  sources: ReadonlySet<string>,
  ignored: ReadonlySet<string> = NOTHING,
): string {
  const parts = dataset.elements.map((element): string => {
    if (INCIDENTAL.test(element.keyword) || ignored.has(element.keyword)) return '';
    if (element.items) return `${element.tag}[${element.items.map((item) => contentOf(item, sources)).join(';')}]`;
    if (element.vr === 'UI') {
      const known = dataset.strings(element.tag).filter((uid) => sources.has(uid) || uid.startsWith('1.2.840.10008.'));
      return `${element.tag}=${known.join(',')}`;
    }
    return `${element.tag}=${valueOf(element.bytes)}${element.fragments?.map(valueOf).join('') ?? ''}`;
  });
  return parts.join('|');
}

/** Pixels are compared by their hash: as text they would be copied again and again. */
function valueOf(bytes: Uint8Array): string {
  if (bytes.length > LONG_BYTES) return `${bytes.length}:${hash('sha256', bytes)}`;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** A notice whose content, or whose findings, had been sent before, and acknowledged before it was sent again. */
function repeatedNotice(
  notices: MessageExchange[],
  { exam }: CaseRecord,
  sut: SutConfig,
): MessageExchange[] | undefined {
  const statedIn = (exchange: MessageExchange): string => statements(exchange, exam, sut);

  for (const [i, second] of notices.entries()) {
    const first = notices
      .slice(0, i)
      .find(
        (earlier) =>
          isAcknowledged(earlier) &&
          (earlier.ack?.moment.seq ?? Infinity) < second.sent.seq &&
          (bodyOf(earlier) === bodyOf(second) ||
            (earlier.message.type === second.message.type &&
              statedIn(second) !== '' &&
              statedIn(earlier) === statedIn(second))),
      );
    if (first) return [first, second];
  }
  return undefined;
}

/** The orders' states and the observations that claim findings: the same again under another number is the same again. */
function statements(exchange: MessageExchange, exam: Exam, sut: SutConfig): string {
  if (claimsOf(exchange, exam, sut).length === 0) return '';
  const states = groupsOf(exchange.message, exam).map(({ orc }) => orc.field(5));
  const observations = observationsOf(exchange, exam).map((obx) =>
    [2, 3, 5, 6, 8, 11].map((field) => obx.field(field)).join('|'),
  );
  return [...states, ...observations].join('\r');
}

/** The message without its header and without times. */
function bodyOf({ message }: MessageExchange): string {
  return message.segments
    .filter(({ name }) => name !== 'MSH')
    .map(({ fields }) => fields.map((field) => (/^\d{12,}(\.\d+)?([+-]\d{4})?$/.test(field) ? '' : field)).join('|'))
    .join('\r');
}
