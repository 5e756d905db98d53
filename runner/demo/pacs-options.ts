import { join } from 'node:path';
import type { LaunchOptions } from '../../simulators/pacs/pacs';
import { LINK } from '../harness/links';
import type { PartContext } from '../harness/part';

/** How a PACS is started in the place of the one under test: where it stores, and whom it knows. */
export function optionsOfSut(context: PartContext): Omit<LaunchOptions, 'launcher'> {
  const { taps, config, recording, log, notice, storageDir } = context;
  const { aiPlatform, pacs, probe } = config.harness;
  return {
    aeTitle: pacs.aeTitle,
    host: '127.0.0.1',
    peers: [
      { aeTitle: aiPlatform.aeTitle, ...taps.address(LINK.pacsToAi) },
      { aeTitle: probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
    ],
    storageDir: join(storageDir, 'sut'),
    sink: recording,
    log,
    notice,
  };
}
