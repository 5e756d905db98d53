import type { FastifyReply } from 'fastify';

/** Marks an answer as a file to keep. Its name may come from anywhere: only plain characters of it are kept. */
export function attachment(reply: FastifyReply, name: string, type: string): FastifyReply {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-150) || 'file';
  return reply.header('content-disposition', `attachment; filename="${plain}"`).type(type);
}

/** A page that may hold text of vendors: of an origin of its own, so that nothing in it reaches the console. */
export function sandboxed(reply: FastifyReply, policy: string): FastifyReply {
  return reply
    .header(
      'content-security-policy',
      `${policy}; sandbox allow-scripts allow-popups allow-downloads; frame-ancestors 'self'`,
    )
    .header('x-frame-options', 'SAMEORIGIN')
    .type('text/html; charset=utf-8');
}
