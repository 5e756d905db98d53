import type { OpenCase, Session } from '../session';

/**
 * Offers a study with results in the archive of the harness, has it opened in the viewer under test, and waits until all
 * of the results have been fetched, or time is over.
 */
export async function openInDisplay(session: Session, opened: OpenCase): Promise<void> {
  const { harness, archive, config } = session;
  const { exam, study } = opened;
  const results = archive.resultsOf(opened);
  await harness.archivePeers.offer([...study.instances, ...results]);
  const wanted = new Set(results.map(({ sopInstanceUid }) => sopInstanceUid));
  const use = harness.displayOfStandIn;
  // A viewer that breaks off shows in what it did not fetch.
  if (use)
    use(exam.patientId).catch(({ message }: Error) => harness.options.log.warn(`The viewer broke off: ${message}`));
  else {
    const question = `Open the study of patient ${exam.patientId} (accession ${exam.accessionNumber}) from the archive ${config.harness.probe.aeTitle} in the viewer of ${config.product}, with its AI results.`;
    harness.options.notice(question);
    await session.operator.ask(question, 'Enter when it has been opened');
  }
  const fetched = new Set<string>();
  await session.waitFor(
    'the display to fetch the results',
    (event) => {
      const isStore =
        event.kind === 'dimse.command' && event.link === 'harness>pacs:dimse' && event.command === 'C-STORE-RSP';
      if (isStore && event.status === 0) fetched.add(event.sopInstanceUid ?? '');
      if (event.kind === 'http.request' && event.link.startsWith('pacs>harness'))
        for (const uid of wanted) if (event.target.includes(uid)) fetched.add(uid);
      return [...wanted].every((uid) => fetched.has(uid)) ? true : undefined;
    },
    config.timeouts.notice,
  );
}
