import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs in a node of its own and removes our containers when its standard input closes, which the system does for us
 * even when our process is killed. Plain JavaScript, because it is handed over as text.
 */
const REAPER = `
const http = require('node:http');
const https = require('node:https');
const { engine, label } = JSON.parse(process.argv[1]);
const call = (method, path) => new Promise((resolve) => {
  const request = (engine.protocol === 'https' ? https : http).request({ ...engine, method, path }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
  });
  request.on('error', () => resolve('[]')).setTimeout(10000, () => request.destroy());
  request.end();
});
const reap = async () => {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const found = JSON.parse((await call('GET', '/containers/json?all=1&filters=' + filters)) || '[]');
  await Promise.all(found.map(({ Id }) => call('DELETE', '/containers/' + Id + '?force=1&v=1')));
  process.exit(0);
};
process.stdin.on('end', reap).on('error', reap).resume();
process.on('SIGINT', () => undefined);
`;

/** How dockerode reaches the engine. */
interface EngineAddress {
  socketPath?: string | undefined;
  host?: string | undefined;
  port?: string | number | undefined;
  protocol?: string;
  ca?: unknown;
  cert?: unknown;
  key?: unknown;
}

/**
 * Removes the containers that bear a label once we are gone. testcontainers has a container for this (Ryuk), but that is
 * another image to be had, which a hospital's network may not allow.
 */
export class ContainerReaper {
  readonly #process: ChildProcess;

  constructor(engine: EngineAddress, label: string) {
    const { socketPath, host, port, protocol } = engine;
    const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
    const address = socketPath
      ? { socketPath }
      : { host, port, protocol, ca: text(engine.ca), cert: text(engine.cert), key: text(engine.key) };
    this.#process = spawn(process.execPath, ['-e', REAPER, JSON.stringify({ engine: address, label })], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#process.stdin?.on('error', () => undefined);
    this.#process.on('error', () => undefined);
  }

  /** Removes what is left and ends. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin?.end();
    await gone;
  }
}
