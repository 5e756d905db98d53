import { sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree, childNamed, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';
import { isNegated, presenceWord } from '../workflow/reading/presence';
import { CONCEPT } from './concepts';
import { isPerformanceItem } from './performance-names';

export interface StatedFinding {
  /** The abnormality; value and scheme are '' where it is only in words (then the meaning has them). */
  code: Code;
  /** `unclear`: named, but in words that do not say whether it is there. */
  presence: 'present' | 'absent' | 'unclear';
  /** Of the item that says it. */
  path: string;
  /** Concept name of that item, e.g. (121071, DCM, "Finding"). */
  name?: Code;
  /** The words, where it is said in words. */
  text?: string;
  tracking?: { id?: string; uid?: string };
  location?: FindingLocation;
}

export interface FindingLocation {
  /** Paths of SCOORD and SCOORD3D items. */
  coordinates: string[];
  segments: { sopInstanceUid: string; numbers: number[] }[];
  /** SOP Instance UIDs of images that are referred to. */
  images: string[];
  site?: Code;
}

/** Concepts that give context, not findings (the parser rule of HL7's DICOM SR to FHIR guide, and TID 1001 to 1204, 4019). */
const CONTEXT: readonly Code[] = [
  CONCEPT.trackingIdentifier,
  CONCEPT.trackingUid,
  CONCEPT.activitySession,
  CONCEPT.geometricPurpose,
  CONCEPT.findingCategory,
  CONCEPT.findingSite,
  CONCEPT.measurementMethod,
  CONCEPT.language,
  CONCEPT.observerType,
  CONCEPT.procedureReported,
  CONCEPT.algorithmName,
  CONCEPT.algorithmVersion,
  CONCEPT.algorithmManufacturer,
];
/** Headings under which a report says findings in words: Finding, Findings, Impression(s), Conclusion(s). */
const IN_WORDS = new Set(['121071', '121070', '121072', '121073', '121076', '121077']);
/** Names of evaluations that speak of the finding beside them: Presence, Finding status, Result. */
const ABOUT_THE_FINDING = /\b(presence|present|status|detect\w*|result|finding)\b/i;

/**
 * What a report states about abnormalities: Finding codes, evaluations whose name is the abnormality and whose value is
 * present or absent, and findings in words. Groups that hold sensitivity or specificity declare performance and state no
 * finding.
 */
export function statedFindings(object: DicomObject): StatedFinding[] {
  const root = buildContentTree(object.dataset);
  return [...walkContent(root)].flatMap((item) => {
    if (item === root || !isStatement(item) || isDeclaration(item)) return [];
    const said = item.valueType === 'CODE' ? fromCode(item) : fromText(item);
    if (!said) return [];
    const group = item.parent ?? root;
    const tracking = trackingOf(group);
    return [
      {
        ...said,
        path: item.path,
        ...(item.name ? { name: item.name } : {}),
        ...(tracking ? { tracking } : {}),
        location: locationOf(group === root ? item : group),
      },
    ];
  });
}

function isStatement(item: ContentItem): boolean {
  if (item.valueType !== 'CODE' && item.valueType !== 'TEXT') return false;
  return !CONTEXT.some((concept) => sameCode(item.name, concept)) && item.relationship !== 'HAS ACQ CONTEXT';
}

/** Stands in a group that only declares how well an abnormality is detected: figures, and nothing found or measured. */
function isDeclaration(item: ContentItem): boolean {
  if ([...walkContent(item)].some(isPerformanceItem)) return true;
  const siblings = item.parent?.parent ? item.parent.children : [];
  if (!siblings.some(isPerformanceItem)) return false;
  return !siblings.some(
    (each) =>
      (each.valueType === 'NUM' && !isPerformanceItem(each)) ||
      each.reference !== undefined ||
      each.graphic !== undefined ||
      presenceOf(each.code) !== undefined,
  );
}

type Said = Pick<StatedFinding, 'code' | 'presence' | 'text'>;

const presenceOf = (code: Code | undefined) =>
  code && presenceWord({ codes: [{ value: code.value, scheme: code.scheme }], texts: [code.meaning] });

function fromCode(item: ContentItem): Said | undefined {
  if (!item.code || !item.name) return undefined;
  const presence = presenceOf(item.code);
  if (!sameCode(item.name, CONCEPT.finding)) {
    // The name is the abnormality. A name that only speaks of the finding beside it was read with that one.
    if (presence === undefined || isAboutFinding(item) || sameCode(item.parent?.name, CONCEPT.finding))
      return undefined;
    return { code: item.name, presence };
  }
  if (presence !== undefined) return undefined;
  return {
    code: item.code,
    presence: qualifiedPresence(item) ?? (isNegated(item.code.meaning) ? 'absent' : 'present'),
  };
}

/** An evaluation of the finding's presence: below the finding, or beside it in its group. */
function qualifiedPresence(finding: ContentItem): 'present' | 'absent' | undefined {
  const below = finding.children.map((child) => presenceOf(child.code));
  const beside = (finding.parent?.children ?? [])
    .filter((each) => each !== finding && each.valueType === 'CODE')
    .filter((each) => sameCode(each.name, finding.code ?? CONCEPT.finding) || isAboutFinding(each))
    .map((each) => presenceOf(each.code));
  return [...below, ...beside].find((presence) => presence !== undefined);
}

function isAboutFinding(item: ContentItem): boolean {
  const siblings = item.parent?.children ?? [];
  const findings = siblings.filter(
    (each) => each.valueType === 'CODE' && sameCode(each.name, CONCEPT.finding) && each !== item,
  );
  return findings.length > 0 && ABOUT_THE_FINDING.test(item.name?.meaning ?? '');
}

function fromText(item: ContentItem): Said | undefined {
  const text = item.text?.trim();
  if (!text || !item.name) return undefined;
  const presence = presenceWord({ codes: [], texts: [text] });
  if (presence !== undefined && !IN_WORDS.has(item.name.value)) return { code: item.name, presence, text };
  if (!(item.name.scheme === 'DCM' && IN_WORDS.has(item.name.value))) return undefined;
  const code: Code = { value: '', scheme: '', meaning: text };
  return { code, presence: isNegated(text) ? 'absent' : 'unclear', text };
}

function trackingOf(group: ContentItem): StatedFinding['tracking'] {
  const id = childNamed(group, CONCEPT.trackingIdentifier)?.text;
  const uid = childNamed(group, CONCEPT.trackingUid)?.text;
  if (id === undefined && uid === undefined) return undefined;
  return { ...(id === undefined ? {} : { id }), ...(uid === undefined ? {} : { uid }) };
}

function locationOf(group: ContentItem): FindingLocation {
  const items = [...walkContent(group)];
  const references = items.flatMap((item) => (item.reference ? [{ item, reference: item.reference }] : []));
  const site = items.find((item) => sameCode(item.name, CONCEPT.findingSite))?.code;
  const isSegment = (item: ContentItem): boolean =>
    sameCode(item.name, CONCEPT.referencedSegment) || sameCode(item.name, CONCEPT.referencedSegmentationFrame);
  return {
    coordinates: items.filter((item) => item.graphic).map((item) => item.path),
    segments: references
      .filter(({ item }) => isSegment(item))
      .map(({ reference }) => ({ sopInstanceUid: reference.sopInstanceUid, numbers: reference.segments })),
    images: references
      .filter(({ item }) => item.valueType === 'IMAGE' && !isSegment(item))
      .map(({ reference }) => reference.sopInstanceUid),
    ...(site ? { site } : {}),
  };
}
