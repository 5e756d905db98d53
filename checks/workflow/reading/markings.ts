import { codeOf, codesOf } from '../../../model/dicom/codes';
import type { DicomDataset, DicomObject } from '../../../model/dicom/object';
import type { Code } from '../../../model/exam';
import type { CaseRecord } from '../../../model/record';
import type { SutConfig } from '../../../model/sut';
import { kindOfResult } from '../../dicom/ai-results';
import { conceptsNamed, knownConcepts } from './concepts';
import { isReadable, type Readable, srStatements } from './objects';
import { resultsOf } from './traffic';

export type MarkingKind =
  'segment' | 'coordinates' | 'presentation state' | 'overlay' | 'parametric map' | 'secondary capture';

/** Something graphical that shows where an abnormality is (RCR l.125-138). */
export interface Marking {
  kind: MarkingKind;
  store: Readable;
  path: string;
  /** Which abnormality it is of; empty where the object does not say. */
  of: Code[];
}

/** A viewer can switch these off; a Secondary Capture it cannot (RCR l.92-97). */
export const isToggleable = ({ kind }: Marking): boolean => kind !== 'secondary capture';

/** All markings in the results of an exam. Empty segments and overlays mark nothing. */
export function markingsOf(caseRecord: CaseRecord, sut: SutConfig): Marking[] {
  const { exam } = caseRecord;
  const known = knownConcepts(sut, exam);
  return resultsOf(caseRecord)
    .filter(isReadable)
    .flatMap((store): Marking[] => {
      switch (kindOfResult(store.object)) {
        case 'seg':
          return segmentsOf(store, known);
        case 'sr':
          return coordinatesOf(store, sut, caseRecord);
        case 'presentation-state':
          return annotationsOf(store, known);
        case 'overlay':
          return hasInk(store.object) ? [{ kind: 'overlay', store, path: '60003000', of: [] }] : [];
        case 'parametric-map':
          return [{ kind: 'parametric map', store, path: '', of: [] }];
        case 'secondary-capture':
          return [{ kind: 'secondary capture', store, path: 'PixelData', of: [] }];
        default:
          return [];
      }
    });
}

function segmentsOf(store: Readable, known: readonly Code[]): Marking[] {
  const { dataset } = store.object;
  const pixels = dataset.element('PixelData') ?? dataset.element('7FE00010');
  const isDrawn =
    pixels === undefined ? false : (pixels.fragments?.length ?? 0) > 0 || pixels.bytes.some((byte) => byte !== 0);
  if (!isDrawn) return [];
  const drawn = drawnSegments(dataset);
  return dataset.items('SegmentSequence').flatMap((segment, i): Marking[] => {
    const number = segment.number('SegmentNumber');
    if (drawn.size > 0 && number !== undefined && !drawn.has(number)) return [];
    return [
      { kind: 'segment', store, path: `SegmentSequence[${i}]`, of: conceptsNamed(namedBySegment(segment), known) },
    ];
  });
}

function namedBySegment(segment: DicomDataset) {
  const codes = [
    codeOf(segment, 'SegmentedPropertyTypeCodeSequence'),
    ...codesOf(segment, 'SegmentedPropertyTypeModifierCodeSequence'),
  ].filter((code) => code !== undefined);
  return {
    codes,
    texts: [
      ...codes.map(({ meaning }) => meaning),
      segment.string('SegmentLabel') ?? '',
      segment.string('SegmentDescription') ?? '',
      segment.string('TrackingID') ?? '',
    ].filter((text) => text !== ''),
  };
}

/** Segments that have a frame at all (PS3.3 C.8.20.3.1). */
function drawnSegments(dataset: DicomDataset): Set<number> {
  const frames = [
    ...dataset.items('PerFrameFunctionalGroupsSequence'),
    ...dataset.items('SharedFunctionalGroupsSequence'),
  ];
  return new Set(
    frames.flatMap((frame) =>
      frame.items('SegmentIdentificationSequence').flatMap((item) => item.numbers('ReferencedSegmentNumber')),
    ),
  );
}

function coordinatesOf(store: Readable, sut: SutConfig, { exam }: CaseRecord): Marking[] {
  return srStatements([store], sut, exam)
    .filter(({ presence }) => presence === 'present')
    .flatMap(({ code, finding }): Marking[] =>
      (finding.location?.coordinates ?? []).map((path) => ({ kind: 'coordinates', store, path, of: [code] })),
    );
}

function annotationsOf(store: Readable, known: readonly Code[]): Marking[] {
  return store.object.dataset.items('GraphicAnnotationSequence').flatMap((annotation, i): Marking[] => {
    const texts = annotation.items('TextObjectSequence').map((text) => text.string('UnformattedTextValue') ?? '');
    if (annotation.items('GraphicObjectSequence').length === 0 && texts.length === 0) return [];
    const of = conceptsNamed({ codes: [], texts }, known);
    return [{ kind: 'presentation state', store, path: `GraphicAnnotationSequence[${i}]`, of }];
  });
}

/** An overlay plane with at least one bit set. */
export function hasInk({ dataset }: DicomObject): boolean {
  return dataset.elements.some(
    ({ tag, bytes }) => /^60[01][02468ACE]3000$/.test(tag) && bytes.some((byte) => byte !== 0),
  );
}
