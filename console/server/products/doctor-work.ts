import { readSutConfig } from '../../../config/load';
import { checkLinks } from '../../../runner/doctor';
import type { Work } from '../worker/messages';

export const performDoctor: Work<'doctor'> = async ({ yaml, file, waitMs }, { tell, signal }) => {
  const ok = await checkLinks(readSutConfig(yaml, file), {
    waitMs,
    signal,
    talk: {
      notice: (text) => tell({ kind: 'notice', text }),
      result: (result) => tell({ kind: 'result', result }),
      waitingFor: (where) => tell({ kind: 'waiting', where }),
    },
  });
  return { ok };
};
