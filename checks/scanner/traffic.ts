import type { DimseCommand, JournalEvent } from '../../model/events';
import type { CaseRecord } from '../../model/record';

export type Command = Extract<JournalEvent, { kind: 'dimse.command' }>;
export type Attributes = NonNullable<DimseCommand['attributes']>;

export const MODALITY_WORKLIST = '1.2.840.10008.5.1.4.31';
export const PROCEDURE_STEP = '1.2.840.10008.3.1.2.3.3';
export const COMMITMENT_CLASS = '1.2.840.10008.1.20.1';
export const COMMITMENT_INSTANCE = '1.2.840.10008.1.20.1.1';

const TO_RIS = 'scanner>ris:dimse';
const TO_PACS = 'scanner>pacs:dimse';
const FROM_PACS = 'pacs>scanner:dimse';

/** A request and the last answer to it. */
export interface Exchange {
  request: Command;
  answer?: Command;
}

const isCommand = (event: JournalEvent): event is Command => event.kind === 'dimse.command';

/** Requests of that name on the links, each with its answer (same connection and message id, from the other side). */
function exchangesOf({ events }: CaseRecord, command: string, links: readonly string[]): Exchange[] {
  const commands = events.filter(isCommand).filter(({ link }) => links.includes(link));
  return commands
    .filter((event) => event.command === `${command}-RQ`)
    .map((request) => {
      const answer = commands.findLast(
        (event) =>
          event.command === `${command}-RSP` &&
          event.link === request.link &&
          event.connection === request.connection &&
          event.messageId === request.messageId &&
          event.sender !== request.sender &&
          event.seq > request.seq,
      );
      return { request, ...(answer ? { answer } : {}) };
    });
}

export const worklistQueries = (record: CaseRecord): Exchange[] =>
  exchangesOf(record, 'C-FIND', [TO_RIS]).filter(({ request }) => classOf(request) === MODALITY_WORKLIST);

export const stepsBegun = (record: CaseRecord): Exchange[] =>
  exchangesOf(record, 'N-CREATE', [TO_RIS]).filter(({ request }) => classOf(request) === PROCEDURE_STEP);

export const stepsSet = (record: CaseRecord): Exchange[] =>
  exchangesOf(record, 'N-SET', [TO_RIS]).filter(({ request }) => classOf(request) === PROCEDURE_STEP);

export const commitmentRequests = (record: CaseRecord): Exchange[] =>
  exchangesOf(record, 'N-ACTION', [TO_PACS]).filter(({ request }) => classOf(request) === COMMITMENT_CLASS);

/** Reports of the PACS, on an association of its own or on that of the request (PS3.4 J.3.3). */
export const commitmentReports = (record: CaseRecord): Exchange[] =>
  exchangesOf(record, 'N-EVENT-REPORT', [FROM_PACS, TO_PACS]);

/** The SOP Class of a command; a C-FIND has it as Affected SOP Class. */
const classOf = ({ sopClassUid, abstractSyntax }: Command): string => sopClassUid ?? abstractSyntax;

/** Answers with an entry, in the order they came. */
export function worklistEntries({ events }: CaseRecord): Command[] {
  return events.filter(isCommand).filter(({ link, command, attributes }) => {
    return link === TO_RIS && command === 'C-FIND-RSP' && attributes !== undefined;
  });
}

export const isSuccess = ({ answer }: Exchange): boolean =>
  answer?.status !== undefined && (answer.status === 0 || answer.status === 0x0107 || answer.status === 0x0116);

export const statusOf = ({ answer }: Exchange): string => {
  if (answer?.status === undefined) return 'no answer';
  const hex = `${answer.status.toString(16).toUpperCase().padStart(4, '0')}H`;
  return answer.errorComment ? `${hex}: ${answer.errorComment}` : hex;
};

/** The scanner had its time, so that what is not there will not come. */
export function timeUp({ events }: CaseRecord): JournalEvent | undefined {
  return events.find(({ kind }) => kind === 'acquisition.ended');
}

/** First value of an attribute as text, '' where it is absent or empty. */
export function valueOf(attributes: Attributes | undefined, keyword: string): string {
  const value = attributes?.[keyword];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? String(first).trim() : '';
}

export function itemsOf(attributes: Attributes | undefined, keyword: string): Attributes[] {
  const value = attributes?.[keyword];
  return Array.isArray(value)
    ? value.filter((item): item is Attributes => typeof item === 'object' && item !== null)
    : [];
}
