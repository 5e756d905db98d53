import type { FastifyInstance } from 'fastify';
import { ACTOR_NAMES } from '../../../model/actors';
import { STUDY_KINDS } from '../../../model/exam';
import type { VerdictRow } from '../../contract';
import type { Context } from '../context';
import { notFound, Refusal } from '../http/refusal';
import { serve } from '../http/route';
import { flag, list, object, oneOf, PARAMS, text, whole } from '../http/schemas';
import { stream } from './live';
import { resumeRun, startRun } from './start-runs';

const MOST_WATCHERS = 50;
const only = list({ type: 'string', pattern: '^[A-Za-z0-9.-]{1,40}$' }, 200);
const sets = list(text(64), 20);

const START = {
  oneOf: [
    object(
      {
        what: { const: 'demo' },
        actor: oneOf(ACTOR_NAMES),
        mutant: { type: 'string', pattern: '^[a-z0-9-]{1,80}$' },
        only,
        plain: flag,
        pacs: oneOf(['auto', 'embedded']),
      },
      ['what', 'actor'],
    ),
    object(
      {
        what: { const: 'product' },
        product: PARAMS['product'] ?? {},
        only,
        studies: object(Object.fromEntries(STUDY_KINDS.map((kind) => [kind, sets]))),
        oneWay: flag,
      },
      ['what', 'product'],
    ),
  ],
};

export function runRoutes(app: FastifyInstance, context: Context): void {
  const { runs, supervisor } = context;
  let watchers = 0;

  serve(app, 'runs.list', { query: object({ product: PARAMS['product'] ?? {} }) }, ({ query }) =>
    runs.all().filter(({ productId }) => query.product === undefined || productId === query.product),
  );
  serve(app, 'runs.start', { body: START }, async ({ body, who, request }) => {
    const started = await startRun(context, body, who);
    request.subject = started.name;
    return started;
  });
  serve(app, 'runs.read', {}, ({ params }) => runs.read(params.run));
  serve(app, 'runs.live', { query: object({ from: whole(0, 1e9) }) }, async ({ params, query, request, reply }) => {
    const run = runs.read(params.run);
    if (watchers >= MOST_WATCHERS)
      throw new Refusal(
        503,
        `${MOST_WATCHERS} people are watching already.`,
        'Try again when somebody has closed the page.',
      );
    const found = supervisor.find(params.run);
    const live = found && supervisor.open.includes(found) ? found : undefined;
    const last = Number(request.headers['last-event-id']);
    const from =
      Number.isSafeInteger(last) && last >= 0 && request.headers['last-event-id'] !== '' ? last : (query.from ?? 0);
    reply.hijack();
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    reply.raw.writeHead(200, headers as Record<string, string>);
    watchers += 1;
    try {
      const about = { run, read: () => runs.read(params.run), live, journal: () => runs.journal(params.run) };
      await stream(reply.raw, about, from);
    } finally {
      watchers -= 1;
    }
    return reply;
  });
  serve(app, 'runs.stop', {}, ({ params }) => supervisor.stop(params.run).summary);
  serve(app, 'runs.resume', {}, ({ params }) => resumeRun(context, params.run));
  serve(
    app,
    'runs.answer',
    { body: object({ id: whole(0, 1e9), answer: { type: ['string', 'null'], maxLength: 4000 } }, ['id', 'answer']) },
    ({ params, body }) => {
      const live = supervisor.find(params.run);
      if (!live)
        throw new Refusal(409, 'This run does not go on here.', 'Questions of the command line are answered there.');
      live.answer(body);
    },
  );

  serve(app, 'runs.verdicts', {}, ({ params }) => {
    const { record } = runs.settled(params.run);
    return {
      requirements: record.requirements.map(({ observations, text: _text, ask: _ask, ...row }): VerdictRow => ({
        ...row,
        observations: observations.length,
      })),
      scenarios: record.scenarios.map(({ steps: _steps, ...scenario }) => scenario),
    };
  });
  serve(app, 'runs.requirement', {}, ({ params }) => {
    const found = runs.settled(params.run).record.requirements.find(({ id }) => id === params.requirement);
    if (!found) throw notFound('requirement in this run', 'The list of verdicts shows those that are there.');
    return found;
  });
}
