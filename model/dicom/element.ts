import { decodeText, latin1Of } from './charset';
import { keywordOf, lookUpTag } from './dictionary';
import type { DicomDataset, DicomElement } from './object';
import { isSingleValued, isTextVr, settleVr, usesCharacterSet } from './vr';

/** What an element needs of its surroundings to be decoded. */
export interface ValueContext {
  littleEndian: boolean;
  /** Values of Specific Character Set (0008,0005) that hold here. */
  characterSets(): readonly string[];
}

interface ElementParts {
  tag: string;
  vr: string;
  offset: number;
  length: number;
  bytes: Uint8Array;
  items?: readonly DicomDataset[];
  fragments?: readonly Uint8Array[];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LEADING_SPACES = /^ +/;
const BINARY_SIZE: Record<string, number> = {
  US: 2,
  SS: 2,
  OW: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OF: 4,
  OL: 4,
  FD: 8,
  OD: 8,
  SV: 8,
  UV: 8,
  OV: 8,
  AT: 4,
  OB: 1,
};

/** An element whose value is decoded when it is asked for. */
export class Element implements DicomElement {
  readonly tag: string;
  readonly vr: string;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly items?: readonly DicomDataset[];
  readonly fragments?: readonly Uint8Array[];
  readonly #context: ValueContext;
  #strings: string[] | undefined;

  constructor(parts: ElementParts, context: ValueContext) {
    this.tag = parts.tag;
    this.vr = parts.vr;
    this.offset = parts.offset;
    this.length = parts.length;
    this.bytes = parts.bytes;
    if (parts.items) this.items = parts.items;
    if (parts.fragments) this.fragments = parts.fragments;
    this.#context = context;
  }

  get keyword(): string {
    return keywordOf(this.tag);
  }

  /** All values as trimmed text; numbers in decimal, attribute tags as `GGGGEEEE`. */
  strings(): string[] {
    this.#strings ??= this.#decode();
    return this.#strings;
  }

  /** All values as numbers, NaN where one is not a number; in binary VRs as encoded. */
  numbers(): number[] {
    const vr = this.#effectiveVr();
    if (isTextVr(vr)) return this.strings().map((text) => (NUMBER.test(text) ? Number(text) : NaN));
    return this.#binary(vr);
  }

  /** UN with a known tag is read as what PS3.6 says it is (PS3.5 6.2.2). */
  #effectiveVr(): string {
    return this.vr === 'UN' ? settleVr(this.tag, lookUpTag(this.tag)?.vr) : this.vr;
  }

  #decode(): string[] {
    const vr = this.#effectiveVr();
    if (this.bytes.length === 0) return [];
    if (vr === 'AT') return this.#binary(vr).map((value) => value.toString(16).toUpperCase().padStart(8, '0'));
    if (vr in BINARY_SIZE) return this.#binary(vr).map(String);
    const text = usesCharacterSet(vr)
      ? decodeText(this.bytes, this.#context.characterSets(), vr === 'PN').text
      : latin1Of(this.bytes);
    if (vr === 'UN') return [withoutPadding(text)];
    const values = isSingleValued(vr)
      ? [withoutPadding(text)]
      : text.split('\\').map((value) => withoutPadding(value).replace(LEADING_SPACES, ''));
    return values.length === 1 && values[0] === '' ? [] : values;
  }

  #binary(vr: string): number[] {
    const size = BINARY_SIZE[vr];
    if (size === undefined) return [];
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    const little = this.vr === 'UN' ? true : this.#context.littleEndian;
    const values: number[] = [];
    for (let at = 0; at + size <= view.byteLength; at += size) values.push(readNumber(view, at, vr, little));
    return values;
  }
}

/** Most values have none, or one character of it. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end--;
  return end === text.length ? text : text.slice(0, end);
}

function readNumber(view: DataView, at: number, vr: string, little: boolean): number {
  switch (vr) {
    case 'OB':
      return view.getUint8(at);
    case 'SS':
      return view.getInt16(at, little);
    case 'US':
    case 'OW':
      return view.getUint16(at, little);
    case 'SL':
      return view.getInt32(at, little);
    case 'FL':
    case 'OF':
      return view.getFloat32(at, little);
    case 'FD':
    case 'OD':
      return view.getFloat64(at, little);
    case 'SV':
      return Number(view.getBigInt64(at, little));
    case 'UV':
    case 'OV':
      return Number(view.getBigUint64(at, little));
    case 'AT':
      return view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little);
    default:
      return view.getUint32(at, little);
  }
}
