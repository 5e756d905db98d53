import type { Code } from '../exam';
import { codeOf, sameCode } from './codes';
import type { DicomDataset } from './object';

/** One content item of a structured report (PS3.3 C.17.3), its value read by its value type. */
export interface ContentItem {
  /**
   * Where it stands in the data set, indices from 0: `ContentSequence[3].ContentSequence[0]`; '' for the root, which is the
   * data set itself. Attributes of the item append to it: `ContentSequence[3].MeasuredValueSequence[0]`.
   */
  path: string;
  /** Position in the tree as Referenced Content Item Identifier counts it, e.g. [1, 4, 2], from 1; the root is [1]. */
  position: number[];
  dataset: DicomDataset;
  parent?: ContentItem;
  children: ContentItem[];
  /** CONTAINS, HAS OBS CONTEXT ...; '' for the root. */
  relationship: string;
  /** CONTAINER, TEXT, CODE ...; '' for an item by reference. */
  valueType: string;
  name?: Code;
  /** TEXT, DATETIME, DATE, TIME, PNAME, UIDREF. */
  text?: string;
  /** CODE. */
  code?: Code;
  /** NUM; undefined where Measured Value Sequence is empty. */
  measured?: { value: number | undefined; text: string; unit?: Code; path: string };
  /** NUM: why there is no value, or what is special about it (CID 42). */
  qualifier?: Code;
  /** IMAGE, COMPOSITE, WAVEFORM. */
  reference?: InstanceReference;
  /** SCOORD, SCOORD3D. */
  graphic?: { type: string; data: number[]; frameOfReferenceUid?: string };
  /** By-reference relationship: the position of the target. */
  target?: number[];
}

export interface InstanceReference {
  sopClassUid: string;
  sopInstanceUid: string;
  frames: number[];
  segments: number[];
}

/** Builds the content tree of an SR document or Key Object Selection. */
export function buildContentTree(document: DicomDataset): ContentItem {
  return build(document, '', [1], undefined);
}

function build(dataset: DicomDataset, path: string, position: number[], parent: ContentItem | undefined): ContentItem {
  const item: ContentItem = {
    path,
    position,
    dataset,
    children: [],
    relationship: dataset.string('RelationshipType') ?? '',
    valueType: dataset.string('ValueType') ?? '',
  };
  if (parent) item.parent = parent;
  const name = codeOf(dataset, 'ConceptNameCodeSequence');
  if (name) item.name = name;
  const target = dataset.numbers('ReferencedContentItemIdentifier');
  if (target.length > 0) item.target = target;
  readValue(item);
  const prefix = path === '' ? '' : `${path}.`;
  item.children = dataset
    .items('ContentSequence')
    .map((child, i) => build(child, `${prefix}ContentSequence[${i}]`, [...position, i + 1], item));
  return item;
}

const TEXT_VALUE: Record<string, string> = {
  TEXT: 'TextValue',
  DATETIME: 'DateTime',
  DATE: 'Date',
  TIME: 'Time',
  PNAME: 'PersonName',
  UIDREF: 'UID',
};

function readValue(item: ContentItem): void {
  const { dataset, valueType } = item;
  const textKey = TEXT_VALUE[valueType];
  if (textKey !== undefined) {
    const text = dataset.string(textKey);
    if (text !== undefined) item.text = text;
  }
  switch (valueType) {
    case 'CODE': {
      const code = codeOf(dataset, 'ConceptCodeSequence');
      if (code) item.code = code;
      break;
    }
    case 'NUM':
      readMeasured(item);
      break;
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM': {
      const reference = readReference(dataset.items('ReferencedSOPSequence')[0]);
      if (reference) item.reference = reference;
      break;
    }
    case 'SCOORD':
    case 'SCOORD3D': {
      const frameOfReferenceUid = dataset.string('ReferencedFrameOfReferenceUID');
      item.graphic = {
        type: dataset.string('GraphicType') ?? '',
        data: dataset.numbers('GraphicData'),
        ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
      };
    }
  }
}

function readMeasured(item: ContentItem): void {
  const measured = item.dataset.items('MeasuredValueSequence')[0];
  const qualifier = codeOf(item.dataset, 'NumericValueQualifierCodeSequence');
  if (qualifier) item.qualifier = qualifier;
  if (!measured) return;
  const unit = codeOf(measured, 'MeasurementUnitsCodeSequence');
  const path = attributePath(item, 'MeasuredValueSequence[0]');
  const text = measured.string('NumericValue') ?? '';
  item.measured = { value: measured.number('NumericValue'), text, path, ...(unit ? { unit } : {}) };
}

/** Reads an item of a Referenced SOP Sequence (PS3.3 C.18.3, C.18.4). */
export function readReference(item: DicomDataset | undefined): InstanceReference | undefined {
  const sopInstanceUid = item?.string('ReferencedSOPInstanceUID');
  if (item === undefined || sopInstanceUid === undefined) return undefined;
  return {
    sopClassUid: item.string('ReferencedSOPClassUID') ?? '',
    sopInstanceUid,
    frames: item.numbers('ReferencedFrameNumber'),
    segments: item.numbers('ReferencedSegmentNumber'),
  };
}

/** The path of an attribute of an item, e.g. `ContentSequence[3].TextValue`. */
export function attributePath(item: ContentItem, attribute: string): string {
  return item.path === '' ? attribute : `${item.path}.${attribute}`;
}

/** The item and everything below it, parents first. */
export function* walkContent(item: ContentItem): Generator<ContentItem> {
  yield item;
  for (const child of item.children) yield* walkContent(child);
}

type Concept = Pick<Code, 'value' | 'scheme'>;

/** Direct children with this concept name. */
export function childrenNamed(item: ContentItem, concept: Concept): ContentItem[] {
  return item.children.filter((child) => sameCode(child.name, concept));
}

/** First direct child with this concept name. */
export function childNamed(item: ContentItem, concept: Concept): ContentItem | undefined {
  return item.children.find((child) => sameCode(child.name, concept));
}

/** All items below with this concept name. */
export function findNamed(item: ContentItem, concept: Concept): ContentItem[] {
  return [...walkContent(item)].filter((each) => each !== item && sameCode(each.name, concept));
}

/** The item that a by-reference relationship points to; undefined when there is none. */
export function resolveTarget(root: ContentItem, position: readonly number[]): ContentItem | undefined {
  if (position[0] !== 1) return undefined;
  let at: ContentItem | undefined = root;
  for (const step of position.slice(1)) at = at?.children[step - 1];
  return at;
}

/** The chain of containers from the root to the item, the item excluded. */
export function ancestorsOf(item: ContentItem): ContentItem[] {
  const chain: ContentItem[] = [];
  for (let at = item.parent; at !== undefined; at = at.parent) chain.unshift(at);
  return chain;
}
