import { userInfo } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { ENTER_PATH, ROLES, type Session, TOKEN_PROBLEM } from '../contract';
import { findChromium } from '../../runner/chromium';
import { productVersion } from '../../runner/run';
import type { Context } from './context';
import { Refusal } from './http/refusal';
import { serve } from './http/route';
import { all, object, oneOf, text, whole } from './http/schemas';
import { LIMITS } from './options';
import { LONGEST_PASSWORD } from './security/passwords';
import type { Who } from './security/sessions';

const SIGN_IN_TRIES = { max: 10, timeWindow: '1 minute' };
const ENTER_TRIES = { max: 20, timeWindow: '1 minute' };
const password = text(LONGEST_PASSWORD);

export function sessionRoutes(
  app: FastifyInstance,
  { mode, options, sessions, users, audit, token, cookie }: Context,
): void {
  const setting = { path: '/', httpOnly: true, sameSite: 'strict', secure: options.tls !== undefined } as const;
  const airworthy = productVersion();
  const seen = (secret: string | undefined): Session => {
    const session = sessions.find(secret);
    if (!session) return { mode, airworthy };
    const { name, role, csrf } = session;
    return { mode, airworthy, user: { name, role }, csrf };
  };

  if (mode === 'local') {
    app.get(ENTER_PATH, { config: { rateLimit: ENTER_TRIES } }, (request, reply) => {
      const { token: given } = request.query as { token?: unknown };
      const who: Who = { name: operatorName(), role: 'admin' };
      const counts = typeof given === 'string' && token.use(given);
      const entry = { subject: '', from: request.ip, status: counts ? 303 : 401 };
      audit.note({
        ...entry,
        ...(counts ? { user: who.name, role: who.role } : { user: '', role: '' }),
        action: counts ? 'session.enter' : 'session.refused',
      });
      if (!counts) return reply.redirect(`/?problem=${TOKEN_PROBLEM}`, 303);
      return reply.setCookie(cookie, sessions.open(who), setting).redirect('/', 303);
    });
  }

  serve(app, 'session.read', {}, ({ request }) => seen(request.cookies[cookie]));
  serve(
    app,
    'session.signIn',
    { body: all({ name: text(64), password }), rateLimit: SIGN_IN_TRIES },
    async ({ body, request, reply }) => {
      request.subject = body.name;
      if (mode === 'local')
        throw new Refusal(403, 'This console has no passwords.', 'Open the address that "airworthy serve" printed.');
      const user = await users.find(body.name, body.password);
      if (!user)
        throw new Refusal(401, 'Name or password are not right.', 'Try again, or ask an admin of this console.');
      request.who = { name: user.name, role: user.role };
      const secret = sessions.open(request.who);
      void reply.setCookie(cookie, secret, setting);
      return seen(secret);
    },
  );
  serve(app, 'session.signOut', {}, ({ request, reply }) => {
    sessions.close(request.cookies[cookie]);
    void reply.clearCookie(cookie, setting);
  });
  serve(app, 'about.read', {}, () => ({
    airworthy,
    mode,
    signingKey: options.signingKey !== undefined,
    chromium: findChromium() !== undefined,
    limits: LIMITS,
  }));

  serve(app, 'users.list', {}, () => users.list());
  serve(app, 'users.add', { body: all({ name: text(64), role: oneOf(ROLES), password }) }, ({ body, request }) => {
    request.subject = `${body.name} ${body.role}`;
    return users.add(body.name, body.role, body.password);
  });
  serve(app, 'users.change', { body: object({ role: oneOf(ROLES), password }) }, async ({ params, body, request }) => {
    request.subject = [params.name, body.role ?? '', body.password === undefined ? '' : 'password'].join(' ').trim();
    const user = await users.change(params.name, body);
    sessions.closeAllOf(params.name);
    return user;
  });
  serve(app, 'users.remove', {}, ({ params }) => {
    users.remove(params.name);
    sessions.closeAllOf(params.name);
  });
  serve(app, 'audit.list', { query: object({ before: whole(1, 1e12), limit: whole(1, 500) }) }, ({ query }) =>
    audit.page(query.before, query.limit ?? 100),
  );
}

function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}
