import type { Comparison } from '../../model/comparison';
import { renderPage } from '../html/page';
import { comparisonView } from './view';

/** A comparison as one HTML page that needs nothing else. */
export function renderComparison(comparison: Comparison): string {
  return renderPage({
    template: 'comparison',
    styles: ['report.css', 'comparison.css'],
    script: 'comparison.js',
    data: comparisonView(comparison),
  });
}
