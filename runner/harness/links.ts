import { harnessPort } from '../../config/harness-ports';
import type { Party } from '../../model/actors';
import type { LinkProtocol } from '../../model/events';
import type { SutConfig } from '../../model/sut';

/** Names of all links; the tap on each records what passes. */
export const LINK = {
  scannerToRis: 'scanner>ris:dimse',
  scannerToPacs: 'scanner>pacs:dimse',
  pacsToScanner: 'pacs>scanner:dimse',
  pacsToAi: 'pacs>ai-platform:dimse',
  pacsToHarness: 'pacs>harness:dimse',
  pacsToHarnessWeb: 'pacs>harness:dicomweb',
  aiToPacs: 'ai-platform>pacs:dimse',
  aiToPacsWeb: 'ai-platform>pacs:dicomweb',
  risToAi: 'ris>ai-platform:mllp',
  risToPacs: 'ris>pacs:dimse',
  risToPacsWeb: 'ris>pacs:dicomweb',
  pacsToRis: 'pacs>ris:dimse',
  aiToRis: 'ai-platform>ris:mllp',
  aiToRisFhir: 'ai-platform>ris:fhir',
  harnessToPacs: 'harness>pacs:dimse',
  harnessToPacsWeb: 'harness>pacs:dicomweb',
  harnessToAi: 'harness>ai-platform:dimse',
  harnessToRis: 'harness>ris:dimse',
  harnessToRisHl7: 'harness>ris:mllp',
  harnessToRisHttp: 'harness>ris:http',
  harnessToScanner: 'harness>scanner:dimse',
} as const;
export type LinkName = (typeof LINK)[keyof typeof LINK];

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
      port: harnessPort(config, link),
      tls: !secured ? 'none' : sutIsClient ? 'towards-client' : sutIsTarget ? 'towards-target' : 'none',
    };
  });
}
