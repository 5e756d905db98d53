import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, CSRF_HEADER, type Problem, type RouteName, ROUTES, type Session } from '../../console/contract';
import { type RunningConsole, startConsole } from '../../console/server/start';
import type { ConsoleOptions } from '../../console/server/options';
import { silentLogger } from '../../model/actors';
import { PACKAGE_ROOT } from '../../model/package-root';

/** A console on a port of its own, with folders that vanish with it. */
export async function openConsole(
  options: Partial<ConsoleOptions> = {},
): Promise<RunningConsole & { folder: string; closeBefore(look: () => void): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-console-'));
  const running = await startConsole({
    host: '127.0.0.1',
    port: 0,
    data: join(folder, 'data'),
    runs: join(folder, 'runs'),
    web: join(PACKAGE_ROOT, 'tests', 'console', 'pages'),
    log: silentLogger,
    ...options,
  });
  return {
    ...running,
    folder,
    async closeBefore(look) {
      await running.close();
      look();
      rmSync(folder, { recursive: true, force: true });
    },
    async close() {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The template of a PACS at whose addresses nobody is; what is to listen for it has ports of its own, as other tests have. */
export const nowhere = (template: string): string =>
  template
    .replace(/port: \d+/g, 'port: 1')
    .replace(/dimsePort: \d+/g, 'dimsePort: 0')
    .replace(/^ {2}probe: .*$/m, '$&\n  pacs: { dimsePort: 0, dicomWebPort: 0 }');

type Member<N extends RouteName, K extends string> = Api[N] extends Record<K, infer V> ? V : never;
export interface Sent {
  params?: Record<string, string | number>;
  query?: Record<string, string | number>;
  body?: unknown;
  raw?: { type: string; bytes: Uint8Array<ArrayBuffer> };
  headers?: Record<string, string>;
}

/** Speaks to a console as its pages do, with the cookie and the CSRF token of a session. */
export class Browser {
  cookie = '';
  csrf = '';

  constructor(readonly url: string) {}

  /** As when a person opens the printed address. */
  async enter(address: string): Promise<Response> {
    const response = await fetch(address, { redirect: 'manual', headers: { connection: 'close' } });
    this.#keep(response);
    await this.readSession();
    return response;
  }

  async signIn(name: string, password: string): Promise<Response> {
    const response = await this.send('session.signIn', { body: { name, password } });
    this.#keep(response);
    await this.readSession();
    return response;
  }

  async readSession(): Promise<Session> {
    const session = (await (await this.send('session.read')).json()) as Session;
    this.csrf = session.csrf ?? '';
    return session;
  }

  /**
   * On a connection of its own: one that was kept may be closed by the console in the moment in which it is used again. One that
   * is closed after the answer may be reset before it is read, where much was sent that nobody reads; that is kept.
   */
  send(name: RouteName, { params = {}, query = {}, body, raw, headers = {} }: Sent = {}): Promise<Response> {
    const { method, path } = ROUTES[name];
    const at = new URL(
      path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key]))),
      this.url,
    );
    for (const [key, value] of Object.entries(query)) at.searchParams.set(key, String(value));
    const json = body === undefined ? undefined : JSON.stringify(body);
    const isMuch = (raw?.bytes ?? json ?? '').length > 16 * 1024;
    return fetch(at, {
      method,
      redirect: 'manual',
      headers: {
        connection: isMuch ? 'keep-alive' : 'close',
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(method === 'GET' ? {} : { [CSRF_HEADER]: this.csrf, origin: this.url }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(raw ? { 'content-type': raw.type } : {}),
        ...headers,
      },
      ...(json === undefined ? {} : { body: json }),
      ...(raw ? { body: raw.bytes } : {}),
    });
  }

  /** The answer of a call that goes well. */
  async call<N extends RouteName>(name: N, sent: Sent = {}): Promise<Member<N, 'answer'>> {
    const response = await this.send(name, sent);
    if (!response.ok) throw new Error(`${name} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Member<N, 'answer'>;
  }

  /** Status and sentences of a call that is refused. */
  async refused(name: RouteName, sent: Sent = {}): Promise<Problem & { status: number }> {
    const response = await this.send(name, sent);
    if (response.ok) throw new Error(`${name} was not refused`);
    return { status: response.status, ...((await response.json()) as Problem) };
  }

  #keep(response: Response): void {
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
  }
}
