import { readDicom } from '../../model/dicom/reader';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { readHl7 } from '../../model/hl7/reader';
import type { EvidenceRef } from '../../model/record';
import type { RunFiles } from '../../model/run-record';
import { elementBytes, fieldBytes } from './cited-bytes';

/** Where a reference leads, decoded: the message with the field marked, or the object with the attribute's way. */
export type DecodedEvidence =
  | { kind: 'hl7'; segments: { text: string; cited: boolean }[]; at: string }
  | { kind: 'dicom'; title: string; attributes: DecodedAttribute[] }
  | { kind: 'none'; reason: string };

/** `at`: offset and first bytes in the file, of what is cited. */
export interface DecodedAttribute {
  name: string;
  tag: string;
  value: string;
  cited: boolean;
  at: string;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_VALUE = 200;
const HEADLINE = [
  'SOPClassUID',
  'SOPInstanceUID',
  'PatientID',
  'AccessionNumber',
  'StudyInstanceUID',
  'Modality',
  'SeriesDescription',
];

export function decodeEvidence(files: RunFiles, ref: EvidenceRef): DecodedEvidence {
  if (ref.file === undefined) return { kind: 'none', reason: '' };
  try {
    const bytes = files.read(ref.file);
    if (ref.controlId !== undefined || ref.file.startsWith('messages/')) return decodeMessage(bytes, ref.path);
    if (bytes.length > MAX_BYTES) return { kind: 'none', reason: 'Too large to show here; open the file.' };
    return decodeObject(bytes, ref.path);
  } catch (error) {
    return { kind: 'none', reason: `It could not be decoded: ${(error as Error).message}` };
  }
}

function decodeMessage(bytes: Buffer, path: string | undefined): DecodedEvidence {
  const message = readHl7(bytes);
  const cited = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?/.exec(path ?? '');
  const field = cited?.[3] === undefined ? undefined : Number(cited[3]);
  return {
    kind: 'hl7',
    at: cited?.[1] === undefined ? '' : fieldBytes(bytes, cited[1], Number(cited[2] ?? 1), field),
    segments: message.segments.map((segment) => ({
      text:
        segment.fields.length === 0
          ? segment.name
          : segmentText(segment.name, segment.fields, message.delimiters.field),
      cited: cited !== null && segment.name === cited[1] && segment.index === Number(cited[2] ?? 1),
    })),
  };
}

function segmentText(name: string, fields: string[], separator: string): string {
  // MSH-1 is the separator itself and stands in fields[1].
  return name === 'MSH' ? `MSH${separator}${fields.slice(2).join(separator)}` : fields.join(separator);
}

function decodeObject(bytes: Buffer, path: string | undefined): DecodedEvidence {
  const object = readDicom(bytes, { skipPixelData: true });
  const attributes = HEADLINE.flatMap((keyword) => {
    const value = object.dataset.string(keyword);
    const element = object.dataset.element(keyword);
    const cited = keyword === path;
    const at = cited && element ? elementBytes(element) : '';
    return value === undefined ? [] : [{ name: keyword, tag: element?.tag ?? '', value: clip(value), cited, at }];
  });
  if (path !== undefined && !HEADLINE.includes(path)) attributes.push(...walk(object.dataset, path));
  return { kind: 'dicom', title: object.dataset.string('SeriesDescription') ?? object.sopClassUid, attributes };
}

/** The elements along `ContentSequence[3].ConceptNameCodeSequence[0].CodeMeaning`, as far as they are there. */
function walk(root: DicomDataset, path: string): DecodedAttribute[] {
  const found: DecodedAttribute[] = [];
  let dataset: DicomDataset | undefined = root;
  let walked = '';
  for (const part of path.split('.')) {
    const match: RegExpExecArray | null = /^([^[]+)(?:\[(\d+)\])?$/.exec(part);
    const keyword = match?.[1];
    const element: DicomElement | undefined = keyword === undefined ? undefined : dataset?.element(keyword);
    walked = walked ? `${walked}.${part}` : part;
    if (!keyword || !element || !dataset) {
      found.push({ name: walked, tag: '', value: 'not there', cited: true, at: '' });
      return found;
    }
    if (element.vr === 'SQ') {
      dataset = element.items?.[Number(match?.[2] ?? 0)];
      if (dataset) found.push(...conceptOf(dataset, walked));
    } else {
      const value = clip(dataset.strings(keyword).join('\\'));
      found.push({ name: walked, tag: element.tag, value, cited: true, at: elementBytes(element) });
      return found;
    }
  }
  return found;
}

/** Codes and names that tell a reader what an item is. */
function conceptOf(item: DicomDataset, path: string): DecodedAttribute[] {
  const concept = item.items('ConceptNameCodeSequence')[0]?.string('CodeMeaning');
  const value =
    item.items('ConceptCodeSequence')[0]?.string('CodeMeaning') ??
    item.string('TextValue') ??
    item.items('MeasuredValueSequence')[0]?.string('NumericValue') ??
    item.string('CodeMeaning');
  const shown = [concept, value].filter((part) => part !== undefined).join(' = ');
  return shown === '' ? [] : [{ name: path, tag: '', value: clip(shown), cited: false, at: '' }];
}

function clip(value: string): string {
  return value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}… (${value.length} characters)` : value;
}
