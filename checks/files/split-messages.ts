import type { Finding } from '../../model/check';
import { find } from '../dicom/rule';
import { MLLP } from './rules';

const START_BLOCK = 0x0b;
const END_BLOCK = 0x1c;
const CARRIAGE_RETURN = 0x0d;

export interface MessageBytes {
  bytes: Buffer;
  /** Stood between MLLP blocks: what is in it went over the wire like this. */
  framed: boolean;
  /** Of the frame. */
  findings: Finding[];
}

/**
 * Takes a file apart into HL7 v2 messages: between MLLP blocks where there are any, else wherever a line begins with MSH.
 * Segments of the batch protocol (FHS, BHS, BTS, FTS) are left out. Findings about blocks are with the message that they
 * concern; bytes outside of blocks are a message that cannot be read.
 */
export function splitMessages(bytes: Buffer): MessageBytes[] {
  if (!bytes.includes(START_BLOCK)) return splitText(bytes);
  const messages: MessageBytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = bytes.indexOf(START_BLOCK, at);
    const before = bytes.subarray(at, start === -1 ? bytes.length : start);
    if (!isBlank(before)) messages.push(...splitText(before).map(outside));
    if (start === -1) break;
    const frame = readFrame(bytes, start);
    messages.push(frame.message);
    at = frame.end;
  }
  return messages;
}

function readFrame(bytes: Buffer, start: number): { message: MessageBytes; end: number } {
  const next = bytes.indexOf(START_BLOCK, start + 1);
  const limit = next === -1 ? bytes.length : next;
  const found = bytes.indexOf(END_BLOCK, start + 1);
  const closed = found !== -1 && found < limit;
  const end = closed ? found : limit;
  const findings: Finding[] = [];
  const seen = (at: number): string =>
    at < bytes.length ? `0x${bytes.toString('hex', at, at + 1)}` : 'end of the file';
  if (!closed) {
    const where = { path: `byte ${start}`, seen: seen(limit), expected: '0x1c 0x0d' };
    findings.push(find(MLLP.endBlock, 'An MLLP block is not closed.', where));
  } else if (bytes[end + 1] !== CARRIAGE_RETURN) {
    const where = { path: `byte ${end + 1}`, seen: seen(end + 1), expected: '0x0d' };
    findings.push(find(MLLP.carriageReturn, 'The end of an MLLP block is not followed by a carriage return.', where));
  }
  const after = !closed ? end : bytes[end + 1] === CARRIAGE_RETURN ? end + 2 : end + 1;
  return { message: { bytes: bytes.subarray(start + 1, end), framed: true, findings }, end: after };
}

function outside(message: MessageBytes): MessageBytes {
  const seen = JSON.stringify(message.bytes.toString('latin1', 0, 20));
  const finding = find(MLLP.outside, 'There are bytes outside of the MLLP blocks.', { seen, expected: '0x0b first' });
  return { ...message, findings: [finding] };
}

/** Lines that begin a message or belong to the batch around it (the batch protocol of HL7 chapter 2). */
const LINE = /(?:^|[\r\n])(?=MSH|FHS|BHS|BTS|FTS)/g;

function splitText(bytes: Buffer): MessageBytes[] {
  const text = bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const trimmed = text.replace(/^\s+/, '');
  return trimmed
    .split(LINE)
    .filter((part) => part.trim() !== '' && !/^(FHS|BHS|BTS|FTS)/.test(part))
    .map((part) => ({ bytes: Buffer.from(part.replace(/\s+$/, '\r'), 'latin1'), framed: false, findings: [] }));
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0x20);
