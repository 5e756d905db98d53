import type { ClaimLine, ClaimsReport } from '../../model/claims';
import { counted, times } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { RequirementResult } from '../../model/run-record';
import type { SutConfig } from '../../model/sut';
import { capabilityLines, judgedLines } from './capabilities';
import { dicomLines } from './dicom';
import { lineOf } from './lines';
import { observe, type Observed } from './observe';

/** What the supplier declares against what the product did, line by line. */
export function claimsOf(
  config: SutConfig,
  events: readonly JournalEvent[],
  requirements: readonly RequirementResult[],
): ClaimsReport {
  const observed = observe(events, config.actor);
  const { conformance } = config;
  const undeclared = [
    ...(conformance?.dicom ? [] : ['SOP Classes by role, and their transfer syntaxes']),
    ...(conformance?.hl7 ? [] : ['HL7 message types']),
  ];
  return {
    lines: [
      ...dicomLines(config, observed),
      ...(conformance?.hl7 ? messageLines(conformance.hl7, observed) : []),
      ...capabilityLines(config, observed),
      ...judgedLines(requirements),
      ...tlsLines(config, observed),
      ...addressLines(config, observed),
    ],
    notes: undeclared.map((what) => `${what} are not declared (section "conformance" of sut.yaml), and not compared.`),
  };
}

function messageLines(
  declared: NonNullable<NonNullable<SutConfig['conformance']>['hl7']>,
  { hl7, exams }: Observed,
): ClaimLine[] {
  const lines = (
    types: readonly string[],
    seen: Observed['hl7']['sent'],
    verb: string,
    occasion: (type: string) => string | undefined,
  ) =>
    [...new Set([...types, ...seen.keys()])].flatMap((type) =>
      lineOf({
        ...{ area: 'HL7', claim: `${verb} ${type}`, seen: seen.get(type), occasion: occasion(type) },
        ...(types.includes(type) ? { declaredBy: 'conformance.hl7' } : {}),
      }),
    );
  return [
    ...lines(declared.takes, hl7.taken, 'takes', (type) => {
      const count = hl7.received.get(type)?.count;
      return count === undefined ? undefined : `it was sent to the product ${times(count)}, and not accepted`;
    }),
    // Orders and results both travel as ORM^O01 (RCR standard 4); the run has no cause for anything else.
    ...lines(declared.sends, hl7.sent, 'sends', (type) =>
      type === 'ORM^O01' && exams > 0 ? `${counted(exams, 'exam')} within the intended use went through` : undefined,
    ),
  ];
}

const TLS = { dimse: ['dimse'], mllp: ['mllp'], http: ['dicomweb', 'fhir', 'http'] } as const;

function tlsLines({ capabilities }: SutConfig, { connections }: Observed): ClaimLine[] {
  return (['dimse', 'mllp', 'http'] as const).flatMap((name) => {
    const seen = TLS[name].flatMap((protocol) => connections.get(protocol) ?? []);
    const all = seen.reduce((sum, { all: { count } }) => sum + count, 0);
    const secured = seen.reduce((sum, { tls }) => sum + tls.count, 0);
    const [first] = seen.filter(({ tls }) => tls.count > 0);
    return lineOf({
      ...{ area: 'TLS', claim: `TLS on ${name.toUpperCase()}` },
      ...(capabilities.tls[name] ? { declaredBy: `capabilities.tls.${name}` } : {}),
      seen: first && { count: secured, event: first.tls.event },
      seenAs: `${secured} of ${counted(all, 'connection')}.`,
      occasion: all > 0 ? `there ${all === 1 ? 'was' : 'were'} ${counted(all, 'connection')}` : undefined,
    });
  });
}

const ENDPOINTS = { dimse: ['dimse'], mllp: ['mllp'], dicomWeb: ['dicomweb'], http: ['fhir', 'http'] } as const;

function addressLines({ endpoints }: SutConfig, { connections, callingAeTitles }: Observed): ClaimLine[] {
  if (!endpoints) return [];
  const declared = (['dimse', 'mllp', 'dicomWeb', 'http'] as const).flatMap((name) => {
    const endpoint = endpoints[name];
    const [seen] = ENDPOINTS[name].flatMap((protocol) => connections.get(protocol) ?? []);
    if (!endpoint) return [];
    return lineOf({
      ...{ area: 'addresses', claim: `${name} at ${endpoint.host}:${endpoint.port}`, declaredBy: `endpoints.${name}` },
      ...{ seen: seen?.towards, seenAs: `${counted(seen?.towards.count ?? 0, 'connection')} to it.` },
    });
  });
  const own = endpoints.dimse?.aeTitle;
  const titles = [...new Set([...(own === undefined ? [] : [own]), ...callingAeTitles.keys()])].flatMap((title) =>
    lineOf({
      ...{ area: 'addresses', claim: `calls itself ${title}`, seen: callingAeTitles.get(title) },
      ...(title === own ? { declaredBy: 'endpoints.dimse.aeTitle' } : {}),
      occasion: callingAeTitles.size > 0 ? 'it opened associations under another AE title' : undefined,
    }),
  );
  return [...declared, ...titles];
}
