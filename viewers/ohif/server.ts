import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyProxy from '@fastify/http-proxy';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyReply } from 'fastify';
import { appConfig } from './app-config';
import type { OhifFiles } from './package';

/** A PACS by its DICOMweb. */
export interface DicomWebTarget {
  host: string;
  port: number;
  /** `/dicom-web`. */
  path: string;
  /** PEM texts, where it wants TLS. */
  tls?: { ca: Buffer; cert: Buffer; key: Buffer };
}

export interface OhifServer {
  /** `http://127.0.0.1:34567`; ends without a slash. */
  url: string;
  /** Opens one study, with everything that belongs to it. */
  studyUrl(studyInstanceUid: string): string;
  stop(): Promise<void>;
}

/**
 * Serves OHIF and, on the same origin, the DICOMweb of the PACS: read only, to this machine only. The page is kept from
 * asking anything of anyone else by its Content-Security-Policy.
 */
export async function serveOhif(o: {
  files: OhifFiles;
  pacs: DicomWebTarget;
  /** Of the data source, as the viewer shows it. */
  product: string;
  port?: number;
}): Promise<OhifServer> {
  const { files, pacs } = o;
  const page = readFileSync(join(files.folder, 'index.html'), 'utf8');
  const policy = contentSecurityPolicy(page);
  const app = fastify({ routerOptions: { maxParamLength: 1000 }, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    // A page from elsewhere that has its name point to this machine would otherwise read the studies.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
      return reply.code(403).type('text/plain').send('This viewer answers at 127.0.0.1 only.\n');
    void reply.headers({
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    return undefined;
  });
  // The same path as on the PACS: with the Forwarded header (RFC 7239), it names bulk data by addresses that lead here.
  const prefix = pacs.path.replace(/\/+$/, '') || '/dicomweb';
  const config = appConfig({ product: o.product, dicomWeb: prefix });
  app.get('/app-config.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(config));
  await app.register(fastifyProxy, {
    upstream: `${pacs.tls ? 'https' : 'http'}://${pacs.host.includes(':') ? `[${pacs.host}]` : pacs.host}:${pacs.port}`,
    prefix,
    rewritePrefix: pacs.path.replace(/\/+$/, ''),
    // What a reader does changes nothing on the PACS.
    httpMethods: ['GET', 'HEAD'],
    replyOptions: {
      onError: (reply) => {
        // Of a connection that broke the library says no more than that.
        const check = pacs.tls ? 'whether it speaks TLS, and the certificates on both sides' : 'whether it wants TLS';
        const sentence = `The PACS at ${pacs.host}:${pacs.port} could not be read. Check its address, ${check}.\n`;
        void reply.code(502).type('text/plain').send(sentence);
      },
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        // Without the quotation marks that a colon asks for: Orthanc would take them for part of the name.
        forwarded: `host=${request.headers.host ?? ''};proto=http`,
      }),
    },
    ...(pacs.tls ? { undici: { connect: pacs.tls } } : {}),
  });
  await app.register(fastifyStatic, { root: files.folder, index: false, cacheControl: false, etag: true });
  const showPage = (reply: FastifyReply) => reply.type('text/html; charset=utf-8').send(page);
  app.get('/', (_request, reply) => showPage(reply));
  // OHIF has routes of its own, such as /viewer.
  app.setNotFoundHandler((request, reply) =>
    request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
      ? showPage(reply)
      : reply.code(404).type('text/plain').send('There is no such file.\n'),
  );
  await app.listen({ host: '127.0.0.1', port: o.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    studyUrl: (uid) => `${url}/viewer?StudyInstanceUIDs=${encodeURIComponent(uid)}`,
    stop: () => app.close(),
  };
}

/**
 * Nothing comes from or goes to another origin. OHIF compiles WebAssembly, styles its parts in place, and makes functions
 * from text where it reads segmentations; inline scripts are those of its page, by hash.
 */
function contentSecurityPolicy(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' blob: ${inline.join(' ')}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'self' blob:",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
