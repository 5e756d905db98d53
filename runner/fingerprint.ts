import type { Recording } from '../evidence/recording';
import type { ActorName } from '../model/actors';
import type { JournalEvent } from '../model/events';

/**
 * Notes how the SUT presents itself on each link, once, and again only when that changes: another version name under
 * the same Implementation Class UID, or another MSH-3/MSH-4. A second toolkit (other class UID) is not a change.
 */
export function watchFingerprint(recording: Recording, actor: ActorName): () => void {
  const known = new Map<string, string>();
  const senders = new Map<string, { client: boolean; server: boolean }>();
  return recording.onEvent((event) => {
    if (event.kind === 'link.opened') {
      senders.set(event.link, { client: event.from === actor, server: event.to === actor });
      return;
    }
    const seen = presented(event, senders);
    if (!seen) return;
    const key = `${seen.link} ${seen.identity}`;
    const before = known.get(key);
    if (before === seen.version) return;
    known.set(key, seen.version);
    recording.append({ kind: 'fingerprint', link: seen.link, values: seen.values, changed: before !== undefined });
  });
}

interface Presented {
  link: string;
  identity: string;
  version: string;
  values: Record<string, string>;
}

function presented(
  event: JournalEvent,
  senders: ReadonlyMap<string, { client: boolean; server: boolean }>,
): Presented | undefined {
  if (event.kind === 'dimse.associate-request' && senders.get(event.link)?.client) {
    const { link, implementationClassUid, implementationVersionName, callingAeTitle } = event;
    return {
      link,
      identity: implementationClassUid,
      version: implementationVersionName,
      values: { callingAeTitle, implementationClassUid, implementationVersionName },
    };
  }
  if (event.kind === 'dimse.associate-accept' && senders.get(event.link)?.server) {
    const { link, implementationClassUid, implementationVersionName } = event;
    return {
      link,
      identity: implementationClassUid,
      version: implementationVersionName,
      values: { implementationClassUid, implementationVersionName },
    };
  }
  if (event.kind === 'mllp.message' && senders.get(event.link)?.[event.sender]) {
    const { link, sendingApplication, sendingFacility } = event;
    const version = `${sendingApplication}|${sendingFacility}`;
    return { link, identity: 'MSH', version, values: { sendingApplication, sendingFacility } };
  }
  return undefined;
}
