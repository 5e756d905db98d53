/** Objects that hold results of an analysis as IHE AIR has them, and the subsets of its report. */
export const REPORT_CLASSES: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.88.34',
  '1.2.840.10008.5.1.4.1.1.88.33',
  '1.2.840.10008.5.1.4.1.1.88.22',
]);
export const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const PARAMETRIC_MAP = '1.2.840.10008.5.1.4.1.1.30';
const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59';

export const RESULT_CLASSES: ReadonlySet<string> = new Set([
  ...REPORT_CLASSES,
  SEGMENTATION,
  PARAMETRIC_MAP,
  KEY_OBJECT_SELECTION,
]);
