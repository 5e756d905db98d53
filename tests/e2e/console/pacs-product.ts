import { writeFileSync } from 'node:fs';
import { start } from '../cli';
import { freePorts } from '../../kit/processes';

const AE_TITLE = 'VIEWER';

/** A PACS in a process of its own, as the product of somebody whose sut.yaml is written to `file`. */
export async function startPacs(dir: string, file: string): Promise<{ stop(): Promise<unknown> }> {
  const [port = 0] = await freePorts(1);
  const settings = ['launcher=embedded', `aeTitle=${AE_TITLE}`, `dimsePort=${port}`, 'httpPort=0'];
  const pacs = start(['simulate', 'pacs', '--set', ...settings], dir);
  await pacs.until('Ready');
  const description = {
    vendor: 'Southern PACS',
    product: 'Reading Room',
    version: '3',
    actor: 'pacs',
    endpoints: { dimse: { host: '127.0.0.1', port, aeTitle: AE_TITLE } },
    harness: { aiPlatform: { dimsePort: 0 }, probe: { dimsePort: 0 }, pacs: { dicomWebPort: 0 } },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(description, null, 2));
  return {
    stop() {
      pacs.child.kill('SIGTERM');
      return pacs.exited;
    },
  };
}
