import { AiPlatform } from '../../simulators/ai-platform/ai-platform';
import type { Mutant } from '../../simulators/ai-platform/mutants/types';
import { LINK } from '../harness/links';
import type { StandIn } from '../harness/harness';

const AE_TITLE = 'AIRW_AI';

/** Starts the reference AI platform, or one of its mutants, in the place of the system under test. */
export function referencePlatform({ mutant }: { mutant?: Mutant } = {}): StandIn {
  return async ({ taps, config, recording, log, pacs }) => {
    const { capabilities, timeouts, tls } = config;
    const loopback = { host: '127.0.0.1', port: 0 };
    const at = (link: (typeof LINK)[keyof typeof LINK]) => taps.address(link);
    const url = (link: (typeof LINK)[keyof typeof LINK], path: string) => {
      const { host, port } = at(link);
      return `${capabilities.tls.http ? 'https' : 'http'}://${host}:${port}${path}`;
    };
    const platform = new AiPlatform({
      aeTitle: AE_TITLE,
      dimse: { ...loopback, tls: capabilities.tls.dimse ? tls : undefined },
      mllp: { ...loopback, tls: capabilities.tls.mllp ? tls : undefined },
      pacs: { aeTitle: pacs.dimse.aeTitle, ...at(LINK.aiToPacs), tls: capabilities.tls.dimse ? tls : undefined },
      dicomWeb: { baseUrl: url(LINK.aiToPacsWeb, pacs.dicomWebPath) },
      ris: { ...at(LINK.aiToRis), tls: capabilities.tls.mllp ? tls : undefined },
      fhir: capabilities.fhir ? { baseUrl: url(LINK.aiToRisFhir, '/fhir') } : undefined,
      intendedUse: config.intendedUse,
      algorithms: config.algorithms,
      capabilities,
      retentionMs: (timeouts.retention ?? 3600) * 1000,
      retry: { firstMs: 200, factor: 1.5, maxMs: 1000, giveUpAfterMs: timeouts.recovery * 1000 },
      analysisTimeoutMs: timeouts.notice * 1000,
      imagesSettleMs: 500,
      sending: { application: 'AIRW_AI', facility: 'AIRWORTHY' },
      sink: recording,
      log,
      mutant,
    });
    await platform.start();
    return Object.assign(platform, {
      dimse: { aeTitle: AE_TITLE, ...platform.dimseAddress },
      mllp: platform.mllpAddress,
    });
  };
}
