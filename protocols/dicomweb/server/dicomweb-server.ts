import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import type { Address, Listen, Logger } from '../../../model/actors';
import { isUid } from '../../../model/dicom/uid';
import type { ResourcePath } from '../client';
import { writeStoreResponse } from '../store-response';
import type { Archive, ArchivedInstance } from './archive';
import { answersInTurn } from '../../answers-in-turn';
import { lingerAfterRefusals } from '../../linger';
import { HttpProblem } from './http-problem';
import { bulkData, metadata, retrieve } from './retrieve';
import { mustAcceptJson, search, type SearchTarget } from './search';
import { storeInstances } from './store';

export interface DicomWebServerOptions {
  listen: Listen;
  /** `/dicom-web`. */
  path: string;
  archive: Archive;
  log: Logger;
  /** How long a connection may be open without a byte going either way; 2 min when absent. */
  idleTimeoutMs?: number;
}

const JSON_TYPE = 'application/dicom+json';
const REQUEST_TIMEOUT_MS = 600_000;
const IDLE_TIMEOUT_MS = 120_000;
const MAX_BODY_BYTES = 64 * 1024 ** 3;

/** The path parameters of every route; which are there depends on the route. */
interface Params {
  study?: string;
  series?: string;
  instance?: string;
  tag?: string;
}

/** DICOMweb origin server (PS3.18 ch. 10): QIDO-RS, WADO-RS and STOW-RS over an archive. */
export class DicomWebServer {
  readonly #options: DicomWebServerOptions;
  #app: FastifyInstance | undefined;
  #address: Address | undefined;

  constructor(options: DicomWebServerOptions) {
    this.#options = options;
  }

  get address(): Address {
    if (!this.#address) throw new Error('The DICOMweb server is not running');
    return this.#address;
  }

  /** @throws node's own error when the port cannot be had */
  async start(): Promise<void> {
    const { listen, idleTimeoutMs = IDLE_TIMEOUT_MS } = this.#options;
    const app = Fastify({
      forceCloseConnections: true,
      connectionTimeout: idleTimeoutMs,
      requestTimeout: REQUEST_TIMEOUT_MS,
      bodyLimit: MAX_BODY_BYTES,
    });
    lingerAfterRefusals(app);
    answersInTurn(app, idleTimeoutMs);
    // Bodies are read as they arrive, by those who know what they are.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.setErrorHandler((error, request, reply) => this.#fail(error, request, reply));
    app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('There is no such resource\n'));
    this.#route(app);
    this.#app = app;
    await app.listen({ host: listen.host, port: listen.port });
    const bound = app.server.address() as AddressInfo;
    this.#address = { host: listen.host, port: bound.port };
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  #route(app: FastifyInstance): void {
    const { path, archive } = this.#options;
    const study = `${path}/studies/:study`;
    const series = `${study}/series/:series`;
    const instance = `${series}/instances/:instance`;
    const searches: [string, SearchTarget['level']][] = [
      [`${path}/studies`, 'STUDY'],
      [`${path}/series`, 'SERIES'],
      [`${study}/series`, 'SERIES'],
      [`${path}/instances`, 'IMAGE'],
      [`${study}/instances`, 'IMAGE'],
      [`${series}/instances`, 'IMAGE'],
    ];
    for (const [url, level] of searches) app.get(url, (request, reply) => this.#search(request, reply, level));
    for (const url of [study, series, instance]) {
      app.get(url, (request, reply) => {
        const answer = retrieve(this.#find(request), request.headers.accept, url === instance);
        return reply.code(answer.status).type(answer.contentType).send(answer.body);
      });
      app.get(`${url}/metadata`, async (request, reply) => {
        mustAcceptJson(request.headers.accept);
        const sets = [];
        for (const each of this.#find(request)) sets.push(await metadata(each, this.#root(request)));
        return reply.type(JSON_TYPE).send(JSON.stringify(sets));
      });
    }
    app.get(`${instance}/bulkdata/:tag`, async (request, reply) => {
      const { tag = '' } = request.params as Params;
      if (!/^[0-9A-Fa-f]{8}$/.test(tag)) throw new HttpProblem(400, 'A bulk data path ends in a tag of 8 hex digits');
      const [found] = this.#find(request) as [ArchivedInstance];
      return reply.type('application/octet-stream').send(await bulkData(found, tag.toUpperCase()));
    });
    for (const url of [`${path}/studies`, study]) {
      app.post(url, async (request, reply) => {
        const { study: uid } = uidsOf(request);
        const root = this.#root(request);
        const body = request.body as Readable | undefined;
        if (!body) throw new HttpProblem(400, 'The request has no body');
        // Whoever reads no further still answers.
        const bytes = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
        const outcome = await storeInstances(archive, bytes, request.headers['content-type'], uid, root);
        const payload = writeStoreResponse(outcome, uid ? `${root}/studies/${uid}` : undefined);
        return reply.code(outcome.status).type(JSON_TYPE).send(JSON.stringify(payload));
      });
    }
  }

  #search(request: FastifyRequest, reply: FastifyReply, level: SearchTarget['level']): FastifyReply {
    mustAcceptJson(request.headers.accept);
    const { study, series } = uidsOf(request);
    const target = { level, studyInstanceUid: study, seriesInstanceUid: series };
    const queryAt = request.url.indexOf('?');
    const queryText = queryAt < 0 ? '' : request.url.slice(queryAt + 1);
    const found = search(this.#options.archive, target, queryText, this.#root(request));
    if (/fuzzymatching=true/i.test(queryText)) {
      reply.header(
        'Warning',
        '299 airworthy "The fuzzymatching parameter is not supported. Only literal matching has been performed."',
      );
    }
    if (found.length === 0) return reply.code(204).send();
    return reply.type(JSON_TYPE).send(JSON.stringify(found));
  }

  /** @throws HttpProblem 404 when there is none */
  #find(request: FastifyRequest): ArchivedInstance[] {
    const { study = '', series, instance } = uidsOf(request);
    const resource: ResourcePath = {
      studyInstanceUid: study,
      ...(series ? { seriesInstanceUid: series } : {}),
      ...(instance ? { sopInstanceUid: instance } : {}),
    };
    const found = this.#options.archive.instances(resource);
    if (found.length === 0) throw new HttpProblem(404, 'There is no such study, series or instance');
    return found;
  }

  #root(request: FastifyRequest): string {
    return `http://${request.host}${this.#options.path}`;
  }

  #fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const known = error instanceof HttpProblem ? error.statusCode : (error as { statusCode?: number }).statusCode;
    const status = known && known >= 400 && known < 500 ? known : 500;
    const message = error instanceof Error ? error.message : String(error);
    if (status === 500) this.#options.log.error(`${request.method} ${request.url}: ${message}`);
    return reply
      .code(status)
      .type('text/plain')
      .send(`${status === 500 ? 'The server failed' : message}\n`);
  }
}

function uidsOf(request: FastifyRequest): Params {
  const params = request.params as Params;
  for (const uid of [params.study, params.series, params.instance]) {
    if (uid !== undefined && !isUid(uid)) {
      throw new HttpProblem(400, `"${uid.slice(0, 80)}" is not a UID`);
    }
  }
  return params;
}
