import pc from 'picocolors';
import type { Finding } from '../runner/packing/verify-pack';
import { printable } from './progress-view';

/** More of one kind are counted, not listed. */
const SHOWN = 20;

/** What a verification found, a line each, with what is behind it indented. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ held, sentence, details }) => {
      const mark = held === undefined ? pc.yellow('-') : held ? pc.green('✓') : pc.red('✗');
      const more = details.length > SHOWN ? [`  ... and ${details.length - SHOWN} more`] : [];
      const shown = details.slice(0, SHOWN).map((detail) => `  ${printable(detail)}`);
      return [`${mark} ${printable(sentence)}`, ...shown, ...more];
    })
    .join('\n');
}
