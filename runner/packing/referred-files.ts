import type { JournalEvent } from '../../model/events';

/** Every file that an event of the journal names, with the hash that was noted when it was recorded. */
export function referredFiles(events: readonly JournalEvent[]): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const { file, sha256 } = value as { file?: unknown; sha256?: unknown };
    if (typeof file === 'string' && typeof sha256 === 'string') found.set(file, sha256);
    Object.values(value).forEach(visit);
  };
  events.forEach(visit);
  return found;
}
