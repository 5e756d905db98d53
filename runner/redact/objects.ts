import { inflateRawSync } from 'node:zlib';
import { deflated } from '../../model/dicom/deflate';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, locateDataset, readDicom } from '../../model/dicom/reader';
import { BIRTH_DATES, MAPPED_UIDS, REPLACED } from './profile';
import type { Pseudonyms } from './pseudonyms';

const CLEANED = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'UR', 'PN']);

/** Notes every name, identifier and UID of an object. */
export function learnObject(bytes: Buffer, pseudonyms: Pseudonyms): void {
  const object = readDicom(bytes, { skipPixelData: true });
  visit(object.meta, (element, set) => learnElement(element, set, pseudonyms));
  visit(object.dataset, (element, set) => learnElement(element, set, pseudonyms));
}

function learnElement({ tag, vr }: DicomElement, set: DicomDataset, pseudonyms: Pseudonyms): void {
  if (vr === 'UI' && (MAPPED_UIDS.has(tag) || tag === '00020003'))
    set.strings(tag).forEach((uid) => pseudonyms.learnUid(uid));
  else if (isIdentifying(tag, vr)) set.strings(tag).forEach((value) => pseudonyms.learn(value));
}

/**
 * An object with pseudonyms in it. Every value keeps its place and length, so that whatever was right or wrong with the
 * encoding still is; only the values of the profile, and texts that repeat them, are others.
 */
export function redactObject(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  const located = locateDataset(bytes);
  if (located?.transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) {
    const head = bytes.subarray(0, located.at);
    const inflated = inflateRawSync(bytes.subarray(located.at));
    const explicit = readDicom(inflated, { skipPixelData: true });
    const inside = Buffer.from(inflated);
    visit(explicit.dataset, (element, set) => rewrite(inside, element, set, pseudonyms));
    const out = Buffer.from(head);
    visit(readDicom(bytes, { skipPixelData: true }).meta, (element, set) => rewrite(out, element, set, pseudonyms));
    return Buffer.concat([out, deflated(inside)]);
  }
  const object = readDicom(bytes, { skipPixelData: true });
  const out = Buffer.from(bytes);
  visit(object.meta, (element, set) => rewrite(out, element, set, pseudonyms));
  visit(object.dataset, (element, set) => rewrite(out, element, set, pseudonyms));
  return out;
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

function rewrite(out: Buffer, element: DicomElement, set: DicomDataset, pseudonyms: Pseudonyms): void {
  const { tag, vr, offset, bytes } = element;
  const values = (change: (value: string) => string) => {
    const before = set.strings(tag);
    const after = before.map(change);
    // What nothing was changed in is not written anew.
    if (after.some((value, index) => value !== before[index])) put(out, offset, bytes.length, after.join('\\'), vr);
  };
  if (vr === 'UI') values((uid) => pseudonyms.uid(uid));
  else if (BIRTH_DATES.has(tag)) values((date) => pseudonyms.birthDate(date));
  else if (isIdentifying(tag, vr)) values((value) => pseudonyms.value(value));
  else if (CLEANED.has(vr)) values((value) => pseudonyms.clean(value));
}

/** ASCII in the place of the value, padded as the VR is; a pseudonym is never longer than what it stands for. */
function put(out: Buffer, at: number, length: number, text: string, vr: string): void {
  const made = Buffer.from(text, 'utf8').subarray(0, length);
  out.fill(vr === 'UI' ? 0 : 0x20, at, at + length);
  made.copy(out, at);
}
