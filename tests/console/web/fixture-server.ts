import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ROUTES, type Api, type LiveEvent, type Problem, type RouteName } from '../../../console/contract';
import { PACKAGE_ROOT } from '../../../model/package-root';

const WEB = join(PACKAGE_ROOT, 'dist', 'console', 'web');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** At least as strict as the real server's. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

type Json<Name extends RouteName> = Api[Name] extends { answer: infer Answer } ? Answer : undefined;
export type Refusal = { status: number; problem: Problem };
/** What each route is to answer: the states of components under test. The journey runs against the real server. */
export type Answers = { [Name in RouteName]?: Json<Name> | (() => Json<Name> | Refusal) };

export interface FixtureServer {
  url: string;
  answers: Answers;
  /** Sends an event to whoever listens to `runs.live`. */
  send(event: LiveEvent): void;
  /** How many listen. */
  listeners(): number;
  close(): Promise<void>;
}

/** Serves the built client with answers given by the test. */
export async function startFixtureServer(answers: Answers, opening: LiveEvent[] = []): Promise<FixtureServer> {
  const live = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://fixture').pathname;
    const name = routeOf(request.method ?? 'GET', path);
    if (name === 'runs.live') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      for (const event of opening) response.write(block(event));
      live.add(response);
      request.on('close', () => live.delete(response));
    } else if (name) answer(answers[name], response);
    else sendFile(path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    send: (event) => live.forEach((response) => response.write(block(event))),
    listeners: () => live.size,
    close: () => closed(server),
  };
}

function block(event: LiveEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function routeOf(method: string, path: string): RouteName | undefined {
  const names = Object.keys(ROUTES) as RouteName[];
  return names.find((name) => {
    const route = ROUTES[name];
    const pattern = new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+').replace(/\./g, '\\.')}$`);
    return route.method === method && pattern.test(path);
  });
}

function answer(given: unknown, response: ServerResponse): void {
  const value: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
  const refusal = value as Partial<Refusal> | undefined;
  const status = refusal?.problem && refusal.status ? refusal.status : value === undefined ? 404 : 200;
  const body =
    refusal?.problem ??
    value ??
    ({ error: 'There is nothing here.', fix: 'Give the fixture an answer.' } satisfies Problem);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendFile(path: string, response: ServerResponse): void {
  const file = join(WEB, path.slice(1));
  const found = path !== '/' && file.startsWith(WEB) && existsSync(file) ? file : join(WEB, 'index.html');
  response.writeHead(200, {
    'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  createReadStream(found).pipe(response);
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
