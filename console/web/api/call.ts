import { CSRF_HEADER, ROUTES, type Api, type Problem, type Route, type RouteName } from '../../contract';

type Part<Name extends RouteName, Key extends string> = Api[Name] extends Record<Key, infer Value> ? Value : undefined;
export type Answer<Name extends RouteName> = Part<Name, 'answer'>;
export type Params<Name extends RouteName> = Part<Name, 'params'>;
export type Query<Name extends RouteName> = Part<Name, 'query'>;
export type Body<Name extends RouteName> = Part<Name, 'body'>;

export interface Sent<Name extends RouteName> {
  params?: Params<Name>;
  query?: Query<Name>;
  body?: Body<Name>;
  /** What is sent as it is: a file. */
  raw?: { type: string; data: Blob };
}

/** An answer that is not as hoped for, in the server's words; both sentences can be shown. */
export class CallProblem extends Error {
  readonly fix: string;

  constructor(
    readonly status: number,
    problem: Problem,
  ) {
    super(problem.error);
    this.name = 'CallProblem';
    this.fix = problem.fix;
  }
}

let csrf: string | undefined;
let onSignedOut: () => void = () => undefined;

/** `token`: of the session; `signedOut` is called when the server no longer knows it. */
export function holdSession(token: string | undefined, signedOut: () => void): void {
  csrf = token;
  onSignedOut = signedOut;
}

export function urlOf<Name extends RouteName>(name: Name, params?: Params<Name>, query?: Query<Name>): string {
  const given = (params ?? {}) as Record<string, string | number>;
  const path = ROUTES[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(given[key] ?? '')));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== '') search.set(key, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

/** Calls a route. Rejects with a {@link CallProblem}. */
export async function call<Name extends RouteName>(name: Name, sent: Sent<Name> = {}): Promise<Answer<Name>> {
  const { method }: Route = ROUTES[name];
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET' && csrf !== undefined) headers[CSRF_HEADER] = csrf;
  if (sent.raw) headers['content-type'] = sent.raw.type;
  else if (sent.body !== undefined) headers['content-type'] = 'application/json';
  const body = sent.raw?.data ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  let response: Response;
  try {
    response = await fetch(urlOf(name, sent.params, sent.query), { method, headers, body });
  } catch {
    throw new CallProblem(0, {
      error: 'The console does not answer.',
      fix: 'Check that "airworthy serve" is still running, and that this computer can reach it. Then try again.',
    });
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer<Name>;
  if (response.status === 401 && name !== 'session.signIn') onSignedOut();
  throw new CallProblem(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const { error, fix } = (await response.json()) as Partial<Problem>;
    if (typeof error === 'string' && typeof fix === 'string') return { error, fix };
  } catch {
    // Said below.
  }
  return {
    error: `The console answered ${response.status} without saying why.`,
    fix: 'Try again. If it stays so, look at what "airworthy serve" printed.',
  };
}
