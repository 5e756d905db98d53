import { LaunchError, reasonOf } from '../launch-error';
import type { OrthancRest, OrthancSystem } from './rest';

const BETWEEN_TRIES_MS = 25;

/** Resolves when Orthanc answers. @throws LaunchError when it ends, or is silent until the deadline */
export async function untilReady(rest: OrthancRest, gone: Promise<string>, deadlineMs: number): Promise<OrthancSystem> {
  const deadline = Date.now() + deadlineMs;
  let ended: string | undefined;
  void gone.then((reason) => (ended = reason));
  let last = '';
  while (ended === undefined && Date.now() < deadline) {
    try {
      return await rest.system(Math.max(100, Math.min(2000, deadline - Date.now())));
    } catch (error) {
      if (error instanceof LaunchError) throw error;
      last = reasonOf(error);
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
  }
  if (ended !== undefined) throw new LaunchError(`Orthanc did not start: ${ended}`);
  throw new LaunchError(`Orthanc did not answer within ${deadlineMs / 1000} s: ${last}`);
}
