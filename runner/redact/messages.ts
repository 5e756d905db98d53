import { readHl7 } from '../../model/hl7/reader';
import type { Pseudonyms } from './pseudonyms';

/** Fields that name or identify a patient, a visit, an order or a person (HL7 v2.5.1 chapters 3, 4 and 6). */
const FIELDS: Record<string, readonly number[] | 'all'> = {
  PID: [2, 3, 4, 5, 6, 9, 11, 12, 13, 14, 18, 19, 20, 21, 23],
  PD1: [3, 4],
  PV1: [5, 7, 8, 9, 17, 19, 50, 52],
  NK1: 'all',
  GT1: 'all',
  IN1: 'all',
  IN2: 'all',
  MRG: 'all',
  ORC: [2, 3, 4, 10, 11, 12, 14, 19],
  OBR: [2, 3, 10, 16, 17, 18, 19, 20, 28, 32, 33, 34, 35],
  IPC: [1, 2, 3, 4],
};
const BIRTH: Record<string, number> = { PID: 7 };

/** Notes every name, identifier and UID of a message. Bytes that are no message have none. */
export function learnMessage(bytes: Buffer, pseudonyms: Pseudonyms): void {
  eachField(bytes, (name, number, text) => {
    if (isIdentifying(name, number)) pseudonyms.learn(text);
    for (const [uid] of text.matchAll(/\b[0-2](?:\.\d+){5,}\b/g)) pseudonyms.learnUid(uid);
    return text;
  });
}

/** A message with pseudonyms in it; separators, escapes and everything that is not text of a field stay as they are. */
export function redactMessage(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  return eachField(bytes, (name, number, text) => {
    if (BIRTH[name] === number) return pseudonyms.birthDate(text);
    return isIdentifying(name, number)
      ? outsideEscapes(text, (part) => pseudonyms.value(part))
      : pseudonyms.clean(text);
  });
}

function isIdentifying(name: string, number: number): boolean {
  const fields = FIELDS[name];
  return fields === 'all' || (fields?.includes(number) ?? false);
}

function eachField(bytes: Buffer, change: (name: string, number: number, text: string) => string): Buffer {
  const { text, encoding } = decode(bytes);
  const separator = text.startsWith('MSH') ? text.charAt(3) : '|';
  const made = text
    .split(/(\r\n|\r|\n)/)
    .map((line, index) => {
      if (index % 2 === 1) return line;
      const [name = '', ...fields] = line.split(separator);
      const first = name === 'MSH' ? 2 : 1;
      // MSH-1 and MSH-2 are the separators themselves.
      return [
        name,
        ...fields.map((field, at) => (name === 'MSH' && at === 0 ? field : change(name, at + first, field))),
      ].join(separator);
    })
    .join('');
  return Buffer.from(made, encoding);
}

/** `\F\`, `\X41\` and the like are no words. */
function outsideEscapes(text: string, change: (part: string) => string): string {
  return text
    .split(/(\\[^\\]*\\)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}

function decode(bytes: Buffer): { text: string; encoding: BufferEncoding } {
  try {
    const { text, charset } = readHl7(bytes);
    if (!charset.invalid && Buffer.from(text, 'utf8').equals(bytes)) return { text, encoding: 'utf8' };
  } catch {
    // No message: what can be read in it as text is cleaned all the same.
  }
  return { text: bytes.toString('latin1'), encoding: 'latin1' };
}
