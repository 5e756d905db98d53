import { lookUpTag } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import type { DicomJson, JsonElement } from './dicom-json';

export interface EncodeJsonOptions {
  /** Binary values beyond this are given as BulkDataURI, or left out where `bulkDataUri` is absent. */
  maxInlineBytes: number;
  /** Top-level attributes to leave out. */
  omit?: ReadonlySet<string>;
  /** @param tag of a top-level attribute, `GGGGEEEE` */
  bulkDataUri?(tag: string): string;
}

const NUMERIC = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD']);
/** A JSON number cannot hold these exactly, or could not be written back as it was (PS3.18 F.2.2). */
const DECIMAL_TEXT = new Set(['IS', 'DS', 'SV', 'UV']);
const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/** A data set in the DICOM JSON Model (PS3.18 Annex F). */
export function toDicomJson(set: DicomDataset, options: EncodeJsonOptions): DicomJson {
  return encodeSet(set, options, true);
}

/** A top-level element of a data set in the DICOM JSON Model; undefined where it is left out. */
export function elementToJson(
  set: DicomDataset,
  element: DicomElement,
  options: EncodeJsonOptions,
): JsonElement | undefined {
  return options.omit?.has(element.tag) || !belongs(element) ? undefined : encodeElement(set, element, options, true);
}

function encodeSet(set: DicomDataset, options: EncodeJsonOptions, top: boolean): DicomJson {
  const json: DicomJson = {};
  for (const element of set.elements) {
    if (!belongs(element) || json[element.tag]) continue;
    if (top && options.omit?.has(element.tag)) continue;
    const encoded = encodeElement(set, element, options, top);
    if (encoded) json[element.tag] = encoded;
  }
  return json;
}

/** Group lengths are not allowed in JSON; the file meta belongs to the encoding. */
function belongs({ tag }: DicomElement): boolean {
  return !tag.endsWith('0000') && !tag.startsWith('0002');
}

function encodeElement(
  set: DicomDataset,
  element: DicomElement,
  options: EncodeJsonOptions,
  top: boolean,
): JsonElement | undefined {
  const { tag } = element;
  const vr = vrOf(element);
  if (element.items) {
    const items = element.items.map((item) => encodeSet(item, options, false));
    return { vr: 'SQ', ...(items.length > 0 ? { Value: items } : {}) };
  }
  if (BINARY.has(vr)) {
    const bulky = element.length > options.maxInlineBytes || element.fragments !== undefined;
    if (bulky) return top && options.bulkDataUri ? { vr, BulkDataURI: options.bulkDataUri(tag) } : undefined;
    return element.bytes.length > 0 ? { vr, InlineBinary: Buffer.from(element.bytes).toString('base64') } : { vr };
  }
  const values = set.strings(tag);
  return values.length > 0 ? { vr, Value: values.map((value) => encodeValue(value, vr)) } : { vr };
}

function encodeValue(value: string, vr: string): unknown {
  if (value === '') return null;
  if (vr === 'PN') return personName(value);
  if (NUMERIC.has(vr) || DECIMAL_TEXT.has(vr)) {
    const number = Number(value);
    const exact = Number.isFinite(number) && (NUMERIC.has(vr) || Number.isSafeInteger(number) || vr === 'DS');
    return exact ? number : value;
  }
  return value;
}

function personName(value: string): Record<string, string> {
  const [alphabetic = '', ideographic = '', phonetic = ''] = value.split('=');
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}

/** What PS3.6 says where the encoding only says UN. */
function vrOf({ vr, tag }: DicomElement): string {
  if (vr !== 'UN') return vr;
  const known = lookUpTag(tag)?.vr ?? 'UN';
  return known.length === 2 ? known : 'UN';
}
