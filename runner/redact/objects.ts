import { inflateRawSync } from 'node:zlib';
import { deflated } from '../../model/dicom/deflate';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import { readWithoutPixels } from '../../model/dicom/read-source';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, locateDataset } from '../../model/dicom/reader';
import { BIRTH_DATES, MAPPED_UIDS, REPLACED } from './profile';
import type { Pseudonyms } from './pseudonyms';

const CLEANED = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'UR', 'PN']);

/** Notes every name, identifier and UID of an object. */
export function learnObject(source: ByteSource, pseudonyms: Pseudonyms): void {
  const { object } = readWithoutPixels(source, { skipPixelData: true });
  visit(object.meta, (element, set) => learnElement(element, set, pseudonyms));
  visit(object.dataset, (element, set) => learnElement(element, set, pseudonyms));
}

function learnElement({ tag, vr }: DicomElement, set: DicomDataset, pseudonyms: Pseudonyms): void {
  if (vr === 'UI' && (MAPPED_UIDS.has(tag) || tag === '00020003'))
    set.strings(tag).forEach((uid) => pseudonyms.learnUid(uid));
  else if (isIdentifying(tag, vr)) set.strings(tag).forEach((value) => pseudonyms.learn(value));
}

/** What is written over the bytes at a place. */
interface Patch {
  at: number;
  bytes: Buffer;
}

/**
 * An object with pseudonyms in it, in pieces. Every value keeps its place and length, so that whatever was right or wrong with
 * the encoding still is; only the values of the profile, and texts that repeat them, are others. @throws TooLarge
 */
export function* redactObject(source: ByteSource, pseudonyms: Pseudonyms): Generator<Buffer> {
  const { object } = readWithoutPixels(source, { skipPixelData: true });
  const patchesIn = (set: DicomDataset): Patch[] => {
    const patches: Patch[] = [];
    visit(set, (element, within) => patches.push(...rewritten(element, within, pseudonyms)));
    return patches;
  };
  const patches = [...patchesIn(object.meta), ...patchesIn(object.dataset)].sort((a, b) => a.at - b.at);
  if (object.transferSyntaxUid !== DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) return yield* patched(source, patches);
  // The places of the data set are those of what it unpacks to.
  const at = locateDataset(source.copy(0, source.size))?.at ?? 0;
  const [head, inside] = [source.copy(0, at), inflateRawSync(source.copy(at, source.size))];
  write(head, 0, patchesIn(object.meta));
  write(inside, 0, patchesIn(object.dataset));
  yield head;
  yield deflated(inside);
}

/** @param patches ascending */
function* patched(source: ByteSource, patches: readonly Patch[]): Generator<Buffer> {
  let from = 0;
  for (const chunk of chunksOf(source)) {
    const piece = Buffer.from(chunk);
    const to = from + piece.length;
    write(
      piece,
      from,
      patches.filter(({ at, bytes }) => at < to && at + bytes.length > from),
    );
    yield piece;
    from = to;
  }
}

/** Writes what falls into a piece that begins at `from`. */
function write(piece: Buffer, from: number, patches: readonly Patch[]): void {
  for (const { at, bytes } of patches) {
    const skipped = Math.max(0, from - at);
    bytes.copy(piece, at + skipped - from, skipped);
  }
}

function visit(set: DicomDataset, look: (element: DicomElement, set: DicomDataset) => void): void {
  for (const element of set.elements) {
    if (element.items) element.items.forEach((item) => visit(item, look));
    else if (element.bytes.length > 0 && set.element(element.tag) === element) look(element, set);
  }
}

/** By the table, or a name of a person, or text of a private element, of which nobody knows what it says. */
function isIdentifying(tag: string, vr: string): boolean {
  if (REPLACED.has(tag) || vr === 'PN') return true;
  const [group, element] = [parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16)];
  return group % 2 === 1 && element > 0xff && CLEANED.has(vr);
}

function rewritten(element: DicomElement, set: DicomDataset, pseudonyms: Pseudonyms): Patch[] {
  const { tag, vr, offset, bytes } = element;
  const values = (change: (value: string) => string): Patch[] => {
    const before = set.strings(tag);
    const after = before.map(change);
    // What nothing was changed in is not written anew.
    if (after.every((value, index) => value === before[index])) return [];
    return [{ at: offset, bytes: filled(bytes.length, after.join('\\'), vr) }];
  };
  if (vr === 'UI') return values((uid) => pseudonyms.uid(uid));
  if (BIRTH_DATES.has(tag)) return values((date) => pseudonyms.birthDate(date));
  if (isIdentifying(tag, vr)) return values((value) => pseudonyms.value(value));
  return CLEANED.has(vr) ? values((value) => pseudonyms.clean(value)) : [];
}

/** ASCII as long as the value was, padded as the VR is; a pseudonym is never longer than what it stands for. */
function filled(length: number, text: string, vr: string): Buffer {
  const out = Buffer.alloc(length, vr === 'UI' ? 0 : 0x20);
  Buffer.from(text, 'utf8').subarray(0, length).copy(out);
  return out;
}
