import type { Natural } from './dicom-bytes';
import * as objects from './objects';

/** One lawful object of every kind of result. */
export const make: Natural[] = [
  objects.report(),
  objects.segmentation(),
  objects.parametricMap(),
  objects.presentationState(),
  objects.keyObjects(),
  objects.secondaryCapture(),
  objects.encapsulatedPdf(),
];
