import { join } from 'node:path';
import type { Listen } from '../../model/actors';
import type { RisHooks } from '../../simulators/ris/hooks';
import { Ris } from '../../simulators/ris/ris';
import type { ConsumerAccess } from '../../model/consumer';
import type { ConsumerOptions } from '../../simulators/ris/consumer/types';
import { LINK } from '../harness/links';
import type { PartContext, StandIn } from '../harness/part';

/** Starts the reference RIS, or one that is spoilt, in the place of the system under test; it can be restarted. */
export function referenceRis(hooks?: RisHooks): StandIn {
  return async (context) => {
    const ports = { dimse: 0, mllp: 0, http: 0 };
    let ris = await started(context, ports, hooks);
    const { dimseAddress, mllpAddress, httpAddress } = ris;
    // After a restart it is found where it was.
    Object.assign(ports, { dimse: dimseAddress.port, mllp: mllpAddress.port, http: httpAddress.port });
    return {
      dimse: { aeTitle: context.config.harness.ris.aeTitle, ...dimseAddress },
      mllp: mllpAddress,
      http: httpAddress,
      stop: () => ris.stop(),
      async restart() {
        await ris.stop();
        ris = await started(context, ports, hooks);
      },
    };
  };
}

async function started(
  { config, recording, log, taps, storageDir }: PartContext,
  ports: { dimse: number; mllp: number; http: number },
  hooks?: RisHooks,
): Promise<Ris> {
  const { capabilities, tls, harness, timeouts } = config;
  const at = (port: number, secured: boolean): Listen => ({
    host: '127.0.0.1',
    port,
    ...(secured && tls ? { tls } : {}),
  });
  const ris = new Ris({
    databaseFile: join(storageDir, 'reference-ris.sqlite'),
    temporary: true,
    dimse: { ...at(ports.dimse, capabilities.tls.dimse), aeTitle: harness.ris.aeTitle },
    mllp: at(ports.mllp, capabilities.tls.mllp),
    http: at(ports.http, capabilities.tls.http),
    aiPlatform: { ...taps.address(LINK.risToAi), ...(capabilities.tls.mllp && tls ? { tls } : {}) },
    ...(config.ris?.consumer ? { consumer: consumerOf(config.ris.consumer, { config, taps }) } : {}),
    sending: { application: 'AIRW_RIS', facility: 'AIRWORTHY' },
    receiving: { application: harness.aiPlatform.aeTitle, facility: 'AIRWORTHY' },
    aiTimeoutMs: (config.ris?.aiTimeout ?? 300) * 1000,
    exchangeTimeoutMs: timeouts.exchange * 1000,
    sink: recording,
    log,
    hooks,
  });
  await ris.start();
  return ris;
}

/** The PACS as the RIS finds it, at the taps. */
function consumerOf(
  { retrieve }: ConsumerAccess,
  { config, taps }: Pick<PartContext, 'config' | 'taps'>,
): ConsumerOptions {
  const { capabilities, tls, harness, timeouts } = config;
  const { host, port } = taps.address(LINK.risToPacsWeb);
  return {
    retrieve,
    timeoutMs: timeouts.exchange * 1000,
    pacs: {
      aeTitle: harness.pacs.aeTitle,
      ...taps.address(LINK.risToPacs),
      ...(capabilities.tls.dimse && tls ? { tls } : {}),
    },
    dicomWeb: {
      baseUrl: `${capabilities.tls.http ? 'https' : 'http'}://${host}:${port}/dicom-web`,
      ...(capabilities.tls.http && tls ? { tls } : {}),
    },
  };
}
