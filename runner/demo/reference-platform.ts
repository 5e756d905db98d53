import { AiPlatform } from '../../simulators/ai-platform/ai-platform';
import type { Hooks } from '../../simulators/ai-platform/mutants/types';
import { LINK, type LinkName } from '../harness/links';
import type { StandIn } from '../harness/part';

/** Starts the reference AI platform, or a mutant or variant of it, in the place of the system under test. */
export function referencePlatform(otherwise?: { hooks: Hooks }): StandIn {
  return async ({ taps, config, recording, log }) => {
    const { capabilities, timeouts, tls, harness } = config;
    const { aeTitle } = harness.aiPlatform;
    // Of the PACS or the RIS, from the first attempt on (`Workflow.awaitRefusedAttempt`); from its end there is time to recover.
    const outage = 3 * timeouts.quiet;
    const loopback = { host: '127.0.0.1', port: 0 };
    const secured = capabilities.tls.http ? { tls } : {};
    const url = (link: LinkName, path: string) => {
      const { host, port } = taps.address(link);
      return `${capabilities.tls.http ? 'https' : 'http'}://${host}:${port}${path}`;
    };
    const platform = new AiPlatform({
      aeTitle,
      dimse: { ...loopback, tls: capabilities.tls.dimse ? tls : undefined },
      mllp: { ...loopback, tls: capabilities.tls.mllp ? tls : undefined },
      pacs: {
        aeTitle: harness.pacs.aeTitle,
        ...taps.address(LINK.aiToPacs),
        tls: capabilities.tls.dimse ? tls : undefined,
      },
      dicomWeb: { baseUrl: url(LINK.aiToPacsWeb, '/dicom-web'), ...secured },
      ris: { ...taps.address(LINK.aiToRis), tls: capabilities.tls.mllp ? tls : undefined },
      fhir: capabilities.fhir ? { baseUrl: url(LINK.aiToRisFhir, '/fhir'), ...secured } : undefined,
      intendedUse: config.intendedUse,
      algorithms: config.algorithms,
      capabilities,
      retentionMs: (timeouts.retention ?? 3600) * 1000,
      retry: { firstMs: 200, factor: 1.5, maxMs: 1000, giveUpAfterMs: (timeouts.recovery + outage) * 1000 },
      // Where the images have to be fetched, an outage of the PACS is no time for analysis.
      analysisTimeoutMs: (timeouts.notice + outage) * 1000,
      imagesSettleMs: 500,
      sending: { application: 'AIRW_AI', facility: 'AIRWORTHY' },
      sink: recording,
      log,
      otherwise,
    });
    await platform.start();
    return {
      dimse: { aeTitle, ...platform.dimseAddress },
      mllp: platform.mllpAddress,
      stop: () => platform.stop(),
    };
  };
}
