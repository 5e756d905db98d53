import { decodeHl7, viewOf } from './charset';
import { type Delimiters, splitEscaped, unescape } from './escapes';
import type { Hl7Message, Hl7Segment } from './message';

/** The bytes are no HL7 v2 message: there is no MSH to read delimiters from. */
export class Hl7ReadError extends Error {
  override readonly name = 'Hl7ReadError';
}

/**
 * Reads an HL7 v2 message in ER7 encoding (the bytes between the MLLP blocks). Tolerant: segments may end in CR, LF or
 * both, fields may be missing. Throws Hl7ReadError only where there is no MSH.
 */
export function readHl7(bytes: Uint8Array): Hl7Message {
  if (bytes.length === 0) throw new Hl7ReadError('The message is empty.');
  const start = viewOf(bytes).toString('latin1', 0, 4);
  if (!start.startsWith('MSH') || bytes.length < 4) {
    throw new Hl7ReadError(`The message does not begin with an MSH segment but with ${JSON.stringify(start)}.`);
  }
  if (/[A-Za-z0-9\s]/.test(start.charAt(3))) {
    throw new Hl7ReadError(`MSH is followed by ${JSON.stringify(start.charAt(3))}, which cannot be a field separator.`);
  }
  const declared = declaredCharacterSet(bytes);
  const { text, decodedAs, invalid } = decodeHl7(bytes, declared);
  const delimiters = readDelimiters(text);
  const counts = new Map<string, number>();
  const lines = text.includes('\n') ? text.split(/\r\n|\r|\n/) : text.split('\r');
  const segments: Segment[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const end = line.indexOf(delimiters.field);
    const name = end < 0 ? line : line.slice(0, end);
    const index = (counts.get(name) ?? 0) + 1;
    counts.set(name, index);
    segments.push(new Segment(line, name, segments.length + 1, index, delimiters));
  }
  return new Message(text, { declared, decodedAs, invalid }, delimiters, segments);
}

/** MSH-2 (HL7 v2 2.5.4); characters that are left out there have no meaning in the message. */
function readDelimiters(text: string): Delimiters {
  const field = text.charAt(3);
  let end = 4;
  while (end < text.length && text[end] !== field && text[end] !== '\r' && text[end] !== '\n') end += 1;
  const encoding = text.slice(4, end);
  const [component = '^', repetition = '', escape = '', subcomponent = ''] = encoding;
  return { field, component, repetition, escape, subcomponent };
}

/** MSH-18 is ASCII in every character set that HL7 allows, so it can be read before decoding. */
function declaredCharacterSet(bytes: Uint8Array): string {
  let field = 0;
  for (let at = 0; at < bytes.length && bytes[at] !== 0x0d && bytes[at] !== 0x0a; at += 1) {
    if (bytes[at] !== bytes[3]) continue;
    field += 1;
    if (field < 17) continue;
    let end = at + 1;
    while (end < bytes.length && bytes[end] !== bytes[3] && bytes[end] !== 0x0d && bytes[end] !== 0x0a) end += 1;
    return viewOf(bytes).toString('latin1', at + 1, end);
  }
  return '';
}

class Segment implements Hl7Segment {
  #fields: string[] | undefined;

  constructor(
    private readonly line: string,
    readonly name: string,
    readonly position: number,
    readonly index: number,
    readonly delimiters: Delimiters,
  ) {}

  /** Cut apart when they are asked for: of most messages few segments are looked into. */
  get fields(): string[] {
    if (this.#fields) return this.#fields;
    const fields = this.line.split(this.delimiters.field);
    // MSH-1 is the separator itself, so the numbers of all others move up by one.
    if (this.name === 'MSH') fields.splice(1, 0, this.delimiters.field);
    return (this.#fields = fields);
  }

  field(number: number): string {
    return this.fields[number] ?? '';
  }

  repetitions(number: number): string[] {
    const raw = this.field(number);
    if (raw === '') return [];
    return this.#isDelimiterField(number) ? [raw] : splitEscaped(raw, this.delimiters.repetition);
  }

  component(field: number, component: number, subcomponent?: number): string {
    return this.at(field, 1, component, subcomponent);
  }

  /** All 1-based; without a subcomponent the whole component. */
  at(field: number, repetition: number, component: number, subcomponent?: number): string {
    const raw = this.repetitions(field)[repetition - 1] ?? '';
    if (this.#isDelimiterField(field)) return component === 1 ? raw : '';
    const part = splitEscaped(raw, this.delimiters.component)[component - 1] ?? '';
    if (subcomponent === undefined) return unescape(part, this.delimiters);
    return unescape(splitEscaped(part, this.delimiters.subcomponent)[subcomponent - 1] ?? '', this.delimiters);
  }

  #isDelimiterField(number: number): boolean {
    return this.name === 'MSH' && number <= 2;
  }
}

const PATH = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?$/;

const knownPaths = new Map<string, RegExpExecArray>();

/** Paths come from our own code, so there are not many of them. */
function readPath(path: string): RegExpExecArray {
  const known = knownPaths.get(path);
  if (known) return known;
  const match = PATH.exec(path);
  if (!match) throw new RangeError(`${path} is not an HL7 path such as ORC-5 or OBX[2]-5.1`);
  if (knownPaths.size < MAX_PATHS) knownPaths.set(path, match);
  return match;
}

const MAX_PATHS = 1000;

class Message implements Hl7Message {
  readonly type: string;
  readonly controlId: string;
  readonly version: string;

  constructor(
    readonly text: string,
    readonly charset: Hl7Message['charset'],
    readonly delimiters: Delimiters,
    readonly segments: Segment[],
  ) {
    this.type = this.get('MSH-9');
    this.controlId = this.get('MSH-10');
    this.version = this.get('MSH-12');
  }

  all(name: string): Segment[] {
    return this.segments.filter((segment) => segment.name === name);
  }

  get(path: string): string {
    const [, name = '', index = '1', field = '', repetition, component, subcomponent] = readPath(path);
    const segment = this.segments.find((each) => each.name === name && each.index === Number(index));
    if (!segment) return '';
    if (component === undefined) {
      return repetition === undefined
        ? segment.field(Number(field))
        : (segment.repetitions(Number(field))[Number(repetition) - 1] ?? '');
    }
    return segment.at(
      Number(field),
      Number(repetition ?? 1),
      Number(component),
      subcomponent === undefined ? undefined : Number(subcomponent),
    );
  }
}
