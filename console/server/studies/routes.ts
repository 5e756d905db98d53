import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { serve } from '../http/route';
import { all, text } from '../http/schemas';
import { LIMITS } from '../options';

export function studyRoutes(app: FastifyInstance, { studies }: Context): void {
  serve(app, 'studies.list', {}, () => studies.list());
  serve(
    app,
    'studies.add',
    { query: all({ name: text(100) }), bodyLimit: LIMITS.studySetBytes },
    ({ query, request, who }) => {
      request.subject = query.name;
      return studies.add(query.name, request.body, who);
    },
  );
  serve(app, 'studies.remove', {}, ({ params }) => studies.remove(params.study));
}
