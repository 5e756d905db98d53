import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal';

/** The client's built files. Any other address that a browser opens is one of the client's own pages. */
export async function servePages(app: FastifyInstance, web: string): Promise<void> {
  const built = existsSync(join(web, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: web,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders(reply, path) {
        // Vite puts a hash of the content into the names of what it builds.
        const forGood = /[/\\]assets[/\\]/.test(path);
        reply.setHeader('cache-control', forGood ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.get('/*', (request, reply) => {
    const page = !request.url.startsWith('/api/') && /\btext\/html\b|^\*\/\*$/.test(request.headers.accept ?? '*/*');
    if (!page) return reply.callNotFound();
    if (!built)
      throw new Refusal(503, 'The pages of the console are not built.', 'Run "npm run build" where airworthy lies.');
    return reply.sendFile('index.html');
  });
}
