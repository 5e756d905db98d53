import type { OpenSource } from '../../model/byte-source';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { readWithoutPixels } from '../../model/dicom/read-source';
import { readDicom } from '../../model/dicom/reader';
import type { FileRef } from '../../model/events';
import type { Hl7Message } from '../../model/hl7/message';
import { Hl7ReadError, readHl7 } from '../../model/hl7/reader';
import { parseJson } from '../../model/json';
import { withPdf } from '../pdf/read-pdf';

/** A parsed object, or a sentence why there is none. */
export type Parsed<T> = { value: T; unreadable?: undefined } | { value?: undefined; unreadable: string };

/** The files of a run record, by their path in the run. Both throw what the file system throws. */
export interface RecordFiles {
  read(path: string): Buffer;
  /** A file of any length, to be read in parts and closed. */
  open(path: string): OpenSource;
}

/** Memory that the cache may hold on to, beyond what the records in hand need. What is dropped is read and parsed again. */
const CACHE_BYTES = 24 * 1024 * 1024;
/** What an element takes beside the bytes of its value: itself, its place in the set, its decoded text. */
const ELEMENT_BYTES = 400;

interface Entry {
  parsed: Parsed<unknown>;
  bytes: number;
  /** The reader that asked for it last. */
  usedBy: number;
}

// Files of a run record are named by their content's hash, so what was parsed once is right for good. Scenarios are
// judged by many checks in a row, each on a record of its own.
const cache = new Map<string, Entry>();
let held = 0;
let readers = 0;

/** Reads and parses files of the run record. What this reader or the one before it asked for is parsed only once. */
export class FileReader {
  readonly #number = ++readers;

  constructor(private readonly files: RecordFiles) {}

  /** The whole object. */
  object(ref: FileRef): Parsed<DicomObject> {
    return this.#once('object', ref, () => parseObject(this.files.read(ref.file)));
  }

  /** The object without the value of its Pixel Data, however large it is. */
  header(ref: FileRef): Parsed<DicomObject> {
    if (cache.has(`object:${ref.sha256}`)) return this.object(ref);
    return this.#once('header', ref, () => parseHeader(this.files.open(ref.file)));
  }

  message(ref: FileRef): Parsed<Hl7Message> {
    return this.#once('message', ref, () => parseMessage(this.files.read(ref.file)));
  }

  /** JSON, or the reason why it is none. */
  json(ref: FileRef): Parsed<unknown> {
    return this.#once('json', ref, () => parseBody(this.files.read(ref.file)));
  }

  text(ref: FileRef): string {
    return (
      this.#once('text', ref, () => ({
        value: { value: this.files.read(ref.file).toString('utf8') },
        bytes: ref.bytes,
      })).value ?? ''
    );
  }

  /** As it is; undefined where it cannot be read. */
  bytes(ref: FileRef): Buffer | undefined {
    return this.#once('bytes', ref, () => ({ value: { value: this.files.read(ref.file) }, bytes: ref.bytes })).value;
  }

  #once<T>(kind: string, ref: FileRef, make: () => { value: Parsed<T>; bytes: number }): Parsed<T> {
    const key = `${kind}:${ref.sha256}`;
    const known = cache.get(key);
    if (known) {
      // Moved to the end: the entry that is dropped first is the one unused for longest.
      cache.delete(key);
      cache.set(key, known);
      known.usedBy = this.#number;
      return known.parsed as Parsed<T>;
    }
    let made: { value: Parsed<T>; bytes: number };
    try {
      made = make();
    } catch (error) {
      // A fault of ours is no fault of the file; what the file system says of a name that is none has a code.
      if (error instanceof TypeError && !('code' in error)) throw error;
      // Not cached: the file may be there the next time.
      return { unreadable: `${ref.file} cannot be read: ${(error as Error).message}` };
    }
    cache.set(key, { parsed: made.value, bytes: made.bytes, usedBy: this.#number });
    held += made.bytes;
    for (const [oldest, entry] of cache) {
      if (held <= CACHE_BYTES || entry.usedBy >= this.#number - 1) break;
      cache.delete(oldest);
      held -= entry.bytes;
    }
    return made.value;
  }
}

function parseObject(bytes: Buffer): { value: Parsed<DicomObject>; bytes: number } {
  return parsed(readDicom(bytes));
}

function parseHeader(source: OpenSource): { value: Parsed<DicomObject>; bytes: number } {
  try {
    // Its values are copies: one view of what was read would keep all of that in memory.
    return parsed(readWithoutPixels(source, { skipPixelData: true, detached: true }).object);
  } finally {
    source.close();
  }
}

function parsed(read: DicomObject): { value: Parsed<DicomObject>; bytes: number } {
  const object = withPdf(read);
  if (object.dataset.elements.length > 0) return { value: { value: object }, bytes: weightOf(object.dataset) };
  const why = object.problems[0]?.message ?? 'It holds no element';
  return { value: { unreadable: `The object cannot be read: ${why}.` }, bytes: 0 };
}

function weightOf(set: DicomDataset): number {
  let weight = 0;
  for (const { bytes, fragments = [], items = [] } of set.elements) {
    weight += ELEMENT_BYTES + bytes.length;
    for (const fragment of fragments) weight += fragment.length;
    for (const item of items) weight += weightOf(item);
  }
  return weight;
}

function parseMessage(bytes: Buffer): { value: Parsed<Hl7Message>; bytes: number } {
  try {
    return { value: { value: readHl7(bytes) }, bytes: bytes.length };
  } catch (error) {
    if (error instanceof Hl7ReadError) return { value: { unreadable: error.message }, bytes: 0 };
    throw error;
  }
}

function parseBody(bytes: Buffer): { value: Parsed<unknown>; bytes: number } {
  try {
    return { value: { value: parseJson(bytes) }, bytes: bytes.length };
  } catch (error) {
    return { value: { unreadable: `The body is no JSON: ${(error as Error).message}` }, bytes: 0 };
  }
}
