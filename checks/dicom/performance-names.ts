import type { ContentItem } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';

export type PerformanceFigure = 'sensitivity' | 'specificity' | 'tp' | 'fp' | 'tn' | 'fn';

/** Codes for figures of diagnostic performance, whatever their scheme. */
const CODES: Record<string, PerformanceFigure> = {
  C41394: 'sensitivity', // NCIt
  C41395: 'specificity',
  C25198: 'sensitivity',
  C62217: 'specificity',
};
const WORDS: [pattern: RegExp, figure: PerformanceFigure][] = [
  [/\b(true positives?)(?! rate)\b/i, 'tp'],
  [/\b(false positives?)(?! rate)\b/i, 'fp'],
  [/\b(true negatives?)(?! rate)\b/i, 'tn'],
  [/\b(false negatives?)(?! rate)\b/i, 'fn'],
  [/\b(sensitivity|recall|true positive rate)\b/i, 'sensitivity'],
  [/\b(specificity|true negative rate)\b/i, 'specificity'],
];

/** Which figure a concept name is for, by code or by its meaning in any scheme. */
export function performanceFigure(name: Code | undefined): PerformanceFigure | undefined {
  if (!name) return undefined;
  return CODES[name.value] ?? WORDS.find(([pattern]) => pattern.test(name.meaning))?.[1];
}

/** A number, or words, that give sensitivity, specificity or a cell of the fourfold table. */
export function isPerformanceItem(item: ContentItem): boolean {
  return (item.valueType === 'NUM' || item.valueType === 'TEXT') && performanceFigure(item.name) !== undefined;
}
