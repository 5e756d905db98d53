import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { readDicom } from '../../../model/dicom/reader';
import type { DicomJson } from '../dicom-json';
import { toDicomJson } from '../encode-json';
import { accepts, type MediaType, parseAccept } from '../media-type';
import { multipartRelated, newBoundary, type OutgoingPart, writeMultipart } from '../multipart/write';
import type { ArchivedInstance } from './archive';
import { HttpProblem } from './http-problem';

const DICOM = 'application/dicom';
const MAX_INLINE_BYTES = 1024;

export interface RetrieveAnswer {
  status: number;
  contentType: string;
  body: Readable;
}

/**
 * WADO-RS (PS3.18 10.4): instances as they are stored; this server does not transcode.
 * @throws HttpProblem 406 when none is stored in a form that the caller takes
 */
export function retrieve(instances: ArchivedInstance[], accept: string | undefined, single: boolean): RetrieveAnswer {
  const ranges = parseAccept(accept);
  const multipart = ranges.filter(takesMultipart);
  const bare = ranges.filter((range) => range.type === DICOM);
  if (multipart.length === 0 && !(single && bare.length > 0)) {
    throw new HttpProblem(406, 'This server sends multipart/related; type="application/dicom" only');
  }
  const usable = multipart.length > 0 ? multipart : bare;
  const fitting = instances.filter((instance) => usable.some((range) => takesSyntax(range, instance)));
  const [first] = fitting;
  if (!first) {
    const stored = [...new Set(instances.map(({ transferSyntaxUid }) => transferSyntaxUid))].join(', ');
    throw new HttpProblem(406, `The instances are stored in transfer syntax ${stored} and are not transcoded`);
  }
  const status = fitting.length < instances.length ? 206 : 200;
  if (multipart.length === 0) {
    return { status, contentType: mediaTypeOf(first), body: createReadStream(first.file) };
  }
  const boundary = newBoundary();
  const parts = function* (): Generator<OutgoingPart> {
    for (const each of fitting) yield { contentType: mediaTypeOf(each), body: createReadStream(each.file) };
  };
  const body = Readable.from(writeMultipart(parts(), boundary), { objectMode: false });
  return { status, contentType: multipartRelated(DICOM, boundary), body };
}

/** Header elements of an instance, bulk data by reference (PS3.18 10.4.1.1.2). */
export async function metadata(instance: ArchivedInstance, root: string): Promise<DicomJson> {
  const object = readDicom(await readFile(instance.file));
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = instance;
  const url = `${root}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`;
  return toDicomJson(object.dataset, {
    maxInlineBytes: MAX_INLINE_BYTES,
    bulkDataUri: (tag) => `${url}/bulkdata/${tag}`,
  });
}

/** The value of a top-level binary attribute, fragments of encapsulated pixel data one after the other. */
export async function bulkData(instance: ArchivedInstance, tag: string): Promise<Buffer> {
  const object = readDicom(await readFile(instance.file));
  const element = object.dataset.element(tag);
  if (!element || element.items) throw new HttpProblem(404, `The instance has no binary attribute ${tag}`);
  return element.fragments ? Buffer.concat(element.fragments) : Buffer.from(element.bytes);
}

const mediaTypeOf = (each: ArchivedInstance): string => `${DICOM}; transfer-syntax=${each.transferSyntaxUid}`;

function takesMultipart(range: MediaType): boolean {
  if (range.type === '*/*') return true;
  const type = range.parameters['type']?.toLowerCase();
  return accepts(range, 'multipart/related') && (type === undefined || type === DICOM);
}

function takesSyntax(range: MediaType, { transferSyntaxUid }: ArchivedInstance): boolean {
  const wanted = range.parameters['transfer-syntax'];
  return wanted === undefined || wanted === '*' || wanted === transferSyntaxUid;
}
