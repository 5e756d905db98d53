import { ContainerHost } from '../container/container-host';
import { findEngine } from '../container/engine';
import { orthancImage } from '../container/image';
import { OrthancPacs } from '../orthanc/orthanc-pacs';
import type { LaunchOptions, Pacs } from '../pacs';

const START_TIMEOUT_MS = 60_000;

/** Orthanc in a container of a pinned upstream image, or of the one that was asked for. */
export async function docker(options: LaunchOptions): Promise<Pacs> {
  const engine = await findEngine();
  const image = orthancImage(options.image);
  if (!(await hasImage(engine.client, image))) {
    options.notice(`Fetching the container image ${image}; this is done once and may take some minutes.`);
  }
  const host = new ContainerHost(image, engine, options);
  const pacs = new OrthancPacs(host, { ...options, startTimeoutMs: START_TIMEOUT_MS });
  await pacs.start();
  return pacs;
}

async function hasImage(client: Awaited<ReturnType<typeof findEngine>>['client'], image: string): Promise<boolean> {
  return client.container.dockerode
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}
