import { createHash } from 'node:crypto';

/** Lines of a journal numbered and chained anew, as a forger would who knows how. */
export function hashLine(lines: readonly string[]): string {
  let previous = '';
  return lines
    .map((line, index) => {
      const { hash: _hash, ...event } = JSON.parse(line) as Record<string, unknown>;
      const unsealed = { ...event, seq: index + 1, previous };
      previous = createHash('sha256').update(JSON.stringify(unsealed)).digest('hex');
      return `${JSON.stringify({ ...unsealed, hash: previous })}\n`;
    })
    .join('');
}
