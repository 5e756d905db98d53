import type { Finding } from '../../model/check';
import { attributePath, type ContentItem } from '../../model/dicom/sr-tree';
import { find, type Rule } from './rule';
import { isSegmentation, isSingleFrameClass } from './sop-classes';

const VALUE_TYPE: Rule = { id: 'sr/value-type-known', clause: 'PS3.3 C.17.3', severity: 'error' };
const NAME: Rule = { id: 'sr/concept-name-present', clause: 'PS3.3 C.17.3', severity: 'error' };
const NAME_COMPLETE: Rule = { id: 'sr/code-complete', clause: 'PS3.3 8.8', severity: 'error' };
const VALUE: Rule = { id: 'sr/value-present', clause: 'PS3.3 C.17.3', severity: 'error' };
const NUMBER: Rule = { id: 'sr/number-has-unit', clause: 'PS3.3 C.18.1', severity: 'error' };
const NO_NUMBER: Rule = { id: 'sr/missing-number-explained', clause: 'PS3.3 C.18.1', severity: 'warning' };
const FRAMES: Rule = { id: 'sr/frames-only-of-multi-frame', clause: 'PS3.3 10.3', severity: 'error' };
const SEGMENTS: Rule = { id: 'sr/segments-only-of-segmentation', clause: 'PS3.3 10.3', severity: 'error' };

/** Attribute that holds the value, by value type (PS3.3 table C.17-5). */
const VALUE_ATTRIBUTE: Record<string, string> = {
  TEXT: 'TextValue',
  CODE: 'ConceptCodeSequence',
  DATETIME: 'DateTime',
  DATE: 'Date',
  TIME: 'Time',
  UIDREF: 'UID',
  PNAME: 'PersonName',
  SCOORD: 'GraphicData',
  SCOORD3D: 'GraphicData',
  TCOORD: 'TemporalRangeType',
  COMPOSITE: 'ReferencedSOPSequence',
  IMAGE: 'ReferencedSOPSequence',
  WAVEFORM: 'ReferencedSOPSequence',
  CONTAINER: 'ContinuityOfContent',
};
const NAMED = new Set(['TEXT', 'NUM', 'CODE', 'DATETIME', 'DATE', 'TIME', 'UIDREF', 'PNAME']);

/** What one content item must have by its value type (PS3.3 C.17.3, C.18). */
export function checkItem(item: ContentItem): Finding[] {
  if (item.target) return [];
  const { valueType, dataset } = item;
  if (valueType !== 'NUM' && !(valueType in VALUE_ATTRIBUTE)) {
    const message =
      valueType === ''
        ? 'A content item has no Value Type.'
        : 'A content item has a Value Type that DICOM does not define.';
    return [find(VALUE_TYPE, message, { path: attributePath(item, 'ValueType'), seen: valueType || 'absent' })];
  }
  const findings: Finding[] = [];
  if (NAMED.has(valueType) && !item.name) {
    findings.push(
      find(NAME, `A ${valueType} item has no concept name.`, {
        path: attributePath(item, 'ConceptNameCodeSequence'),
        seen: 'absent',
      }),
    );
  }
  for (const key of ['ConceptNameCodeSequence', 'ConceptCodeSequence']) {
    const code = dataset.items(key)[0];
    if (!code) continue;
    const where = { path: attributePath(item, `${key}[0]`) };
    if (!code.string('CodeMeaning'))
      findings.push(find(NAME_COMPLETE, 'A code has no Code Meaning (0008,0104).', where));
    const value = code.string('CodeValue') ?? code.string('LongCodeValue');
    if (!value && !code.string('URNCodeValue'))
      findings.push(find(NAME_COMPLETE, 'A code has no Code Value (0008,0100).', where));
    if (value && !code.string('CodingSchemeDesignator')) {
      findings.push(find(NAME_COMPLETE, 'A code has no Coding Scheme Designator (0008,0102).', where));
    }
  }
  const attribute = VALUE_ATTRIBUTE[valueType];
  if (attribute !== undefined && !hasValue(item, attribute)) {
    findings.push(
      find(VALUE, `A ${valueType} item has no value.`, { path: attributePath(item, attribute), seen: 'absent' }),
    );
  }
  if (valueType === 'NUM') findings.push(...checkNumber(item));
  if (item.reference) findings.push(...checkReference(item));
  return findings;
}

function hasValue(item: ContentItem, attribute: string): boolean {
  const element = item.dataset.element(attribute);
  return element !== undefined && (element.items ? element.items.length > 0 : element.length > 0);
}

function checkNumber(item: ContentItem): Finding[] {
  const path = attributePath(item, 'MeasuredValueSequence');
  if (!item.dataset.has('MeasuredValueSequence')) {
    return [find(VALUE, 'A NUM item has no Measured Value Sequence (0040,A300).', { path, seen: 'absent' })];
  }
  if (!item.measured) {
    if (item.qualifier) return [];
    return [
      find(NO_NUMBER, 'A measurement has neither a value nor a reason why it has none (CID 42).', {
        path,
        seen: 'empty',
      }),
    ];
  }
  const findings: Finding[] = [];
  if (item.measured.value === undefined) {
    const where = { path: `${item.measured.path}.NumericValue`, seen: item.measured.text || 'absent' };
    findings.push(find(NUMBER, 'A measurement has no number for a value.', where));
  }
  if (!item.measured.unit) {
    const where = { path: `${item.measured.path}.MeasurementUnitsCodeSequence`, seen: 'absent' };
    findings.push(find(NUMBER, 'A measurement has no unit.', where));
  }
  return findings;
}

function checkReference(item: ContentItem): Finding[] {
  const { reference } = item;
  if (!reference || item.valueType !== 'IMAGE') return [];
  const path = attributePath(item, 'ReferencedSOPSequence[0]');
  const findings: Finding[] = [];
  if (reference.frames.length > 0 && isSingleFrameClass(reference.sopClassUid)) {
    const where = { path: `${path}.ReferencedFrameNumber`, seen: reference.frames.join('\\') };
    findings.push(find(FRAMES, 'A frame is referenced of an image that has no frames.', where));
  }
  if (reference.segments.length > 0 && !isSegmentation(reference.sopClassUid) && !isSurface(reference.sopClassUid)) {
    const where = { path: `${path}.ReferencedSegmentNumber`, seen: reference.sopClassUid };
    findings.push(find(SEGMENTS, 'A segment is referenced of an object that is no Segmentation.', where));
  }
  if (reference.segments.length > 0 && reference.frames.length > 0) {
    findings.push(find(SEGMENTS, 'Frames and segments are referenced at the same time.', { path }));
  }
  return findings;
}

const isSurface = (uid: string): boolean => uid === '1.2.840.10008.5.1.4.1.1.66.5';
