import { join } from 'node:path';
import { Ris } from '../../../simulators/ris/ris';
import type { IncomingMessage } from '../../../simulators/ris/options';
import { LINK } from '../links';
import type { Part, PartContext } from '../part';

/** The simulated RIS. */
export async function startRis(
  { config, recording, log, taps, storageDir }: PartContext,
  beforeAck: (message: IncomingMessage) => Promise<void>,
): Promise<Part & { ris: Ris }> {
  const loopback = { host: '127.0.0.1', port: 0 };
  const { aeTitle } = config.harness.ris;
  const ris = new Ris({
    databaseFile: join(storageDir, 'ris.sqlite'),
    temporary: true,
    dimse: { ...loopback, aeTitle },
    mllp: loopback,
    http: loopback,
    // Orders would wait for ever to be sent to an AI platform that has no part in the run.
    ...(config.actor === 'ai-platform' ? { aiPlatform: taps.address(LINK.risToAi) } : {}),
    sending: { application: 'AIRW_RIS', facility: 'AIRWORTHY' },
    receiving: { application: config.product, facility: config.vendor },
    // Never opens reporting on its own before the harness has stopped waiting for the notice.
    aiTimeoutMs: config.timeouts.notice * 1000 * 2,
    sink: recording,
    log,
    beforeAck,
  });
  await ris.start();
  return {
    ris,
    dimse: { aeTitle, ...ris.dimseAddress },
    mllp: ris.mllpAddress,
    http: ris.httpAddress,
    stop: () => ris.stop(),
  };
}
