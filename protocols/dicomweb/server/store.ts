import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseMediaType } from '../media-type';
import { MultipartError } from '../multipart/multipart-error';
import { boundaryOf, type IncomingPart, readMultipart } from '../multipart/read';
import type { StowOutcome } from '../store-response';
import type { Archive, StoreResult } from './archive';
import { HttpProblem } from './http-problem';

const DICOM = 'application/dicom';
/** Cannot understand (PS3.18 Table 10.5.3-1 takes the reasons of PS3.4 B.2.3). */
const CANNOT_UNDERSTAND = 0xc000;

/**
 * STOW-RS (PS3.18 10.5): each part goes to disk as it arrives. What could be stored stays stored when a later part fails.
 * @param study the study that the request names, which every instance must belong to
 * @param root base URL for Retrieve URL
 * @throws HttpProblem 400 for what is no multipart message, 415 for other media types
 */
export async function storeInstances(
  archive: Archive,
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  study: string | undefined,
  root: string,
): Promise<StowOutcome> {
  const media = parseMediaType(contentType);
  const type = media?.parameters['type']?.toLowerCase();
  if (media?.type !== 'multipart/related' || (type !== undefined && type !== DICOM)) {
    throw new HttpProblem(415, 'This server stores multipart/related; type="application/dicom" only');
  }
  const results: StoreResult[] = [];
  try {
    for await (const part of readMultipart(body, boundaryOf(contentType))) {
      results.push(await storePart(archive, part, study));
    }
  } catch (error) {
    if (error instanceof MultipartError) {
      throw new HttpProblem(
        400,
        `The body cannot be read: ${error.message}; ${results.length} parts before were taken in`,
      );
    }
    throw error;
  }
  if (results.length === 0) throw new HttpProblem(400, 'The body holds no instance');
  const stored = results.filter(({ status }) => status === 0);
  const failed = results.filter(({ status }) => status !== 0);
  return {
    status: failed.length === 0 ? 200 : stored.length > 0 ? 202 : 409,
    stored: stored.map(({ sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid }) => ({
      sopClassUid,
      sopInstanceUid,
      retrieveUrl: `${root}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`,
    })),
    failed: failed.map(({ sopClassUid, sopInstanceUid, status }) => ({ sopClassUid, sopInstanceUid, reason: status })),
  };
}

async function storePart(archive: Archive, part: IncomingPart, study: string | undefined): Promise<StoreResult> {
  if (parseMediaType(part.headers['content-type'])?.type !== DICOM) {
    return {
      status: CANNOT_UNDERSTAND,
      sopClassUid: '',
      sopInstanceUid: '',
      studyInstanceUid: '',
      seriesInstanceUid: '',
    };
  }
  const file = archive.incomingFile();
  try {
    await pipeline(Readable.from(part.body, { objectMode: false }), createWriteStream(file, { flags: 'wx' }));
    return await archive.storeFile(file, study);
  } catch (error) {
    await archive.discard(file);
    throw error;
  }
}
