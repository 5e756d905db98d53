import { counted } from '../../model/counted';
import { parseDataset } from '../../model/dicom/parser';
import { pixelDifference } from './pixels';
import type { DicomDataset, DicomElement, DicomObject } from '../../model/dicom/object';

/** What became of one attribute on its way through an archive. */
export interface Difference {
  /** `ContributingEquipmentSequence[1].Manufacturer`. */
  path: string;
  what: 'missing' | 'changed' | 'added';
  sent?: string;
  got?: string;
}

const BYTES = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const MAX_SHOWN = 80;
/** What says how the data set is encoded, and not what is in it. */
const ENCODING = new Set(['00080005']);

/**
 * Attributes that came back otherwise than they were sent, modulo what DICOM lets a Level 2 archive do (PS3.4 B.4.1): leave
 * out attributes without value, encode text in another character set, values in another VR or padding, and images in another
 * transfer syntax, add attributes of its own at the top level, and change what it documents in Original Attributes.
 */
export function differences(sent: DicomObject, got: DicomObject): Difference[] {
  const documented = documentedChanges(got.dataset);
  const found = compare(sent.dataset, got.dataset, '').filter(
    ({ path, what }) => !(what === 'added' && !path.includes('.')) && !documented.has(path.split(/[.[]/)[0] ?? ''),
  );
  // Compressed otherwise: what counts are the pixels.
  if (!sent.decoded && !got.decoded) return found;
  return [...found.filter(({ path }) => !OF_COMPRESSION.has(path)), ...pixelDifference(sent, got)];
}

/** What a change of transfer syntax changes at the top level of an image (PS3.5 8.2). */
const OF_COMPRESSION = new Set(['PixelData', 'PhotometricInterpretation', 'PlanarConfiguration']);

/** Keywords in Modified Attributes Sequence of Original Attributes Sequence (PS3.3 C.12.1.1.9). */
function documentedChanges(dataset: DicomDataset): Set<string> {
  return new Set(
    dataset
      .items('OriginalAttributesSequence')
      .flatMap((item) => item.items('ModifiedAttributesSequence'))
      .flatMap((item) => item.elements.map(({ keyword }) => keyword)),
  );
}

function compare(sent: DicomDataset, got: DicomDataset, above: string): Difference[] {
  const found: Difference[] = [];
  for (const element of sent.elements) {
    if (isIgnored(element)) continue;
    const path = `${above}${element.keyword}`;
    const other = got.element(element.tag);
    if (!other) {
      if (!isEmpty(element)) found.push({ path, what: 'missing', sent: shown(sent, element) });
      continue;
    }
    found.push(...compareElement(sent, element, got, other, path));
  }
  for (const element of got.elements) {
    if (!isIgnored(element) && !isEmpty(element) && !sent.has(element.tag))
      found.push({ path: `${above}${element.keyword}`, what: 'added', got: shown(got, element) });
  }
  return found;
}

function compareElement(
  sent: DicomDataset,
  element: DicomElement,
  got: DicomDataset,
  other: DicomElement,
  path: string,
): Difference[] {
  if (element.items || other.items) {
    const [items, others] = [itemsOf(element), itemsOf(other)];
    if (items.length !== others.length) {
      return [{ path, what: 'changed', sent: counted(items.length, 'item'), got: counted(others.length, 'item') }];
    }
    return items.flatMap((item, index) => compare(item, others[index] as DicomDataset, `${path}[${index}].`));
  }
  const same = isBinary(element, other)
    ? sameBytes(element, other)
    : sameText(sent.strings(element.tag), got.strings(element.tag));
  return same ? [] : [{ path, what: 'changed', sent: shown(sent, element), got: shown(got, other) }];
}

const IMPLICIT_LITTLE = { explicit: false, littleEndian: true };

/**
 * Items of a sequence. A private one that was passed on in Implicit VR, or as UN, has lost its VR; its value is a sequence in
 * Implicit VR Little Endian all the same (PS3.5 6.2.2).
 */
function itemsOf(element: DicomElement): readonly DicomDataset[] {
  if (element.items || element.vr !== 'UN' || element.bytes.length === 0) return element.items ?? [];
  const { tag, bytes } = element;
  const header = Buffer.alloc(8);
  header.writeUInt16LE(parseInt(tag.slice(0, 4), 16), 0);
  header.writeUInt16LE(parseInt(tag.slice(4), 16), 2);
  // Of undefined length, so that it is read as a sequence though its VR is not known.
  header.writeUInt32LE(0xffffffff, 4);
  const end = Buffer.from('feffdde000000000', 'hex');
  const { set } = parseDataset(Buffer.concat([header, bytes, end]), 0, IMPLICIT_LITTLE, [], { skipPixelData: false });
  return set.items(tag);
}

const isIgnored = ({ tag }: DicomElement): boolean => tag.endsWith('0000') || ENCODING.has(tag);

const isBinary = (one: DicomElement, other: DicomElement): boolean => BYTES.has(one.vr) || BYTES.has(other.vr);

function isEmpty(element: DicomElement): boolean {
  if (element.items) return element.items.length === 0;
  return element.fragments === undefined && element.bytes.length === 0;
}

/** A pad byte at the end does not count. */
function sameBytes(one: DicomElement, other: DicomElement): boolean {
  const [a, b] = [joined(one), joined(other)];
  const short = Math.min(a.length, b.length);
  const rest = a.length > b.length ? a.subarray(short) : b.subarray(short);
  return (
    a.subarray(0, short).equals(b.subarray(0, short)) &&
    rest.length <= 1 &&
    rest.every((byte) => byte === 0 || byte === 32)
  );
}

const joined = (element: DicomElement): Buffer =>
  element.fragments ? Buffer.concat(element.fragments) : Buffer.from(element.bytes);

function sameText(sent: string[], got: string[]): boolean {
  if (sent.length !== got.length) return sent.every((value) => value === '') && got.every((value) => value === '');
  return sent.every((value, index) => value.trim() === got[index]?.trim());
}

function shown(dataset: DicomDataset, element: DicomElement): string {
  if (element.items) return counted(element.items.length, 'item');
  if (BYTES.has(element.vr)) return counted(element.bytes.length, 'byte');
  const text = dataset.strings(element.tag).join('\\');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
