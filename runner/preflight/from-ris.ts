import { LINK } from '../harness/links';
import type { Session } from '../session';
import { attempt, type PreflightResult } from './result';

/**
 * One exam is ordered, made and completed: the RIS must take orders, put them on its modality worklist, tell the AI platform,
 * and show its reporting worklist by the way that is declared.
 */
export async function fromRis(session: Session): Promise<PreflightResult[]> {
  const { config, harness, recording, ris } = session;
  const ordered = await attempt(
    'order to the RIS',
    `${config.product} takes orders and puts them on its modality worklist.`,
    async () => {
      await ris.complete(await ris.order('negative'));
    },
  );
  if (!ordered.ok) return [ordered];
  const { host, port } = harness.taps.address(LINK.risToAi);
  const told = recording.events.some(
    ({ kind, ...event }) => kind === 'mllp.message' && 'link' in event && event.link === LINK.risToAi,
  );
  const back: PreflightResult = {
    probe: 'RIS to AI platform',
    ok: told,
    sentence: told
      ? `${config.product} sends messages to the AI platform at ${host}:${port}.`
      : `${config.product} got an order and its completion, but sent no message to the AI platform at ${host}:${port} (MLLP) within ${config.timeouts.notice} s. Check that address in the product's own configuration, and that such exams are to be analysed.`,
  };
  return [ordered, back, await worklist(session)];
}

/** Not offered, or nobody there to answer, is no dead link: what depends on it becomes not-tested. */
async function worklist({ config, recording, ris }: Session): Promise<PreflightResult> {
  await ris.lookAtWorklist('preflight', []);
  const look = recording.events.at(-1);
  const failure = look?.kind === 'probe.ris' ? look.failure : undefined;
  const ok = failure?.kind !== 'unreachable' && failure?.kind !== 'unreadable';
  return {
    probe: 'reporting worklist of the RIS',
    ok,
    sentence: ok
      ? `The reporting worklist of ${config.product} ${failure ? `is not seen: ${failure.sentence}` : 'can be read.'}`
      : `The reporting worklist of ${config.product} could not be read: ${failure?.sentence ?? ''} Check ris.worklist in sut.yaml.`,
  };
}
