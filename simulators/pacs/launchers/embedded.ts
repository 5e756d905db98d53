import { EmbeddedPacs } from '../embedded/embedded-pacs';
import type { LaunchOptions, Pacs } from '../pacs';

/** Our own PACS, where Orthanc cannot be had or is not wanted. */
export async function embedded(options: LaunchOptions): Promise<Pacs> {
  const pacs = new EmbeddedPacs(options);
  await pacs.start();
  return pacs;
}
