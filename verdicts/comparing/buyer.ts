import type { Bar, MustHaveInWords } from '../../model/bar';

export const WARNING_COUNTS = 0.5;

/** Whether an id is meant by an id or prefix: whole parts only, so that `RCR-S1` does not mean RCR-S10. */
export function fits(prefix: string, id: string): boolean {
  if (!id.startsWith(prefix)) return false;
  const [last = '', next = ''] = [prefix.slice(-1), id.slice(prefix.length, prefix.length + 1)];
  return !(/\d/.test(last) && /\d/.test(next));
}

/** The buyer's weight of a requirement: of the longest id or prefix that fits, else `default`, else 1. */
export function weightOf(bar: Bar | undefined, id: string): number {
  const weights = Object.entries(bar?.weights ?? {});
  const [best] = weights
    .filter(([prefix]) => prefix !== 'default' && fits(prefix, id))
    .sort(([a], [b]) => b.length - a.length);
  return best?.[1] ?? bar?.weights?.['default'] ?? 1;
}

export function mustHavesOf(bar: Bar | undefined): MustHaveInWords[] {
  return (bar?.mandatory ?? []).map((each) => (typeof each === 'string' ? { requirement: each } : each));
}
