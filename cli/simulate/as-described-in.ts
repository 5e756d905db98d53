import { loadSutConfig } from '../../config/load';
import { merge } from '../../config/merge';
import type { AiPlatformSimulation } from './ai-platform';

type Given = Partial<AiPlatformSimulation>;

/**
 * Options by which the reference AI platform takes the place of the product that a sut.yaml describes: its addresses and AE
 * title, its peers, what it declares. What was given beside it is laid over. Throws ConfigError.
 */
export function asDescribedIn(file: string, given: Given): Given {
  const { product, vendor, endpoints, harness, tls, capabilities, timeouts, ...config } = loadSutConfig(file);
  const { dimse, mllp } = endpoints ?? {};
  if (config.actor !== 'ai-platform' || !dimse || !mllp) {
    throw new Error(
      `${file} describes a ${config.actor}. Give the sut.yaml of an AI platform to "simulate ai-platform".`,
    );
  }
  const { pacs, ris, host } = harness;
  const secured = (wanted: boolean): Pick<NonNullable<Given['dimse']>, 'tls'> => (wanted && tls ? { tls } : {});
  const scheme = capabilities.tls.http ? 'https' : 'http';
  const described: Given = {
    aeTitle: dimse.aeTitle,
    dimse: { host: dimse.host, port: dimse.port, ...secured(capabilities.tls.dimse) },
    mllp: { host: mllp.host, port: mllp.port, ...secured(capabilities.tls.mllp) },
    pacs: { aeTitle: pacs.aeTitle, host, port: pacs.dimsePort, ...secured(capabilities.tls.dimse) },
    dicomWeb: {
      baseUrl: `${scheme}://${host}:${pacs.dicomWebPort}/dicom-web`,
      ...secured(capabilities.tls.http),
    },
    ris: { host, port: ris.mllpPort, ...secured(capabilities.tls.mllp) },
    fhir: { baseUrl: `${scheme}://${host}:${ris.fhirPort}/fhir`, ...secured(capabilities.tls.http) },
    intendedUse: config.intendedUse,
    algorithms: config.algorithms,
    capabilities,
    analysisTimeoutMs: timeouts.notice * 1000,
    ...(timeouts.retention === undefined ? {} : { retentionMs: timeouts.retention * 1000 }),
    retry: { firstMs: 500, factor: 1.5, maxMs: 2_000, giveUpAfterMs: timeouts.recovery * 1000 },
    sending: { application: hl7(product), facility: hl7(vendor) },
  };
  return merge(described, given);
}

/** HD, first component: 20 characters, no delimiters (HL7 v2.4 2.9.22). */
function hl7(name: string): string {
  return name
    .replace(/[|^~\\&\r\n]/g, ' ')
    .slice(0, 20)
    .trim();
}
