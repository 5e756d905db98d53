import type { RunFiles } from '../../model/run-record';
import { renderPage } from './page';
import { reportView } from './view';

/** The whole report of one run as one HTML page that needs nothing else. */
export function renderHtml(files: RunFiles): string {
  return renderPage({ template: 'report', styles: ['report.css'], script: 'report.js', data: reportView(files) });
}
