import { randomUUID } from 'node:crypto';
import { Message } from 'node-hl7-client';
import { HL7_2_4 } from 'node-hl7-client/hl7';
import type { Hl7Message } from '../../model/hl7/message';

/** Values of a segment by path within it: `{ '3.1': 'AW1', '5': 'A' }`. Escaped by the builder. */
export type SegmentValues = Record<string, string | undefined>;

export interface MessageHead {
  sending: { application: string; facility: string };
  receiving: { application: string; facility: string };
  /** `ORM`, `O01`; the trigger of an acknowledgement may be ''. */
  type: [code: string, trigger: string];
  controlId?: string;
  /** MSH-11.1; production when left out. */
  processingId?: 'P' | 'T' | 'D';
  /** MSH-12; 2.4 when left out. */
  version?: string;
  /** MSH-18 (table 0211); UNICODE UTF-8 when left out. What sends the message encodes it so. */
  characterSet?: string;
}

/** Builds a message with node-hl7-client's builder; every segment ends with a carriage return. */
export function buildMessage(head: MessageHead, segments: [name: string, values: SegmentValues][]): string {
  const [code, trigger] = head.type;
  const version = head.version ?? '2.4';
  const message = new Message({
    specification: new HL7_2_4(),
    messageHeader: {
      msh_9_1: code,
      // The library wants three characters; what is really known is written below.
      msh_9_2: 'O01',
      msh_10: head.controlId ?? newControlId(),
      msh_11_1: head.processingId ?? 'P',
    },
  });
  for (const [path, value] of Object.entries(headerValues(head)))
    if (value) message.set(`MSH.${path}`, writable(value));
  message.set('MSH.9', '');
  message.set('MSH.9', messageType(code, trigger, version));
  for (const [name, values] of segments) {
    const segment = message.addSegment(name);
    for (const [path, value] of Object.entries(values))
      if (value !== undefined && value !== '') segment.set(path, writable(value));
  }
  return `${message.toString().replaceAll(LINE_BREAK, '\\.br\\')}\r`;
}

const CHARACTER_SET = 'UNICODE UTF-8';

/** MSH without MSH-9 to MSH-11. */
function headerValues({ sending, receiving, version, characterSet }: MessageHead): SegmentValues {
  return {
    '3': sending.application,
    '4': sending.facility,
    '5': receiving.application,
    '6': receiving.facility,
    '7': timestamp(new Date()),
    '12': version ?? '2.4',
    '18': characterSet ?? CHARACTER_SET,
  };
}

const ESCAPES: Record<string, string> = { '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\', '\\': '\\E\\' };
// eslint-disable-next-line no-control-regex -- these are what must not go out
const TO_ESCAPE = /[|^&~\\\x00-\x1f\x7f\uE0BB]/;

function escaped(value: string): string {
  if (!TO_ESCAPE.test(value)) return value;
  return writable(value)
    .replace(/[|^&~\\]/g, (character) => ESCAPES[character] ?? character)
    .replaceAll(LINE_BREAK, '\\.br\\');
}

/** A field, component or subcomponent as text, or what it is made of. */
type Value = string | undefined | Value[];
const SEPARATORS = ['|', '^', '&'];

/** As many separators as there are values; those of which nothing follows are left out. */
function written(value: Value, level = 0): string {
  if (value === undefined || value === '') return '';
  if (typeof value === 'string') return escaped(value);
  const parts = value.map((part) => written(part, level + 1));
  while (parts.at(-1) === '') parts.pop();
  return parts.join(SEPARATORS[level]);
}

/** MSH-9: the third component, the message structure, exists from 2.3.1 on; that of an acknowledgement is ACK alone. */
function messageType(code: string, trigger: string, version: string): string[] {
  if (trigger === '') return [code];
  if (code === 'ACK') return /^2\.[0-3]/.test(version) ? [code, trigger] : [code, trigger, 'ACK'];
  return /^2\.[0-3]/.test(version) ? [code, trigger] : [code, trigger, `${code}_${trigger}`];
}

/** Table 0357, the errors that are met here; the text goes with them. */
export interface AckError {
  code: '100' | '101' | '102' | '103' | '200' | '201' | '202' | '203' | '204' | '205' | '207';
  /** Segment and field, `PID-3`, where one is to blame. */
  location?: string;
}

const ERROR_TEXT: Record<AckError['code'], string> = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '207': 'Application internal error',
};

/**
 * An original mode acknowledgement of what was received (HL7 2.9.2.1), also of what could not be read. `reason` becomes
 * MSA-3 and, with an error, ERR (2.16.5: ERR-1 up to 2.4, ERR-2 to ERR-8 from 2.5 on). The same message as `buildMessage`
 * makes, many times as fast: there is one for every message, so that building it decides how many a listener takes.
 */
export function buildAck(
  received: Hl7Message | undefined,
  code: 'AA' | 'AE' | 'AR',
  sending: { application: string; facility: string },
  reason?: string,
  error?: AckError,
): string {
  const get = (path: string): string => received?.get(path) ?? '';
  const version = versionOf(received);
  const processing = get('MSH-11.1');
  const msh = [
    ...[sending.application, sending.facility, get('MSH-3.1'), get('MSH-4.1'), timestamp(new Date()), ''],
    messageType('ACK', get('MSH-9.2').slice(0, 3), version),
    ...[newControlId(), processing === 'T' || processing === 'D' ? processing : 'P', version],
    ...['', '', '', '', '', CHARACTER_SET],
  ];
  const msa = [code, received?.controlId, reason?.slice(0, 80)];
  const err = error ? `ERR|${written(errorFields(error, version, reason ?? ''))}\r` : '';
  return `MSH|^~\\&|${written(msh)}\rMSA|${written(msa)}\r${err}`;
}

/** From ERR-1 on. */
function errorFields({ code, location }: AckError, version: string, reason: string): Value[] {
  const [segment, field] = location?.split('-') ?? [];
  const place = [segment, segment && '1', field];
  // Code, text and table are subcomponents of ERR-1.4.
  if (/^2\.[0-4]/.test(version)) return [[...place, [code, ERROR_TEXT[code], 'HL70357']]];
  return ['', place, [code, ERROR_TEXT[code], 'HL70357'], 'E', '', '', '', reason.slice(0, 250)];
}

/**
 * Reads a message with node-hl7-client's parser, as a second reading beside model/hl7/reader, which is the one to judge by.
 * Throws one plain sentence where the library cannot read it; it takes `MSH|` anywhere in a text for a second header.
 */
export function parse(text: string): { get(path: string): string } {
  let message: Message;
  try {
    message = new Message({ text });
  } catch (error) {
    throw new Error(`The message cannot be read: ${(error as Error).message}`);
  }
  return { get: (path) => message.get(path).toString() };
}

export function newControlId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase();
}

/** The last one made: many messages go out in a second. */
let stamp = { second: NaN, text: '' };

/** TS, `YYYYMMDDHHMMSS+ZZZZ` in UTC, to the second. */
export function timestamp(at: Date): string {
  const second = Math.floor(at.getTime() / 1000);
  if (second !== stamp.second) stamp = { second, text: `${at.toISOString().replace(/\D/g, '').slice(0, 14)}+0000` };
  return stamp.text;
}

/** Stands for a line break until the builder, which would escape the escape, is done. Of the private use area. */
const LINE_BREAK = '\uE0BB';

/** Line ends would end the segment, other control characters the frame: the first become \.br\ (2.7), the others blanks. */
function writable(value: string): string {
  return (
    value
      .replaceAll(LINE_BREAK, ' ')
      .replace(/\r\n|\r|\n/g, LINE_BREAK)
      // eslint-disable-next-line no-control-regex -- these are what must not go out
      .replace(/[\x00-\x1f\x7f]/g, ' ')
  );
}

/** An answer comes in the version of its question, where that is one. */
function versionOf(received: Hl7Message | undefined): string {
  const version = received?.get('MSH-12.1') ?? '';
  return /^2\.\d(\.\d)?$/.test(version) ? version : '2.4';
}
