import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GenericContainer } from 'testcontainers';
import { PACKAGE_ROOT } from '../../../model/package-root';
import type { Testcontainers } from './engine';

/** Finds Orthanc and its plugin in whatever image; docker-compose.yml uses the same. */
const START = join(PACKAGE_ROOT, 'docker', 'orthanc', 'start.sh');

export const CONTAINER_PLUGINS = '/tmp/airworthy/plugins';
export const CONTAINER_STORAGE = '/tmp/airworthy/db';
export const CONTAINER_LUA = '/airworthy/loopback-only.lua';

export interface OrthancContainerOptions {
  image: string;
  /** Content of orthanc.json. */
  config: unknown;
  luaScript: string;
  /** Set on the container, for the reaper. */
  label: { name: string; value: string };
  network: { mode: 'host' } | { mode: 'published'; host: string; ports: { container: number; host: number }[] };
  startTimeoutMs: number;
  onLine(line: string): void;
}

/** Any image that has Orthanc and its DICOMweb plugin, with our configuration and no other. Not yet started. */
export function orthancContainer(library: Testcontainers, o: OrthancContainerOptions): GenericContainer {
  const { network } = o;
  class OrthancContainer extends library.GenericContainer {
    /** testcontainers publishes on every interface; we only on the one that was asked for. */
    protected override async beforeContainerCreated(): Promise<void> {
      if (network.mode === 'host') return;
      const bindings = network.ports.map(({ container, host }) => [
        `${container}/tcp`,
        [{ HostIp: network.host, HostPort: String(host) }],
      ]);
      this.hostConfig.PortBindings = Object.fromEntries(bindings) as Record<string, unknown>;
    }
  }
  const container = new OrthancContainer(o.image)
    .withEntrypoint(['/bin/sh', '/airworthy/start.sh', '/airworthy/orthanc.json'])
    .withCommand([])
    .withEnvironment({ TCP_NODELAY: '1' })
    .withCopyContentToContainer([
      { content: readFileSync(START, 'utf8'), target: '/airworthy/start.sh' },
      { content: JSON.stringify(o.config), target: '/airworthy/orthanc.json' },
      { content: o.luaScript, target: CONTAINER_LUA },
    ])
    .withLabels({ [o.label.name]: o.label.value })
    // Ours is in reaper.ts.
    .withAutoCleanup(false)
    .withWaitStrategy(library.Wait.forLogMessage('Orthanc has started'))
    .withStartupTimeout(o.startTimeoutMs)
    .withLogConsumer((stream) => stream.on('data', (line: unknown) => o.onLine(String(line).trimEnd())));
  if (network.mode === 'host') return container.withNetworkMode('host');
  return container
    .withExposedPorts(...network.ports)
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }]);
}
