import { reasonOf } from '../launch-error';
import type { LauncherName, LaunchOptions, Pacs } from '../pacs';
import { LAUNCHERS } from './launchers';

/** Quickest and most like a hospital's first; ours only when Orthanc cannot be had. */
const ORDER: LauncherName[] = ['path', 'docker', 'apt', 'embedded'];

/** The first launcher that works. What the others said is told to the user when ours has to stand in. */
export async function auto(
  options: LaunchOptions,
  order: readonly LauncherName[] = ORDER,
  launchers = LAUNCHERS,
): Promise<Pacs> {
  const reasons: string[] = [];
  for (const name of order) {
    try {
      const because = reasons.join('; ');
      if (name === 'embedded') {
        options.notice(`Orthanc cannot be had (${because}). The embedded PACS of airworthy takes its place.`);
      }
      return await launchers[name]({ ...options, launcher: name, ...(because ? { because } : {}) });
    } catch (error) {
      if (name === order.at(-1)) throw error;
      options.log.info(`PACS launcher ${name}: ${reasonOf(error)}`);
      reasons.push(reasonOf(error));
    }
  }
  throw new Error('There is no launcher to try');
}
