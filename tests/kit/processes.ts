import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

const ENV = { ...process.env, TCP_NODELAY: '1' };

/** Runs a program to its end; kills it after `timeoutMs`. */
export function run(
  program: string,
  args: string[],
  timeoutMs = 300_000,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

export interface RunningPeer {
  port: number;
  output(): string;
  stop(): Promise<void>;
}

/** Starts a server program and resolves when its port takes connections. */
export async function startPeer(program: string, args: (port: number) => string[]): Promise<RunningPeer> {
  const port = await freePort();
  const child = spawn(program, args(port), { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilListening(port, child, () => output);
  return {
    port,
    output: () => output,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Ports that nobody has, below those that the system gives to connections meanwhile. Until this process ends no other one is given
 * them here: whoever is to listen there may begin late, or never.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (free) await new Promise((resolve) => server.close(resolve));
    if (free && (await isOurs(port))) found.add(port);
  }
  return [...found];
}

/** A name without a file, which the system gives to one process at a time and takes back when that ends; Linux alone has such. */
function isOurs(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const name = createServer().unref();
    name.once('error', () => resolve(false)).listen(`\0airworthy-port-${port}`, () => resolve(true));
  });
}

/** One of them, for programs that cannot take 0. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

async function untilListening(port: number, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The peer ended at once: ${output()}`);
    if (await accepts(port)) return;
    if (performance.now() > deadline) throw new Error(`The peer does not listen: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
