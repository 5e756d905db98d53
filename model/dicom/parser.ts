import { Dataset } from './dataset';
import { keywordOf, lookUpTag } from './dictionary';
import { Element } from './element';
import { type Frame, ITEM, ITEM_END, MAX_ODDITIES, SEQUENCE_END, type SequenceFrame, type SetFrame } from './frames';
import { readFragments } from './fragments';
import { type ElementHeader, type Encoding, readHeader, UNDEFINED_LENGTH } from './header';
import type { Omission, ReadProblem } from './object';
import { Omissions } from './omissions';
import { settleVr } from './vr';

/** Sequences deeper than this are stepped over: no lawful object comes near, and readers of trees may recurse. */
export const MAX_DEPTH = 128;
/** A spoilt file can offend at every byte. */
const MAX_PROBLEMS = 100;
const NOTHING = new Uint8Array(0);
const PIXEL_DATA = new Set(['7FE00008', '7FE00009', '7FE00010']);

export interface ParseOptions {
  skipPixelData: boolean;
  detached?: boolean;
  /** Stops before the first element outside this group (file meta information). */
  onlyGroup?: string;
  omitted?: readonly Omission[];
}

/**
 * Reads a data set from `start` to the end of `bytes`, without recursion. Never throws: what cannot be read is said in
 * `problems`, what was read up to there is kept.
 */
export function parseDataset(
  bytes: Uint8Array,
  start: number,
  encoding: Encoding,
  problems: ReadProblem[],
  options: ParseOptions,
): { set: Dataset; end: number } {
  const parser = new Parser(bytes, problems, options);
  return parser.run(start, encoding);
}

class Parser {
  readonly #view: DataView;
  readonly #stack: Frame[] = [];
  readonly #omissions: Omissions;
  #at = 0;
  #tooDeepSaid = false;
  #oddities = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly problems: ReadProblem[],
    readonly options: ParseOptions,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#omissions = new Omissions(options.omitted);
  }

  run(start: number, encoding: Encoding): { set: Dataset; end: number } {
    this.#at = start;
    const set = new Dataset(encoding.littleEndian);
    const end = this.bytes.length;
    this.#stack.push({ kind: 'set', set, encoding, end, undefinedLength: false, lastTag: '', path: '' });
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) {
      if (this.#oddities > MAX_ODDITIES) {
        const message = 'Elements are out of order, or items empty, too many times; the rest was not read';
        this.problems.push({ message, offset: this.#omissions.inFile(this.#at) });
        break;
      }
      if (this.#at >= frame.end) {
        if (frame.undefinedLength)
          this.#problem(`${frame.path || 'The data set'} is not closed: the data end first`, frame.end, frame.path);
        this.#stack.pop();
      } else if (frame.kind === 'sequence') this.#stepItem(frame);
      else if (!this.#stepElement(frame)) break;
    }
    return { set, end: this.#at };
  }

  #problem(message: string, at: number, path: string): void {
    const offset = this.#omissions.inFile(at);
    if (this.problems.length > MAX_PROBLEMS) return;
    if (this.problems.length === MAX_PROBLEMS) this.problems.push({ message: 'Further problems are left out', offset });
    else this.problems.push(path === '' ? { message, offset } : { message, offset, path });
  }

  /** Reads one element; false when the whole parse is over (`onlyGroup`). */
  #stepElement(frame: SetFrame): boolean {
    const at = this.#at;
    const header = readHeader(this.#view, at, frame.end, frame.encoding);
    if (header === undefined) {
      this.#problem(`${frame.end - at} bytes are left over, too few for an element`, at, frame.path);
      this.#at = frame.end;
      return true;
    }
    if (this.options.onlyGroup !== undefined && !header.tag.startsWith(this.options.onlyGroup)) return false;
    if (header.tag === ITEM_END || header.tag === SEQUENCE_END || header.tag === ITEM) {
      this.#delimiter(frame, header, at);
      return true;
    }
    if (header.problem) this.#problem(header.problem, at, pathOf(frame, header.tag));
    if (header.unreadable) {
      this.#at = frame.end;
      return true;
    }
    if (header.tag <= frame.lastTag) {
      const what = header.tag === frame.lastTag ? 'occurs twice' : 'is out of order (tags must ascend, PS3.5 7.1)';
      this.#problem(`${keywordOf(header.tag)} ${what}`, at, pathOf(frame, header.tag));
      this.#oddities += 1;
    } else frame.lastTag = header.tag;
    this.#at = header.valueAt;
    this.#value(frame, header);
    return true;
  }

  /** An item or sequence delimiter where an element was due. */
  #delimiter(frame: SetFrame, header: ElementHeader, at: number): void {
    if (header.tag === ITEM_END && frame.undefinedLength) {
      this.#at = at + 8;
      this.#stack.pop();
      return;
    }
    this.#problem(
      `A stray ${header.tag === ITEM ? 'item' : 'delimiter'} tag stands where an element is due`,
      at,
      frame.path,
    );
    // Left to the sequence around it: the item was not closed. At the top there is none, so it is stepped over.
    if (frame.undefinedLength) this.#stack.pop();
    else this.#at = at + 8;
  }

  #value(frame: SetFrame, header: ElementHeader): void {
    const { tag, length, valueAt } = header;
    const undefinedLength = length === UNDEFINED_LENGTH;
    const omitted = this.#omissions.lengthAt(valueAt);
    const offset = this.#omissions.inFile(valueAt);
    let end = undefinedLength ? frame.end : valueAt + length - omitted;
    if (end > frame.end) {
      this.#problem(
        `${keywordOf(tag)} claims ${length} bytes, but only ${frame.end - valueAt + omitted} are there`,
        valueAt,
        pathOf(frame, tag),
      );
      end = frame.end;
    }
    const vr = header.vr ?? this.#implicitVr(tag);
    if (this.#isSequence(header, vr)) {
      // UN holds implicit VR little endian whatever the transfer syntax (PS3.5 6.2.2).
      const encoding = vr === 'UN' ? { explicit: false, littleEndian: true } : frame.encoding;
      this.#sequence(frame, { tag, vr, offset, length, valueAt }, encoding, end, undefinedLength, pathOf(frame, tag));
      return;
    }
    if (undefinedLength) {
      const read = readFragments(this.#view, valueAt, frame.end, frame.encoding.littleEndian, (at) =>
        this.#omissions.lengthAt(at),
      );
      for (const problem of read.problems) this.#problem(problem.message, problem.offset, pathOf(frame, tag));
      const skip = this.options.skipPixelData && PIXEL_DATA.has(tag);
      const fragments = skip ? [] : read.fragments.map((fragment) => this.#own(fragment));
      frame.set.add(new Element({ tag, vr, offset, length, bytes: NOTHING, fragments }, frame.set));
      this.#at = read.end;
      return;
    }
    if (length % 2 === 1)
      this.#problem(`${keywordOf(tag)} has an odd length, ${length} (PS3.5 7.1.1)`, valueAt, pathOf(frame, tag));
    const skip = this.options.skipPixelData && PIXEL_DATA.has(tag);
    const bytes = skip ? NOTHING : this.#own(this.bytes.subarray(valueAt, end));
    frame.set.add(new Element({ tag, vr, offset, length, bytes }, frame.set));
    this.#at = end;
  }

  /** A value that is held on to. */
  #own(value: Uint8Array): Uint8Array {
    return this.options.detached ? Buffer.from(value) : value;
  }

  #implicitVr(tag: string): string {
    const vr = lookUpTag(tag)?.vr;
    if (vr !== 'US or SS') return settleVr(tag, vr);
    const frame = this.#stack.findLast((each) => each.kind === 'set' && each.set.has('00280103'));
    return settleVr(tag, vr, frame?.kind === 'set' && frame.set.number('00280103') === 1);
  }

  #isSequence(header: ElementHeader, vr: string): boolean {
    if (vr === 'SQ') return true;
    if (header.length === UNDEFINED_LENGTH) return vr === 'UN' && !PIXEL_DATA.has(header.tag);
    if (vr !== 'UN' || lookUpTag(header.tag)?.vr !== 'SQ' || header.length < 8) return false;
    return (
      readHeader(this.#view, header.valueAt, this.bytes.length, { explicit: false, littleEndian: true })?.tag === ITEM
    );
  }

  #sequence(
    frame: SetFrame,
    { valueAt, ...element }: { tag: string; vr: string; offset: number; length: number; valueAt: number },
    encoding: Encoding,
    end: number,
    undefinedLength: boolean,
    path: string,
  ): void {
    const items: Dataset[] = [];
    const discarded = this.#stack.length >= 2 * MAX_DEPTH;
    if (discarded && !this.#tooDeepSaid) {
      this.#tooDeepSaid = true;
      this.#problem(`Sequences are nested deeper than ${MAX_DEPTH} levels; the levels below are left out`, valueAt, '');
    }
    frame.set.add(new Element({ ...element, bytes: NOTHING, items }, frame.set));
    this.#stack.push({
      kind: 'sequence',
      items,
      around: frame.set,
      encoding,
      end,
      undefinedLength,
      // Keeps the cost of paths bounded where the depth is not.
      path: discarded ? frame.path : path,
      discarded,
    });
  }

  #stepItem(frame: SequenceFrame): void {
    const at = this.#at;
    const header = readHeader(this.#view, at, frame.end, { ...frame.encoding, explicit: false });
    if (header === undefined) {
      this.#problem(`${frame.end - at} bytes are left over in a sequence, too few for an item`, at, frame.path);
      this.#at = frame.end;
      return;
    }
    if (header.tag === SEQUENCE_END) {
      this.#at = at + 8;
      if (!frame.undefinedLength) this.#problem('A sequence of defined length has a delimiter', at, frame.path);
      this.#stack.pop();
      return;
    }
    if (header.tag !== ITEM) {
      this.#problem(
        `An item was due, but (${header.tag.slice(0, 4)},${header.tag.slice(4)}) stands there`,
        at,
        frame.path,
      );
      if (frame.undefinedLength) this.#stack.pop();
      else this.#at = frame.end;
      return;
    }
    const undefinedLength = header.length === UNDEFINED_LENGTH;
    if (header.length === 0) this.#oddities += 1;
    let end = undefinedLength ? frame.end : header.valueAt + header.length;
    if (end > frame.end) {
      this.#problem(
        `An item claims ${header.length} bytes, but only ${frame.end - header.valueAt} are there`,
        at,
        frame.path,
      );
      end = frame.end;
    }
    const set = new Dataset(frame.encoding.littleEndian, frame.around);
    const path = frame.discarded ? frame.path : `${frame.path}[${frame.items.length}]`;
    if (!frame.discarded) frame.items.push(set);
    this.#at = header.valueAt;
    this.#stack.push({ kind: 'set', set, encoding: frame.encoding, end, undefinedLength, lastTag: '', path });
  }
}

/** Of an element of a set, in keywords. Made only where it is told to somebody. */
function pathOf(frame: SetFrame, tag: string): string {
  return frame.path === '' ? keywordOf(tag) : `${frame.path}.${keywordOf(tag)}`;
}
