import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { Hl7Message } from '../../model/hl7/message';
import type { PixelSummary } from '../dicom/pixel-summary';
import { kindOfResult } from '../dicom/kind';
import type { Located } from '../fhir/resources';

interface Placed {
  /** As a person would name it. */
  file: string;
  /** Within the file, where it holds more than one. */
  part?: string;
  /** What reading it showed. */
  findings: readonly Finding[];
}

export interface DicomItem extends Placed {
  type: 'dicom';
  object: DicomObject;
  /** Of everything but its pixels: equal for copies. */
  digest: string;
  /** What its pixels hold, where a rule asks for it. */
  pixels?: PixelSummary;
}

export interface Hl7Item extends Placed {
  type: 'hl7';
  message: Hl7Message;
  /** Stood between MLLP blocks. */
  framed: boolean;
}

export interface FhirItem extends Placed {
  type: 'fhir';
  located: Located;
  /** All resources of the same file. */
  all: readonly Located[];
}

/** Something that should have been an object. */
export interface BrokenItem extends Placed {
  type: 'file';
  what: string;
}

export type Item = DicomItem | Hl7Item | FhirItem | BrokenItem;

/** Whether an object is a result of an analysis rather than an image to be analysed: by its kind. */
export function isResult({ object }: DicomItem): boolean {
  const kind = kindOfResult(object);
  // Scanners may write overlays into their images.
  if (kind === 'overlay') return object.dataset.strings('ImageType')[0] !== 'ORIGINAL';
  return kind !== 'image' && kind !== 'other';
}

export const isImage = (item: DicomItem): boolean =>
  ['image', 'overlay'].includes(kindOfResult(item.object)) && !isResult(item);
