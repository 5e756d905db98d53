import type { FastifyInstance } from 'fastify';
import { answersInTurn } from '../../../protocols/answers-in-turn';
import { lingerAfterRefusals } from '../../../protocols/linger';

export const IDLE_TIMEOUT_MS = 120_000;
/** For what is small; a study set or a pack may come over a slow line for hours, if only it comes. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * How long who sends nothing, or takes nothing, is waited for. To be called before all other hooks. An answer itself may take any
 * time: who has asked for the pack of a long run is not left while it is made.
 */
export function holdConnections(app: FastifyInstance, idleTimeoutMs: number): void {
  lingerAfterRefusals(app);
  answersInTurn(app, idleTimeoutMs);
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const { socket } = raw;
    const leaveIfIncomplete = (): void => {
      if (!raw.complete) socket.destroy();
    };
    // Node leaves the connection to who listens.
    reply.raw.on('timeout', leaveIfIncomplete);
    if (!request.routeOptions.config?.raw?.length) {
      const timer = setTimeout(leaveIfIncomplete, REQUEST_TIMEOUT_MS).unref();
      reply.raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}
