import { move } from '../../protocols/dimse/client';
import { formatStatus, statusMeaning } from '../../protocols/dimse/reasons';
import { archiveStep } from '../archive/archive-step';
import { requestCommitment } from '../archive/commitment';
import { LINK, type LinkName } from '../harness/links';
import type { OpenCase, Session } from '../session';
import { linkStory } from './link-story';
import type { PreflightResult } from './result';

const COMPLETED_OR_PARTLY = [0x0000, 0xb000];
/**
 * A report is stored and fetched again by C-MOVE, and committed to where that is declared: both make the PACS call back. Whether
 * what it then does is right is for the scenarios.
 */
export async function fromPacs(session: Session): Promise<PreflightResult[]> {
  const { archive, config } = session;
  const opened = archive.open(['sr']);
  const from = session.recording.events.length;
  await archive.send(opened, archive.resultsOf(opened));
  const refused = failureSince(session, from);
  const probe = 'AI platform to PACS';
  if (refused !== undefined) {
    const { aeTitle } = config.harness.aiPlatform;
    const sentence = `${config.product} did not take a report from ${aeTitle}. Check that it accepts this calling AE title. (${refused})`;
    return [{ probe, ok: false, sentence }];
  }
  const moved = await byMove(session, opened);
  return config.archive?.storageCommitment ? [moved, await byCommitment(session, opened)] : [moved];
}

async function byMove(session: Session, opened: OpenCase): Promise<PreflightResult> {
  const { archive, config, recording, signal } = session;
  const { aeTitle } = config.harness.probe;
  const from = recording.events.length;
  const keys = { StudyInstanceUID: opened.exam.studyInstanceUid };
  const moved = await archiveStep(session, opened, 'move', { level: 'STUDY' }, () =>
    move(archive.probe, 'STUDY', keys, aeTitle),
  );
  // Some answer before they send.
  if (moved && COMPLETED_OR_PARTLY.includes(moved.status))
    await recording.waitFor((event) => ('link' in event && event.link === LINK.pacsToHarness ? true : undefined), {
      deadlineMs: config.timeouts.exchange * 1000,
      fromSeq: from,
      signal,
    });
  const answer = moved
    ? `status ${formatStatus(moved.status)} (${statusMeaning(moved.status)})`
    : (failureSince(session, from) ?? 'no answer');
  return calledBack(session, from, LINK.pacsToHarness, {
    probe: 'PACS to harness',
    peer: `the harness (AE title ${aeTitle}, destination of C-MOVE)`,
    asked: `was asked for a study by C-MOVE, answered with ${answer},`,
  });
}

async function byCommitment(session: Session, opened: OpenCase): Promise<PreflightResult> {
  const { archive, config, recording } = session;
  const from = recording.events.length;
  await requestCommitment(session, opened, archive.resultsOf(opened));
  const events = recording.events.slice(from);
  const probe = 'PACS to AI platform';
  const reported = events.some((event) => event.kind === 'dimse.command' && event.command === 'N-EVENT-REPORT-RQ');
  const taken = events.some(
    (event) => event.kind === 'dimse.command' && event.command === 'N-ACTION-RSP' && event.status === 0,
  );
  // Where it refuses, or reports on the association of the request, there is no dead link: a scenario says so.
  if (!taken || (reported && linkStory(events, LINK.pacsToAi).met === 'nothing')) {
    const said = taken ? 'reports on the association of the request' : 'does not take the request';
    return { probe, ok: true, sentence: `Asked for storage commitment, ${config.product} ${said}.` };
  }
  const { aeTitle } = config.harness.aiPlatform;
  return calledBack(session, from, LINK.pacsToAi, {
    probe,
    peer: `the AI platform (AE title ${aeTitle}, which asked for storage commitment)`,
    asked: `took a request for storage commitment, waited for ${config.timeouts.notice} s,`,
  });
}

/** What came of it on the link by which the PACS had to call back. */
function calledBack(
  { recording, config, harness }: Session,
  from: number,
  link: LinkName,
  { probe, peer, asked }: { probe: string; peer: string; asked: string },
): PreflightResult {
  const { host, port } = harness.taps.address(link);
  const where = `${peer} at ${host}:${port}`;
  const story = linkStory(recording.events.slice(from), link);
  if (story.met === 'a connection') return { probe, ok: true, sentence: `${config.product} connects to ${where}.` };
  const sentence =
    story.met === 'trouble'
      ? `${config.product} reached ${where}, but ${story.trouble}. Check AE title, port and TLS of it in the product's own configuration, and capabilities.tls in sut.yaml.`
      : `${config.product} ${asked} but never tried to connect to ${where}. Check that it knows this AE title with this address and port.`;
  return { probe, ok: false, sentence };
}

/** Why the last step since then ended early. */
function failureSince({ recording }: Session, from: number): string | undefined {
  const step = recording.events.slice(from).findLast((event) => event.kind === 'archive.step');
  return step?.kind === 'archive.step' ? step.failure?.sentence : undefined;
}
