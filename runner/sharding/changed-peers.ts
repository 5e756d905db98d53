import type { RunRecord } from '../../model/run-record';
import type { ReadPart } from '../judging/read-part';

type Fingerprint = RunRecord['fingerprint'];

/** How the product presented itself, in each part by itself and then from one part to the next. */
export function fingerprintOf(parts: readonly ReadPart[]): Fingerprint {
  const known = new Map<string, string>();
  const fingerprint: Fingerprint = [];
  for (const { events } of parts) {
    const mine = events.flatMap((event) => (event.kind === 'fingerprint' ? [event] : []));
    const seen = new Map<string, string>();
    for (const { link, values, changed } of mine) {
      const { implementationClassUid: identity = 'MSH', ...presented } = values;
      const key = `${link} ${identity}`;
      const is = presented['implementationVersionName'] ?? JSON.stringify(presented);
      const before = seen.has(key) ? undefined : known.get(key);
      seen.set(key, is);
      fingerprint.push({ link, values, changed: changed || (before !== undefined && before !== is) });
    }
    for (const [key, is] of seen) known.set(key, is);
  }
  return fingerprint;
}
