import type { DicomObject } from '../../model/dicom/object';
import type { Carrier } from '../../model/sut';
import { isPresentationState, isSecondaryCapture, isSegmentation, isStructuredReport, SOP } from './sop-classes';

/**
 * The carrier that an object is, by SOP Class. An image that has an overlay plane (60xx,3000) is an `overlay`, whatever its
 * class; other images than Secondary Captures are `image`.
 */
export function kindOfResult(object: DicomObject): Carrier | 'image' | 'other' {
  const uid = object.sopClassUid;
  if (uid === SOP.keyObjectSelection) return 'key-object';
  if (isStructuredReport(uid)) return 'sr';
  if (isSegmentation(uid)) return 'seg';
  if (uid === SOP.parametricMap) return 'parametric-map';
  if (isPresentationState(uid)) return 'presentation-state';
  if (uid === SOP.encapsulatedPdf) return 'encapsulated-pdf';
  if (hasOverlay(object)) return 'overlay';
  if (isSecondaryCapture(uid)) return 'secondary-capture';
  return object.dataset.has('Rows') && object.dataset.has('Columns') ? 'image' : 'other';
}

/** Whether there is overlay data in any of the sixteen overlay groups (PS3.3 C.9.2). */
export function hasOverlay({ dataset }: DicomObject): boolean {
  return dataset.elements.some(({ tag, length }) => /^60[01][02468ACE]3000$/.test(tag) && length > 0);
}
