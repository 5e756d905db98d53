import { hasLongHeader, isKnownVr } from './vr';

export interface Encoding {
  explicit: boolean;
  littleEndian: boolean;
}

export const UNDEFINED_LENGTH = 0xffffffff;

export interface ElementHeader {
  tag: string;
  /** As encoded; undefined in implicit VR. */
  vr?: string;
  length: number;
  /** Where the value begins. */
  valueAt: number;
  problem?: string;
  /** No length can be told, so nothing after it can be read either. */
  unreadable?: boolean;
}

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

/** Tags that were met, by group and element as one number. Making the text anew for each element took longer than all else. */
const met = new Map<number, string>();
/** More than PS3.6 has. A stranger's objects may have any tags. */
const MOST_MET = 10_000;

function tagText(group: number, element: number): string {
  const key = (group << 16) | element;
  const known = met.get(key);
  if (known !== undefined) return known;
  const tag = hex4(group) + hex4(element);
  if (met.size < MOST_MET) met.set(key, tag);
  return tag;
}

/** Reads tag, VR and length at `at` (PS3.5 7.1); undefined when fewer bytes than a header needs are left. */
export function readHeader(view: DataView, at: number, end: number, encoding: Encoding): ElementHeader | undefined {
  if (at + 8 > end) return undefined;
  const little = encoding.littleEndian;
  const tag = tagText(view.getUint16(at, little), view.getUint16(at + 2, little));
  // Item and delimiter tags never have a VR (PS3.5 7.5).
  if (!encoding.explicit || tag.startsWith('FFFE'))
    return { tag, length: view.getUint32(at + 4, little), valueAt: at + 8 };
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  if (isKnownVr(vr)) return explicitHeader(view, at, end, little, tag, vr, hasLongHeader(vr));
  if (/^[A-Z]{2}$/.test(vr)) {
    // Future VRs have the long header (PS3.5 6.2).
    const header = explicitHeader(view, at, end, little, tag, 'UN', true);
    return header && { ...header, problem: `VR ${vr} is not known; its value is read as UN` };
  }
  const length = view.getUint32(at + 4, little);
  if (at + 8 + length <= end) {
    return { tag, length, valueAt: at + 8, problem: 'There is no VR here; the element is read as implicit VR' };
  }
  return {
    tag,
    length: 0,
    valueAt: at + 8,
    unreadable: true,
    problem: 'There is neither a VR nor a possible length here; the rest is left out',
  };
}

function explicitHeader(
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  tag: string,
  vr: string,
  long: boolean,
): ElementHeader | undefined {
  if (!long) return { tag, vr, length: view.getUint16(at + 6, little), valueAt: at + 8 };
  if (at + 12 > end) return undefined;
  return { tag, vr, length: view.getUint32(at + 8, little), valueAt: at + 12 };
}
