import { DicomWebError } from '../../protocols/dicomweb/errors';
import { DimseError } from '../../protocols/dimse/client';
import type { OpenCase, Session } from '../session';
import { RunProblem } from '../problem';

/**
 * Does something to the archive and records that it was done, and how it ended. What the archive refuses, aborts or leaves
 * unanswered is an observation; an archive that cannot be reached at all is trouble of the set-up.
 */
export async function archiveStep<T>(
  { recording }: Session,
  { exam }: OpenCase,
  step: string,
  about: Record<string, string>,
  action: () => Promise<T>,
): Promise<T | undefined> {
  const from = recording.events.length;
  const end = (failure?: { code: string; sentence: string }) =>
    recording.append({
      kind: 'archive.step',
      caseId: exam.caseId,
      step,
      about,
      from,
      ...(failure ? { failure } : {}),
    });
  try {
    const result = await action();
    end();
    return result;
  } catch (error) {
    if (!(error instanceof DimseError || error instanceof DicomWebError)) throw error;
    const { code, message } = error;
    end({ code, sentence: message });
    if (code === 'unreachable' || code === 'tls') throw new RunProblem('set-up', message);
    // Between us is the tap, which takes the connection and only then finds nobody: a product that has ended has refused nothing.
    const dead = recording.events.findLast(
      (event) => event.seq > from && event.kind === 'connection.failed' && event.link.includes('>pacs:'),
    );
    if (dead?.kind === 'connection.failed')
      throw new RunProblem('set-up', `The PACS could not be reached any more: ${dead.reason}.`);
    return undefined;
  }
}
