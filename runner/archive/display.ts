import type { JournalEvent } from '../../model/events';
import type { OpenCase, Session } from '../session';

/** A viewer that never comes to an end is waited for no longer than so many times `timeouts.notice`. */
const MOST_WAITS = 3;

/**
 * Offers a study with results in the archive of the harness, has it opened in the viewer under test, and waits until all
 * of the results have been fetched, or nothing has been on the wire for as long as a notice may take: over a slow line a
 * viewer that works through a study, series by series, is not cut short.
 */
export async function openInDisplay(session: Session, opened: OpenCase): Promise<void> {
  const { harness, archive, config, recording } = session;
  const { exam, study } = opened;
  const results = archive.resultsOf(opened);
  await harness.archivePeers.offer([...study.instances, ...results]);
  const wanted = new Set(results.map(({ sopInstanceUid }) => sopInstanceUid));
  const from = recording.events.length + 1;
  const use = harness.displayOfStandIn;
  // A viewer that breaks off shows in what it did not fetch.
  const opening = use?.(exam.patientId).catch(({ message }: Error) =>
    harness.options.log.warn(`The viewer broke off: ${message}`),
  );
  if (!opening) {
    const question = `Open the study of patient ${exam.patientId} (accession ${exam.accessionNumber}) from the archive ${config.harness.probe.aeTitle} in the viewer of ${config.product}, with its AI results.`;
    harness.options.notice(question);
    await session.operator.ask(question, 'Enter when it has been opened');
  }
  const fetched = new Set<string>();
  const pick = (event: JournalEvent): true | undefined => {
    const isStore =
      event.kind === 'dimse.command' && event.link === 'harness>pacs:dimse' && event.command === 'C-STORE-RSP';
    if (isStore && event.status === 0) fetched.add(event.sopInstanceUid ?? '');
    if (event.kind === 'http.request' && event.link.startsWith('pacs>harness'))
      for (const uid of wanted) if (event.target.includes(uid)) fetched.add(uid);
    return [...wanted].every((uid) => fetched.has(uid)) ? true : undefined;
  };
  const { notice } = config.timeouts;
  const began = performance.now();
  let left = notice;
  while (left > 0 && !(await session.waitFor('the display to fetch the results', pick, left, from))) {
    const idle = ((recording.events.at(-1)?.ms ?? 0) - lastOnTheWire(recording.events, from)) / 1000;
    left = Math.min(notice - idle, MOST_WAITS * notice - (performance.now() - began) / 1000);
  }
  // What it still fetches belongs to this scenario, and not to the next.
  await opening;
}

/** Journal ms of the last traffic between the archives; -Infinity where there was none. */
function lastOnTheWire(events: readonly JournalEvent[], fromSeq: number): number {
  const last = events.findLast(
    (event) => event.seq >= fromSeq && 'link' in event && /^(pacs>harness|harness>pacs)/.test(event.link),
  );
  return last?.ms ?? -Infinity;
}
