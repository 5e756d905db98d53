import { Dataset } from '../../../model/dicom/dataset';
import { Element } from '../../../model/dicom/element';
import type { DicomObject } from '../../../model/dicom/object';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../../../model/dicom/reader';
import { isUid } from '../../../model/dicom/uid';
import { hasLongHeader } from '../../../model/dicom/vr';
import type { Header } from './header';
import { joined, textOf } from './header-text';

/** VRs of which a value means the same wherever it stands: no character set and no other attribute has a say in it. */
const PLAIN = new Set('AE AS CS DA DS DT FD FL IS SL SS TM UI UL US'.split(' '));
/** What other values are read by: Transfer Syntax UID, Specific Character Set, Pixel Representation. */
const GOVERNING = new Set(['00020010', '00080005', '00280103']);
const ENCODED_OTHERWISE = new Set([DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);
const PIXEL_DATA = new Set(['7FE00008', '7FE00009', '7FE00010']);
const UNDEFINED_LENGTH = 0xffffffff;
/** Preamble and DICM. */
const START = 132;

/** An element of a header, or what stands before them all. */
interface Part {
  tag: string;
  vr: string;
  explicit: boolean;
  at: number;
  end: number;
  /** In the JSON of the header; empty where nothing is kept of it. */
  text: string;
}

/**
 * An image's header is told from the one of an image before: nearly all of its bytes are the same, and what they mean was found out
 * then. Reading each header anew took half as long as writing its whole image.
 */
export class LikeBefore {
  #bytes = Buffer.alloc(0);
  #parts: Part[] = [];
  #header: Header | undefined;

  /** @param texts gives that of each element of the data set */
  remember(beginning: Buffer, object: DicomObject, header: Header, texts: () => readonly string[]): void {
    const parts = partsOf(beginning, object);
    if (!parts) return;
    const [first, ofMeta] = [1, object.meta.elements.length];
    texts().forEach((text, index) => Object.assign(parts[first + ofMeta + index] as Part, { text }));
    this.#parts = parts;
    this.#bytes = Buffer.from(beginning.subarray(0, parts.at(-1)?.end));
    this.#header = header;
  }

  /** The header in the beginning of a file whose Pixel Data reach beyond that; undefined where it has to be read. */
  read(beginning: Buffer): Header | undefined {
    if (!this.#header) return undefined;
    const header = { ...this.#header };
    const texts: string[] = [];
    let at = 0;
    for (const part of this.#parts) {
      let { text } = part;
      if (this.#isSame(part.at, part.end, beginning, at)) at += part.end - part.at;
      else {
        const set = this.#changed(part, beginning, at);
        const [element] = set?.elements ?? [];
        if (!set || !element || !changeField(header, set, part.tag)) return undefined;
        at = element.offset + element.length;
        if (text !== '') text = textOf(set, element);
      }
      if (text !== '') texts.push(text);
    }
    return reachesBeyond(beginning, at) ? { ...header, json: joined(texts) } : undefined;
  }

  #isSame(from: number, end: number, beginning: Buffer, at: number): boolean {
    if (at + end - from > beginning.length) return false;
    // Most parts are shorter than what a call that compares them costs.
    for (let before = from, now = at; before < end; before++, now++)
      if (this.#bytes[before] !== beginning[now]) return false;
    return true;
  }

  /** The element that stands there, alone, where it is the same one with another value that says all by itself. */
  #changed({ tag, vr, explicit, at: before }: Part, beginning: Buffer, at: number): Dataset | undefined {
    const valueAt = at + 8;
    const known = explicit ? 6 : 4;
    if (!PLAIN.has(vr) || GOVERNING.has(tag) || valueAt > beginning.length) return undefined;
    if (!this.#isSame(before, before + known, beginning, at)) return undefined;
    const length = explicit ? beginning.readUInt16LE(at + 6) : beginning.readUInt32LE(at + 4);
    if (valueAt + length > beginning.length) return undefined;
    const set = new Dataset(true);
    const bytes = beginning.subarray(valueAt, valueAt + length);
    set.add(new Element({ tag, vr, offset: valueAt, length, bytes }, set));
    return set;
  }
}

/** Where it is one of those that have a column; false where it cannot stand there. */
function changeField(header: Header, set: Dataset, tag: string): boolean {
  const value = set.string(tag) ?? '';
  if (tag === '00080060') header.modality = value;
  else if (tag === '00080016') header.sopClassUid = value;
  else if (tag === '00080018') header.sopInstanceUid = value;
  else if (tag === '0020000D') header.studyInstanceUid = value;
  else if (tag === '0020000E') header.seriesInstanceUid = value;
  else return true;
  return tag === '00080060' || isUid(value);
}

/** Undefined where the object is not of the plain kind that most images are. */
function partsOf(beginning: Buffer, object: DicomObject): Part[] | undefined {
  const { meta, dataset, transferSyntaxUid, problems } = object;
  const pixels = dataset.elements.at(-1);
  const odd =
    ENCODED_OTHERWISE.has(transferSyntaxUid) ||
    dataset.has('SharedFunctionalGroupsSequence') ||
    // They are said to be too long for what is there of them.
    problems.some(({ offset }) => offset !== pixels?.offset);
  if (odd || !pixels || !PIXEL_DATA.has(pixels.tag) || !reachesBeyond(beginning, pixels.offset)) return undefined;
  const parts: Part[] = [{ tag: '', vr: '', explicit: true, at: 0, end: START, text: '' }];
  const elements = [...meta.elements, ...dataset.elements];
  for (const [index, { tag, vr, offset, length, items }] of elements.entries()) {
    const explicit = index < meta.elements.length || transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN;
    const at = offset - (explicit && hasLongHeader(vr) ? 12 : 8);
    const before = parts.at(-1) as Part;
    // Only of a sequence it is not known where it ends.
    if (before.end === UNDEFINED_LENGTH) before.end = at;
    if (before.end !== at) return undefined;
    const end = index === elements.length - 1 ? offset : items ? UNDEFINED_LENGTH : offset + length;
    parts.push({ tag, vr, explicit, at, end, text: '' });
  }
  return parts;
}

/** Whether Pixel Data whose value begins there, right behind its length, go on after what is there of the file. */
function reachesBeyond(beginning: Buffer, valueAt: number): boolean {
  const length = beginning.readUInt32LE(valueAt - 4);
  return length !== UNDEFINED_LENGTH && valueAt + length > beginning.length;
}
