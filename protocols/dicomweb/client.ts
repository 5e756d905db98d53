import type { HttpPeer, Logger } from '../../model/actors';
import { parseJson } from '../../model/json';
import type { DicomJson } from './dicom-json';
import { DicomWebError } from './errors';
import { exchange, type HttpAnswer, type HttpRequest, readAll } from './http-exchange';
import { MultipartError } from './multipart/multipart-error';
import { boundaryOf, readMultipart } from './multipart/read';
import { multipartRelated, newBoundary, writeMultipart } from './multipart/write';
import { readStoreResponse, type StowOutcome } from './store-response';

export interface DicomWebClientOptions {
  peer: HttpPeer;
  /** For one whole exchange. */
  timeoutMs: number;
  /** Who calls, for messages. */
  from?: string;
  log?: Logger;
  /** Refuse to read an instance, or a JSON answer, beyond this; 1 GiB when absent. */
  maxBytes?: number;
}

/** Which of a study's objects are meant. */
export interface ResourcePath {
  studyInstanceUid: string;
  seriesInstanceUid?: string;
  sopInstanceUid?: string;
}

/** Matching keys by keyword or tag (PS3.18 8.3.4), and `includefield`, `limit`, `offset`, `fuzzymatching`. */
export type SearchQuery = Record<string, string | string[]>;

const DICOM = 'application/dicom';
const JSON_TYPE = 'application/dicom+json';

/** QIDO-RS, WADO-RS and STOW-RS user agent (PS3.18 ch. 10). Every call rejects with DicomWebError. */
export class DicomWebClient {
  readonly #options: DicomWebClientOptions;

  constructor(options: DicomWebClientOptions) {
    this.#options = options;
  }

  searchForStudies(query: SearchQuery = {}): Promise<DicomJson[]> {
    return this.#search('/studies', query);
  }

  searchForSeries(studyInstanceUid: string | undefined, query: SearchQuery = {}): Promise<DicomJson[]> {
    return this.#search(studyInstanceUid ? `${pathOf({ studyInstanceUid })}/series` : '/series', query);
  }

  searchForInstances(within: Partial<ResourcePath> = {}, query: SearchQuery = {}): Promise<DicomJson[]> {
    const { studyInstanceUid, seriesInstanceUid } = within;
    if (!studyInstanceUid) return this.#search('/instances', query);
    return this.#search(`${pathOf({ studyInstanceUid, seriesInstanceUid })}/instances`, query);
  }

  /** All instances as Part 10 files in the transfer syntax they are stored in, one after the other; returns how many. */
  async retrieve(resource: ResourcePath, onInstance: (bytes: Buffer) => Promise<void> | void): Promise<number> {
    const accept = `multipart/related; type="${DICOM}"; transfer-syntax=*`;
    const request: HttpRequest = { method: 'GET', path: pathOf(resource), headers: { Accept: accept } };
    return this.#exchange(request, async (answer) => {
      if (answer.status !== 200 && answer.status !== 206) throw await this.#refusal(request, answer);
      let count = 0;
      for await (const part of readMultipart(answer.body, boundaryOf(answer.headers['content-type']))) {
        await onInstance(await readAll(part.body, this.#maxBytes, 'an instance'));
        count++;
      }
      return count;
    });
  }

  /** Header elements of all instances (PS3.18 10.4.1.1.2). */
  retrieveMetadata(resource: ResourcePath): Promise<DicomJson[]> {
    return this.#search(`${pathOf(resource)}/metadata`, {});
  }

  /**
   * STOW-RS. Resolves for 200, 202 and 409 that say what became of each instance, rejects for every other answer.
   * @param instances Part 10 files; they go out byte for byte
   */
  async store(instances: Iterable<Uint8Array>, studyInstanceUid?: string): Promise<StowOutcome> {
    const boundary = newBoundary();
    const parts = function* () {
      for (const body of instances) yield { contentType: DICOM, body };
    };
    const request: HttpRequest = {
      method: 'POST',
      path: studyInstanceUid ? `/studies/${studyInstanceUid}` : '/studies',
      headers: { 'Content-Type': multipartRelated(DICOM, boundary), Accept: JSON_TYPE },
      body: writeMultipart(parts(), boundary),
    };
    return this.#exchange(request, async (answer) => {
      if (![200, 202, 409].includes(answer.status)) throw await this.#refusal(request, answer);
      return readStoreResponse(answer.status, (await this.#json(request, answer)) as DicomJson);
    });
  }

  async #search(path: string, query: SearchQuery): Promise<DicomJson[]> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      for (const one of [value].flat()) parameters.append(key, one);
    }
    const text = parameters.size > 0 ? `?${parameters}` : '';
    const request: HttpRequest = { method: 'GET', path: path + text, headers: { Accept: JSON_TYPE } };
    return this.#exchange(request, async (answer) => {
      if (answer.status === 204) return [];
      if (answer.status !== 200) throw await this.#refusal(request, answer);
      const list = await this.#json(request, answer);
      if (!Array.isArray(list)) throw this.#malformed(request, 'its JSON is not an array');
      return list as DicomJson[];
    });
  }

  async #exchange<T>(request: HttpRequest, use: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const { peer, timeoutMs, log } = this.#options;
    try {
      return await exchange({ from: this.#from, peer, timeoutMs }, request, (answer) => {
        log?.debug(`${request.method} ${peer.baseUrl}${request.path}: ${answer.status}`);
        return use(answer);
      });
    } catch (error) {
      if (error instanceof MultipartError) throw this.#malformed(request, error.message);
      throw error;
    }
  }

  async #json(request: HttpRequest, answer: HttpAnswer): Promise<unknown> {
    const bytes = await readAll(answer.body, this.#maxBytes, 'the answer');
    try {
      return parseJson(bytes);
    } catch {
      throw this.#malformed(request, 'it is not JSON');
    }
  }

  async #refusal(request: HttpRequest, answer: HttpAnswer): Promise<DicomWebError> {
    const text = await readAll(answer.body, 64 * 1024, 'the answer').catch(() => Buffer.alloc(0));
    const said = text
      .toString('utf8')
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 200);
    const what = `${request.method} ${this.#options.peer.baseUrl}${request.path}`;
    return new DicomWebError(
      'status',
      `${this.#from} sent ${what} and was answered ${answer.status}${said ? `: ${said}` : ''}`,
      answer.status,
    );
  }

  #malformed(request: HttpRequest, why: string): DicomWebError {
    const what = `${request.method} ${this.#options.peer.baseUrl}${request.path}`;
    return new DicomWebError('malformed', `${this.#from} cannot read the answer to ${what}: ${why}`);
  }

  get #from(): string {
    return this.#options.from ?? 'airworthy';
  }

  get #maxBytes(): number {
    return this.#options.maxBytes ?? 1024 ** 3;
  }
}

function pathOf({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: ResourcePath): string {
  let path = `/studies/${encodeURIComponent(studyInstanceUid)}`;
  if (seriesInstanceUid) path += `/series/${encodeURIComponent(seriesInstanceUid)}`;
  if (sopInstanceUid) path += `/instances/${encodeURIComponent(sopInstanceUid)}`;
  return path;
}
