import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRuntimeClient } from 'testcontainers';
import { LaunchError, reasonOf } from '../launch-error';

const ANSWER_TIMEOUT_MS = 5000;

/** How containers and this machine reach each other. */
export type Network =
  /** Linux, engine on this machine: the container shares its network, so loopback addresses mean the same on both sides. */
  | 'host'
  /** Engine in a virtual machine (Docker Desktop, rootless): ports are published, and it names us host.docker.internal. */
  | 'published';

// eslint-disable-next-line @typescript-eslint/consistent-type-imports -- the type of what is imported when it is needed
export type Testcontainers = typeof import('testcontainers');

export interface Engine {
  library: Testcontainers;
  client: ContainerRuntimeClient;
  network: Network;
}

/** A container engine that answers. @throws LaunchError at once or after a few seconds when there is none */
export async function findEngine(): Promise<Engine> {
  if (!hasTraceOfEngine()) throw new LaunchError('no container engine is installed or running');
  // Loaded here: it costs half a second that nobody without an engine should wait for.
  const library = await import('testcontainers');
  const client = await Promise.race([library.getContainerRuntimeClient(), silence()]).catch((error: unknown) => {
    throw new LaunchError(`no container engine answers (${reasonOf(error)})`);
  });
  const runtime = client.info.containerRuntime;
  // A machine whose disk was once a container image is taken for a container by the library, which then names the engine by the
  // address of its bridge. Where that address is our own, the engine is on this machine all the same.
  if (await isOurs(runtime.host)) runtime.host = 'localhost';
  const { host, operatingSystem } = runtime;
  if (!['localhost', '127.0.0.1', '::1'].includes(host)) {
    throw new LaunchError(`the container engine runs on another machine (${host}), which cannot reach us here`);
  }
  const { SecurityOptions = [] } = (await client.container.dockerode.info()) as { SecurityOptions?: string[] };
  const rootless = SecurityOptions.some((option) => option.includes('rootless'));
  const ownKernel = process.platform === 'linux' && !/Docker Desktop/i.test(operatingSystem) && !rootless;
  return { library, client, network: ownKernel ? 'host' : 'published' };
}

/** One can listen at an address of one's own, also where its interface is down (the bridge, while no container uses it). */
function isOurs(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(0, host, () => server.close(() => resolve(true)));
  });
}

function hasTraceOfEngine(): boolean {
  if (process.platform === 'win32' || process.env['DOCKER_HOST'] || process.env['TESTCONTAINERS_HOST_OVERRIDE']) {
    return true;
  }
  const runtimeDir = process.env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    join(homedir(), '.testcontainers.properties'),
    ...(runtimeDir ? [join(runtimeDir, '.docker/run/docker.sock'), join(runtimeDir, 'docker.sock')] : []),
  ].some((file) => existsSync(file));
}

function silence(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`silent for ${ANSWER_TIMEOUT_MS / 1000} s`)), ANSWER_TIMEOUT_MS).unref();
  });
}
