import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Problem } from '../../contract';
import { ConfigError, problemsOf } from '../../../config/yaml-file';
import type { Logger } from '../../../model/actors';
import { Refusal } from './refusal';

const OWN_WORDS: Record<number, Problem> = {
  400: { error: 'The request cannot be understood.', fix: 'Reload the page and try again.' },
  413: { error: 'That is too large to be sent here.', fix: 'Send something smaller.' },
  415: { error: 'That kind of content is not taken here.', fix: 'Send a file of the kind that is asked for.' },
};

/** Every refusal and error leaves as {@link Problem}; what nobody foresaw is logged, and tells a stranger nothing. */
export function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const [status, problem] = problemOf(error);
    if (status >= 500)
      log.error(`${request.method} ${request.routeOptions.url ?? '?'}: ${error.stack ?? error.message}`);
    return send(reply, status, problem);
  });
  app.setNotFoundHandler((_request, reply) =>
    send(reply, 404, { error: 'There is nothing at this address.', fix: 'Go to the start page of the console.' }),
  );
}

function problemOf(error: FastifyError | Refusal | Error): [number, Problem] {
  if (error instanceof Refusal) return [error.status, { error: error.message, fix: error.fix }];
  if (error instanceof ConfigError) {
    return [422, { error: error.problems.map(({ message }) => message).join('\n'), fix: 'Correct it and try again.' }];
  }
  const { validation, validationContext, statusCode = 500 } = error as FastifyError;
  if (validation) {
    const said = problemsOf(validation as Parameters<typeof problemsOf>[0], () => 0).map(({ message }) => message);
    const where = validationContext === 'body' ? 'What was sent' : 'The address';
    return [400, { error: `${where} is not as it must be: ${said.join(' ')}`, fix: 'Correct it and try again.' }];
  }
  if (statusCode >= 500)
    return [500, { error: 'Something went wrong in the console itself.', fix: 'Its log says what; try again.' }];
  return [statusCode, OWN_WORDS[statusCode] ?? { error: error.message, fix: 'Reload the page and try again.' }];
}

function send(reply: FastifyReply, status: number, problem: Problem): FastifyReply {
  return reply.status(status).type('application/json; charset=utf-8').send(problem);
}
