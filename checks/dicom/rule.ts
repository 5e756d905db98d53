import type { Finding, Severity } from '../../model/check';
import { counted } from '../../model/counted';

/** What a finding is an instance of. Ids are permanent. */
export interface Rule {
  /** `area/what-is-required`. */
  id: string;
  /** `PS3.3 C.17.2`. */
  clause: string;
  severity: Severity;
}

export interface Where {
  path?: string;
  seen?: string;
  expected?: string;
}

/** Longer values are cut: a finding is read by people. */
const MAX_VALUE = 120;

export function find(rule: Rule, message: string, where: Where = {}): Finding {
  const finding: Finding = { rule: rule.id, clause: rule.clause, severity: rule.severity, message };
  if (where.path !== undefined && where.path !== '') finding.path = where.path;
  if (where.seen !== undefined) finding.seen = shorten(where.seen);
  if (where.expected !== undefined) finding.expected = shorten(where.expected);
  return finding;
}

const shorten = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text);

/**
 * Keeps the first of findings that differ only in the index of the item (500 frames with the same gap are one thing to
 * mend) and says how many there were.
 */
export function collapse(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, { first: Finding; count: number }>();
  for (const finding of findings) {
    const path = (finding.path ?? '').replace(/\[\d+\]/g, '[]');
    const key = `${finding.rule} ${path} ${finding.message.replace(/\d+/g, '#')}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { first: finding, count: 1 });
  }
  return [...groups.values()].map(({ first, count }) =>
    count === 1 ? first : { ...first, message: `${first.message} (the same in ${counted(count - 1, 'more place')})` },
  );
}

export const joinPath = (path: string, more: string): string => (path === '' ? more : `${path}.${more}`);
