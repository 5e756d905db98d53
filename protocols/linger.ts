import type { FastifyInstance, FastifyRequest } from 'fastify';

/** As long as that somebody who was refused may go on sending. */
const LINGER_MS = 5000;

/**
 * Who is refused while it still sends would not see why, were the connection closed at once: what it had sent and nobody had read
 * makes that a reset, which overtakes the answer. So the rest is read and dropped for a while, as RFC 9112 9.6 has it.
 */
export function lingerAfterRefusals(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (stillSends(request)) {
      // Node would close as soon as the answer is written.
      reply.removeHeader('connection');
      reply.raw.shouldKeepAlive = true;
      reply.raw.once('finish', () => readTheRest(request));
    }
    done(null, payload);
  });
}

function stillSends({ raw }: FastifyRequest): boolean {
  return !raw.complete && ('transfer-encoding' in raw.headers || Number(raw.headers['content-length'] ?? 0) > 0);
}

function readTheRest({ raw }: FastifyRequest): void {
  const { socket } = raw;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  const close = (): void => socket.destroySoon();
  if (raw.complete) return close();
  raw.once('end', close);
  raw.resume();
}
