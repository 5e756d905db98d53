import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { EvidenceRef, ScenarioRecord } from '../../model/record';
import { atEvent } from './reading/evidence';
import { breach, listed, nothingSeen, satisfied } from './reading/judging';
import { isOfSut, partiesOf } from './reading/traffic';

type Family = 'dimse' | 'mllp' | 'http';
const FAMILY: Record<string, Family> = { dimse: 'dimse', mllp: 'mllp', dicomweb: 'http', fhir: 'http', http: 'http' };
const NAME: Record<Family, string> = { dimse: 'DICOM', mllp: 'HL7', http: 'HTTP' };
const MODERN = new Set(['TLSv1.2', 'TLSv1.3']);

/** RCR-A6.2a: what is declared to be secured is secured. */
export const tls: Check = {
  id: 'security/tls',
  title: 'Declared connections are TLS 1.2 or newer, and nothing goes in the clear',
  clause: 'RCR l.119, PS3.15 B.1',
  judge(record) {
    const trouble = record.events.find((event) => event.kind === 'harness.problem');
    if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
    const declared = (['dimse', 'mllp', 'http'] as const).filter((family) => record.sut.capabilities.tls[family]);
    if (declared.length === 0) return nothingSeen('The product declares TLS for no protocol.');
    const judged = declared.map((family) => judgeFamily(family, record));
    return (
      judged.find(({ outcome }) => outcome === 'breach') ??
      judged.find(({ outcome }) => outcome === 'nothing-seen') ??
      satisfied(
        judged.map(({ sentence }) => sentence).join(' '),
        judged.flatMap(({ evidence }) => evidence),
      )
    );
  },
};

function judgeFamily(family: Family, { events }: ScenarioRecord): CheckResult {
  const own = events.filter((event) => isOfSut(event) && FAMILY[partiesOf(event.link).protocol] === family);
  const name = NAME[family];
  const probe = events.find((event) => event.kind === 'probe.sut' && event.probe === `plaintext-${family}`);
  if (probe?.kind === 'probe.sut' && probe.outcome === 'served') {
    return breach(`The AI platform served an unsecured ${name} connection, although it declares TLS: ${probe.detail}`, [
      atEvent(probe),
    ]);
  }
  const old = events.find((event) => event.kind === 'probe.sut' && event.probe === `withdrawn-tls-${family}`);
  if (old?.kind === 'probe.sut' && old.outcome === 'served') {
    return breach(`The AI platform took a ${name} connection with a withdrawn version of TLS: ${old.detail}`, [
      atEvent(old),
    ]);
  }
  const failed = own.find((event) => event.kind === 'connection.tls-failed' && isSutSide(event));
  if (failed?.kind === 'connection.tls-failed') {
    return breach(
      `The AI platform made a ${name} connection without proper TLS, although it declares it: ${failed.reason}`,
      [atEvent(failed)],
    );
  }
  const secured = own.flatMap((event) => (event.kind === 'connection.tls' && isSutSide(event) ? [event] : []));
  const outdated = secured.find(({ version }) => !MODERN.has(version));
  if (outdated)
    return breach(`A ${name} connection used ${outdated.version}, which is no longer secure.`, [atEvent(outdated)]);
  const clear = own.find((event) => isData(event) && !secured.some((tlsEvent) => isSameConnection(tlsEvent, event)));
  if (clear && wasOpenedHere(clear, own)) {
    return breach(`${name} data went over a connection in the clear, although TLS is declared.`, [atEvent(clear)]);
  }
  if (secured.length === 0)
    return nothingSeen(`No ${name} connection of the AI platform was seen, though TLS is declared for it.`);
  const versions = listed([...new Set(secured.map(({ version }) => version.replace('TLSv', 'TLS ')))]);
  const evidence: EvidenceRef[] = secured.map((event) => atEvent(event, event.cipher));
  const refused = probe?.kind === 'probe.sut' && probe.outcome === 'refused';
  const oldRefused = old?.kind === 'probe.sut' && old.outcome === 'refused';
  return satisfied(
    `${counted(secured.length, `${name} connection`)} secured with ${versions}${refused ? ', and one in the clear was refused' : ''}${oldRefused ? ', and so was TLS 1.1 and older' : ''}.`,
    [...evidence, ...(refused ? [atEvent(probe)] : []), ...(oldRefused ? [atEvent(old)] : [])],
  );
}

/** The AI platform stands at the client or the server end; the tap secures that end apart from the other. */
function isSutSide(event: { link: string; side: 'client' | 'server' }): boolean {
  const { from, to } = partiesOf(event.link);
  return (event.side === 'client' ? from : to) === 'ai-platform';
}

const isData = (event: JournalEvent): boolean => /^(dimse|mllp|http)\./.test(event.kind);

function isSameConnection(a: JournalEvent, b: JournalEvent): boolean {
  return 'connection' in a && 'connection' in b && a.link === b.link && a.connection === b.connection;
}

/** A connection from an earlier scenario had its handshake there. */
function wasOpenedHere(event: JournalEvent, own: JournalEvent[]): boolean {
  return own.some((other) => other.kind === 'connection.opened' && isSameConnection(other, event));
}
