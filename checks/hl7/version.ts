import type { Hl7Message } from '../../model/hl7/message';

/** Whether the message's version (MSH-12.1) is at least this one, by number: `2.5.1` is above `2.5`. Unknown: true. */
export function isAtLeast(message: Hl7Message, version: string): boolean {
  const own = numbers(message.get('MSH-12.1'));
  const wanted = numbers(version);
  if (own.length === 0) return true;
  for (let i = 0; i < Math.max(own.length, wanted.length); i += 1) {
    const difference = (own[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return /^\d+(\.\d+)*$/.test(version) ? version.split('.').map(Number) : [];
}
