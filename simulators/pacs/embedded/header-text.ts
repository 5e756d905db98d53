import type { DicomDataset, DicomElement, DicomObject } from '../../../model/dicom/object';
import { type DicomJson, jsonItems } from '../../../protocols/dicomweb/dicom-json';
import { elementToJson, toDicomJson } from '../../../protocols/dicomweb/encode-json';

/** What grows with the frames or the pixels is of no use to a query. */
const KEPT = { maxInlineBytes: 256, omit: new Set(['52009230', '7FE00008', '7FE00009', '7FE00010']) };
/** Values and attributes beyond these are not remembered: both are a stranger's choice. */
const MOST_BYTES = 512;
const MOST_TAGS = 1000;

interface Remembered {
  vr: string;
  bytes: Buffer;
  /** Empty where nothing is kept of it. */
  text: string;
}

/**
 * All attributes of data sets but bulk, as the text of DICOM JSON. Most values of an image are those of the image before, and so is
 * their text: decoding and writing each of them anew took a third of the time of storing an image.
 */
export class HeaderText {
  /** Transfer syntax and character sets of the one before. */
  #encoding = '';
  readonly #before = new Map<string, Remembered>();

  of(object: DicomObject): string {
    const { dataset } = object;
    // What it is asked for lies in its sequences.
    if (dataset.has('SharedFunctionalGroupsSequence')) return JSON.stringify(withQuantity(toDicomJson(dataset, KEPT)));
    return joined(this.ofEach(object).filter((text) => text !== ''));
  }

  /** The text of each element; empty where nothing is kept of it. */
  ofEach({ dataset, transferSyntaxUid }: DicomObject): string[] {
    const encoding = [transferSyntaxUid, ...dataset.strings('SpecificCharacterSet')].join('\\');
    if (encoding !== this.#encoding) this.#before.clear();
    this.#encoding = encoding;
    return dataset.elements.map((element) => {
      // Of a tag that occurs twice the first one counts.
      if (dataset.element(element.tag) !== element) return '';
      return this.#remembered(element) ?? this.#made(dataset, element);
    });
  }

  #remembered(element: DicomElement): string | undefined {
    const before = this.#before.get(element.tag);
    if (before?.vr !== element.vr || !isShort(element)) return undefined;
    return before.bytes.equals(element.bytes) ? before.text : undefined;
  }

  #made(dataset: DicomDataset, element: DicomElement): string {
    const { tag, vr, bytes } = element;
    const text = textOf(dataset, element);
    if (isShort(element) && (this.#before.size < MOST_TAGS || this.#before.has(tag)))
      this.#before.set(tag, { vr, bytes: Buffer.from(bytes), text });
    return text;
  }
}

export const joined = (texts: readonly string[]): string => `{${texts.join(',')}}`;

/** An element in the JSON of its data set; empty where nothing is kept of it. */
export function textOf(set: DicomDataset, element: DicomElement): string {
  const json = elementToJson(set, element, KEPT);
  return json ? `"${element.tag}":${JSON.stringify(json)}` : '';
}

/** Also: whole. */
function isShort({ items, fragments, length, bytes }: DicomElement): boolean {
  return !items && !fragments && length === bytes.length && length <= MOST_BYTES;
}

/** AIR asks for the quantity of a map as a key of its own; in the object it lies in the functional groups. */
function withQuantity(set: DicomJson): DicomJson {
  const items = jsonItems(set, 'SharedFunctionalGroupsSequence')
    .flatMap((group) => jsonItems(group, 'RealWorldValueMappingSequence'))
    .flatMap((mapping) => jsonItems(mapping, 'QuantityDefinitionSequence'));
  return set['00409220'] || items.length === 0 ? set : { ...set, '00409220': { vr: 'SQ', Value: items } };
}
