import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from '../../../model/actors';
import { Refusal, tooLarge } from './refusal';
import { answerErrors } from './errors';
import { holdConnections, IDLE_TIMEOUT_MS } from './patience';
import { validateStrictly } from './validator';

const BODY_BYTES = 1024 * 1024;
/** Of content that is streamed, by whoever takes it. */
const RAW_TYPES = ['application/zip', 'application/x-pem-file', 'image/png', 'image/jpeg'];

/** Fastify with what holds for every answer: headers that keep foreign code out, limits, and plain sentences for errors. */
export async function makeApp({
  log,
  idleTimeoutMs = IDLE_TIMEOUT_MS,
  tls,
}: {
  tls?: { certificate: string; key: string };
  log: Logger;
  idleTimeoutMs?: number;
}): Promise<FastifyInstance> {
  const https = tls && { cert: readFileSync(tls.certificate), key: readFileSync(tls.key), minVersion: 'TLSv1.2' };
  const app = fastify({
    ...(https ? { https } : {}),
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    connectionTimeout: idleTimeoutMs,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  } as object) as unknown as FastifyInstance;
  holdConnections(app, idleTimeoutMs);
  validateStrictly(app);
  answerErrors(app, log);
  await app.register(cookie);
  await app.register(helmet, { ...headers(https !== undefined) });
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new Refusal(429, 'That was tried too often.', `Wait ${after} and try again.`),
  });
  takeOnlyWhatIsNamed(app);
  return app;
}

/** Our own scripts and styles only, none of them within a page; no page of ours in a frame of another. */
function headers(tls: boolean): Parameters<typeof helmet>[1] {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: 180 * 24 * 60 * 60 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  };
}

/** JSON is parsed; what a route takes raw is handed over as a stream; all else is refused. */
function takeOnlyWhatIsNamed(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(RAW_TYPES, (request, payload, done) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim() ?? '';
    const { config, bodyLimit } = request.routeOptions;
    if (Number(request.headers['content-length'] ?? 0) > (bodyLimit ?? BODY_BYTES))
      return done(tooLarge(bodyLimit ?? BODY_BYTES));
    if (config.raw?.includes(type)) return done(null, payload);
    done(new Refusal(415, 'That kind of content is not taken here.', 'Send a file of the kind that is asked for.'));
  });
  app.addHook('onSend', async (request, reply) => {
    // Answers are about people and products; nothing on the way keeps them.
    if (request.routeOptions.config?.route) void reply.header('cache-control', 'no-store');
  });
}
