import { MAX_ODDITIES } from './frames';
import { readHeader, UNDEFINED_LENGTH } from './header';
import type { ReadProblem } from './object';

/** Reads the items of encapsulated Pixel Data (PS3.5 A.4); the first one, the Basic Offset Table, is left out. */
export function readFragments(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  omittedAt: (at: number) => number = () => 0,
): { fragments: Uint8Array[]; end: number; problems: ReadProblem[] } {
  const items: Uint8Array[] = [];
  const problems: ReadProblem[] = [];
  let empty = 0;
  let at = start;
  for (;;) {
    const header = readHeader(view, at, end, { explicit: false, littleEndian });
    if (header === undefined) {
      problems.push({ message: 'A value of undefined length is not closed: the data end first', offset: at });
      at = end;
      break;
    }
    if (header.tag === 'FFFEE0DD') {
      at += 8;
      break;
    }
    if (header.tag !== 'FFFEE000' || header.length === UNDEFINED_LENGTH) {
      problems.push({ message: 'A fragment was due here; the rest is left out', offset: at });
      at = end;
      break;
    }
    if (header.length === 0) empty += 1;
    if (empty > MAX_ODDITIES) {
      problems.push({ message: `More than ${MAX_ODDITIES} fragments are empty; the rest was not read`, offset: at });
      at = end;
      break;
    }
    const omitted = omittedAt(header.valueAt);
    const valueEnd = header.valueAt + header.length - omitted;
    if (valueEnd > end) {
      problems.push({
        message: `A fragment claims ${header.length} bytes, but only ${end - header.valueAt + omitted} are there`,
        offset: at,
      });
    }
    items.push(new Uint8Array(view.buffer, view.byteOffset + header.valueAt, Math.min(valueEnd, end) - header.valueAt));
    at = Math.min(valueEnd, end);
  }
  return { fragments: items.slice(1), end: at, problems };
}
