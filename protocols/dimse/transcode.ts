import { deflated } from '../../model/dicom/deflate';
import type { DicomDataset, DicomElement } from '../../model/dicom/object';
import { encodingOf, readDicom } from '../../model/dicom/reader';
import { hasLongHeader } from '../../model/dicom/vr';
import { wrap } from './file-meta';
import * as uids from './uids';

const UNCOMPRESSED: readonly string[] = [
  uids.IMPLICIT_VR_LITTLE_ENDIAN,
  uids.EXPLICIT_VR_LITTLE_ENDIAN,
  uids.EXPLICIT_VR_BIG_ENDIAN,
  uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
];
const UNDEFINED_LENGTH = 0xffffffff;
const SWAPPED: Record<string, number> = {
  US: 2,
  SS: 2,
  OW: 2,
  AT: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OF: 4,
  OL: 4,
  FD: 8,
  OD: 8,
  SV: 8,
  UV: 8,
  OV: 8,
};

/** Whether a data set can be rewritten from one transfer syntax to the other without touching pixel data. */
export function canTranscode(from: string, to: string): boolean {
  return UNCOMPRESSED.includes(from) && UNCOMPRESSED.includes(to);
}

/**
 * Rewrites data set bytes in another uncompressed transfer syntax (PS3.5 Annex A): value bytes stay as they are, but for
 * byte order. Group lengths, which would be wrong, are left out.
 * @throws when the data set cannot be read whole.
 */
export function transcode(datasetBytes: Buffer, from: string, to: string): Buffer {
  if (from === to) return datasetBytes;
  if (!canTranscode(from, to)) throw new Error(`A data set in ${from} cannot be rewritten as ${to}.`);
  const part10 = wrap(datasetBytes, { sopClassUid: '', sopInstanceUid: '', transferSyntaxUid: from });
  const { dataset, problems } = readDicom(part10);
  if (problems.length > 0)
    throw new Error(`A data set in ${from} cannot be rewritten as ${to}: ${problems[0]?.message ?? ''}.`);
  const target = encodingOf(to);
  const writer = new Writer(
    target.explicit,
    target.littleEndian,
    encodingOf(from).littleEndian !== target.littleEndian,
  );
  const written = Buffer.concat(writer.dataset(dataset));
  return to === uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN ? deflated(written) : written;
}

class Writer {
  constructor(
    readonly explicit: boolean,
    readonly littleEndian: boolean,
    readonly swap: boolean,
  ) {}

  dataset(dataset: DicomDataset): Buffer[] {
    return dataset.elements
      .filter((element) => !element.tag.endsWith('0000'))
      .flatMap((element) => (element.items ? this.#sequence(element, element.items) : this.#element(element)));
  }

  #element({ tag, vr, bytes }: DicomElement): Buffer[] {
    const size = this.swap ? SWAPPED[vr] : undefined;
    const value = size === undefined ? Buffer.from(bytes) : swapped(bytes, size);
    // PS3.5 6.2.2: a value too long for the VR's 16-bit length goes as UN.
    const writtenVr = this.explicit && !hasLongHeader(vr) && value.length > 0xfffe ? 'UN' : vr;
    return [this.#header(tag, writtenVr, value.length), value];
  }

  #sequence({ tag, length }: DicomElement, items: readonly DicomDataset[]): Buffer[] {
    const open = length === UNDEFINED_LENGTH;
    const body = items.flatMap((item) => {
      const content = this.dataset(item);
      if (open) return [this.#delimiter('FFFEE000', UNDEFINED_LENGTH), ...content, this.#delimiter('FFFEE00D', 0)];
      return [this.#delimiter('FFFEE000', lengthOf(content)), ...content];
    });
    if (!open) return [this.#header(tag, 'SQ', lengthOf(body)), ...body];
    return [this.#header(tag, 'SQ', UNDEFINED_LENGTH), ...body, this.#delimiter('FFFEE0DD', 0)];
  }

  #header(tag: string, vr: string, length: number): Buffer {
    if (!this.explicit) return this.#delimiter(tag, length);
    const long = hasLongHeader(vr);
    const header = Buffer.alloc(long ? 12 : 8);
    this.#tag(header, tag);
    header.write(vr, 4, 'latin1');
    if (long) this.#uint32(header, length, 8);
    else if (this.littleEndian) header.writeUInt16LE(length, 6);
    else header.writeUInt16BE(length, 6);
    return header;
  }

  /** Tag and 32-bit length, which is also how implicit VR begins an element. */
  #delimiter(tag: string, length: number): Buffer {
    const header = Buffer.alloc(8);
    this.#tag(header, tag);
    this.#uint32(header, length, 4);
    return header;
  }

  #tag(header: Buffer, tag: string): void {
    const [group, element] = [parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16)];
    if (this.littleEndian) {
      header.writeUInt16LE(group, 0);
      header.writeUInt16LE(element, 2);
    } else {
      header.writeUInt16BE(group, 0);
      header.writeUInt16BE(element, 2);
    }
  }

  #uint32(header: Buffer, value: number, at: number): void {
    if (this.littleEndian) header.writeUInt32LE(value, at);
    else header.writeUInt32BE(value, at);
  }
}

function swapped(bytes: Uint8Array, size: number): Buffer {
  const copy = Buffer.from(bytes);
  const whole = copy.subarray(0, copy.length - (copy.length % size));
  if (size === 2) whole.swap16();
  else if (size === 4) whole.swap32();
  else whole.swap64();
  return copy;
}

function lengthOf(parts: Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
