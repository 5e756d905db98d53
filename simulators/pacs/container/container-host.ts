import { randomUUID } from 'node:crypto';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import type { DimsePeer } from '../../../model/actors';
import { LaunchError, reasonOf } from '../launch-error';
import { orthancConfig } from '../orthanc/config';
import type { OrthancHost, RunningOrthanc } from '../orthanc/host';
import { LOOPBACK_ONLY_LUA } from '../orthanc/loopback-only';
import type { LaunchOptions } from '../pacs';
import { claimPort, isLoopback } from '../ports';
import type { Engine } from './engine';
import { CONTAINER_LUA, CONTAINER_PLUGINS, CONTAINER_STORAGE, orthancContainer } from './orthanc-container';
import { ContainerReaper } from './reaper';

const LABEL = 'org.airworthy.session';
const PULL_AND_START_TIMEOUT_MS = 600_000;
const START_TIMEOUT_MS = 60_000;
/** Inside a container of its own network. */
const PUBLISHED = { dimse: 4242, http: 8042 };

/** Orthanc in a container. Its storage goes with it. */
export class ContainerHost implements OrthancHost {
  readonly launcher = 'docker';
  readonly origin: string;
  readonly #image: string;
  readonly #engine: Engine;
  readonly #options: LaunchOptions;
  #reaper: ContainerReaper | undefined;
  #container: StartedTestContainer | undefined;
  /** Once had, the same ports are taken again after a restart. */
  #ports: { dimse: number; http: number } | undefined;

  constructor(image: string, engine: Engine, options: LaunchOptions) {
    this.origin = `in a container of ${image}`;
    this.#image = image;
    this.#engine = engine;
    this.#options = options;
  }

  async start(): Promise<RunningOrthanc> {
    const { host, aeTitle, log } = this.#options;
    const outside = {
      dimse: await claimPort(host, this.#ports?.dimse ?? this.#options.dimsePort, 'DICOM'),
      http: await claimPort(host, this.#ports?.http ?? this.#options.httpPort, 'HTTP'),
    };
    this.#ports = outside;
    const shared = this.#engine.network === 'host';
    const label = { name: LABEL, value: randomUUID() };
    const container = orthancContainer(this.#engine.library, {
      image: this.#image,
      config: this.#config(shared ? outside : PUBLISHED),
      luaScript: LOOPBACK_ONLY_LUA,
      label,
      network: shared
        ? { mode: 'host' }
        : {
            mode: 'published',
            host,
            ports: [
              { container: PUBLISHED.dimse, host: outside.dimse },
              { container: PUBLISHED.http, host: outside.http },
            ],
          },
      startTimeoutMs: START_TIMEOUT_MS,
      onLine: (line) => log.debug(`Orthanc: ${line}`),
    });
    const modem = this.#engine.client.container.dockerode.modem as object;
    this.#reaper = new ContainerReaper(modem, `${label.name}=${label.value}`);
    this.#container = await this.#begin(container);
    return {
      dimse: { aeTitle, host, port: outside.dimse },
      http: { host, port: outside.http },
      gone: this.#end(this.#container.getId()),
    };
  }

  async stop(): Promise<void> {
    const container = this.#container;
    this.#container = undefined;
    await container?.stop({ timeout: 500, remove: true, removeVolumes: true }).catch((error: unknown) => {
      this.#options.log.warn(`The container did not stop in order: ${reasonOf(error)}`);
    });
    await this.#reaper?.stop();
    this.#reaper = undefined;
  }

  /** Peers that listen on our loopback interface are on the other side of the container's. */
  route(peer: DimsePeer): DimsePeer {
    if (this.#engine.network === 'host' || !isLoopback(peer.host)) return peer;
    return { ...peer, host: 'host.docker.internal' };
  }

  #config(ports: { dimse: number; http: number }): unknown {
    const { host, aeTitle } = this.#options;
    // With published ports the engine sees to it who can connect, and every caller has the engine's address.
    const loopbackOnly = this.#engine.network === 'host' && isLoopback(host);
    return orthancConfig({
      aeTitle,
      dimsePort: ports.dimse,
      httpPort: ports.http,
      storageDir: CONTAINER_STORAGE,
      plugins: [CONTAINER_PLUGINS],
      loopbackOnly,
      luaScripts: loopbackOnly ? [CONTAINER_LUA] : [],
    });
  }

  async #begin(container: GenericContainer): Promise<StartedTestContainer> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      const minutes = PULL_AND_START_TIMEOUT_MS / 60_000;
      const late = new LaunchError(`the image ${this.#image} could not be had within ${minutes} minutes`);
      timer = setTimeout(() => reject(late), PULL_AND_START_TIMEOUT_MS);
    });
    try {
      return await Promise.race([container.start(), deadline]);
    } catch (error) {
      if (error instanceof LaunchError) throw error;
      throw new LaunchError(`the container of ${this.#image} does not start: ${reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  async #end(id: string): Promise<string> {
    try {
      const { StatusCode } = (await this.#engine.client.container.dockerode.getContainer(id).wait()) as {
        StatusCode: number;
      };
      return `its container ended with code ${StatusCode}`;
    } catch (error) {
      return `its container is no longer known: ${reasonOf(error)}`;
    }
  }
}
