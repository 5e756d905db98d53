import type { ActorName } from '../../model/actors';
import { fromAiPlatform } from './from-ai-platform';
import { fromPacs } from './from-pacs';
import { fromScanner } from './from-scanner';
import { fromRis } from './from-ris';
import type { PreflightResult } from './result';
import { towardsSut } from './towards-sut';
import type { Session } from '../session';

/** How a product shows that it reaches its peers, where a run can see that before the scenarios do. */
const BACKWARDS: Partial<Record<ActorName, (session: Session) => Promise<PreflightResult[]>>> = {
  'ai-platform': fromAiPlatform,
  scanner: fromScanner,
  ris: fromRis,
  pacs: fromPacs,
};

/**
 * Tries every link before the scenarios do, so that a wrong address or AE title is said once, as such, instead of in
 * sixty time-outs: first towards the product, then, where these work, from it. Results are recorded.
 */
export async function preflight(session: Session, o: { backwards: boolean }): Promise<PreflightResult[]> {
  const results: PreflightResult[] = [];
  const note = (result: PreflightResult) => {
    results.push(result);
    session.recording.append({ kind: 'preflight', ...result });
    return result.ok;
  };
  const towards = await towardsSut(session);
  const reachable = towards.map(note).every(Boolean);
  if (reachable && o.backwards) ((await BACKWARDS[session.config.actor]?.(session)) ?? []).forEach(note);
  return results;
}
