import type { Party } from '../../model/actors';
import type { LinkProtocol } from '../../model/events';
import type { SutConfig } from '../../model/sut';

/** Names of all links; the tap on each records what passes. */
export const LINK = {
  scannerToRis: 'scanner>ris:dimse',
  scannerToPacs: 'scanner>pacs:dimse',
  pacsToScanner: 'pacs>scanner:dimse',
  pacsToAi: 'pacs>ai-platform:dimse',
  aiToPacs: 'ai-platform>pacs:dimse',
  aiToPacsWeb: 'ai-platform>pacs:dicomweb',
  risToAi: 'ris>ai-platform:mllp',
  aiToRis: 'ai-platform>ris:mllp',
  aiToRisFhir: 'ai-platform>ris:fhir',
  harnessToPacs: 'harness>pacs:dimse',
  harnessToAi: 'harness>ai-platform:dimse',
} as const;
export type LinkName = (typeof LINK)[keyof typeof LINK];

export const AE = { scanner: 'AIRW_SCANNER', ris: 'AIRW_RIS', probe: 'AIRW_PROBE' } as const;

export interface LinkPlan {
  link: LinkName;
  from: Party;
  to: Party;
  protocol: LinkProtocol;
  /** 0 = any free port. */
  port: number;
  /** The SUT speaks TLS on its side of this link. */
  tls: 'none' | 'towards-client' | 'towards-target';
}

/** The links of a run: which port the SUT must be able to find, and where TLS begins or ends. */
export function planLinks(config: SutConfig): LinkPlan[] {
  const { tls } = config.capabilities;
  const { pacs, ris } = config.harness;
  return Object.values(LINK).map((link) => {
    const [parties, protocol] = link.split(':') as [string, LinkProtocol];
    const [from, to] = parties.split('>') as [Party, Party];
    const secured = protocol === 'dimse' ? tls.dimse : protocol === 'mllp' ? tls.mllp : tls.http;
    const sutIsClient = from === config.actor;
    const sutIsTarget = to === config.actor;
    return {
      link,
      from,
      to,
      protocol,
      port: fixedPort(link, pacs, ris),
      tls: !secured ? 'none' : sutIsClient ? 'towards-client' : sutIsTarget ? 'towards-target' : 'none',
    };
  });
}

function fixedPort(link: LinkName, pacs: SutConfig['harness']['pacs'], ris: SutConfig['harness']['ris']): number {
  switch (link) {
    case LINK.aiToPacs:
      return pacs.dimsePort;
    case LINK.aiToPacsWeb:
      return pacs.dicomWebPort;
    case LINK.aiToRis:
      return ris.mllpPort;
    case LINK.aiToRisFhir:
      return ris.fhirPort;
    default:
      return 0;
  }
}
