import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** Nobody asks for as much ahead on one connection; Node itself would take any number. */
const MOST_WAITING = 100;
/** An answer of that length has twice the time to be taken, one of twice the length three times: it may be one single write. */
const LONG_BYTES = 16 * 1024 * 1024;

/**
 * Who asks again before the answer is there is heard once that has been taken, so that no more than one answer a connection is
 * held in memory. Node calls for all that came in one read at once: 64 KiB of requests can be a thousand answers.
 * Who does not take an answer is left, in at most three times `patienceMs` for up to 16 MiB.
 */
export function answersInTurn(app: FastifyInstance, patienceMs: number): void {
  const waiting = new WeakMap<Socket, (() => void)[]>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const begin = (): void => {
      // Whoever is gone gets no answer, and nothing is done for it.
      if (socket.destroyed) return;
      reply.raw.once('close', () => next(socket));
      leaveWhoDoesNotTake(reply.raw, patienceMs);
      done();
    };
    const others = waiting.get(socket);
    if (!others) {
      waiting.set(socket, []);
      begin();
    } else if (others.length < MOST_WAITING) others.push(begin);
    else socket.destroy();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    // Fastify would leave a file open that was opened for somebody who had gone meanwhile.
    const unheard = request.raw.socket.destroyed && payload instanceof Readable;
    if (unheard) payload.destroy();
    done(null, unheard ? '' : payload);
  });
  const next = (socket: Socket): void => {
    const begin = waiting.get(socket)?.shift();
    if (begin) begin();
    else waiting.delete(socket);
  };
}

/**
 * Closes the connection once nothing of an answer is taken any more. Node's own timer of a connection begins anew with every byte
 * that comes, and a line end between requests is none.
 */
export function leaveWhoDoesNotTake(response: ServerResponse, patienceMs: number): void {
  const { socket } = response.req;
  // What is written counts as soon as it is waiting: a little again and again would pass for being taken.
  const takenSoFar = (): number => socket.bytesWritten - socket.writableLength;
  let [taken, waiting] = [takenSoFar(), socket.writableLength];
  let timer: NodeJS.Timeout;
  const lookLater = (): void => {
    timer = setTimeout(look, patienceMs * (1 + socket.writableLength / LONG_BYTES)).unref();
  };
  const look = (): void => {
    // An answer that was only written since has not been waited for yet.
    const stuck = waiting > 0 && socket.writableLength > 0 && takenSoFar() === taken;
    [taken, waiting] = [takenSoFar(), socket.writableLength];
    if (stuck) socket.destroy();
    else lookLater();
  };
  lookLater();
  response.once('close', () => clearTimeout(timer));
}
