import { LINK, type LinkName } from '../harness/links';
import type { Session } from '../session';
import type { PreflightResult } from './result';

/** One exam is sent through, and the product must at least open a connection to the PACS and to the RIS. */
export async function fromAiPlatform(session: Session): Promise<PreflightResult[]> {
  const { workflow, config, recording, harness } = session;
  const opened = session.openCase('critical');
  await workflow.order(opened);
  await workflow.acquire(opened);
  await workflow.awaitNotice(opened);
  await workflow.settle();
  const seen = (link: string) =>
    recording.events.some((e) => (e.kind === 'connection.opened' || e.kind === 'connection.failed') && e.link === link);
  const at = (link: LinkName) => {
    const { host, port } = harness.taps.address(link);
    return `${host}:${port}`;
  };
  const pacsLink = config.capabilities.resultStorage === 'stow-rs' ? LINK.aiToPacsWeb : LINK.aiToPacs;
  const pacsAt =
    pacsLink === LINK.aiToPacsWeb
      ? `${at(pacsLink)} (DICOMweb)`
      : `${at(pacsLink)} (AE title ${config.harness.pacs.aeTitle})`;
  const back = (link: string, to: string, at: string): PreflightResult =>
    seen(link)
      ? { probe: `AI platform to ${to}`, ok: true, sentence: `${config.product} connected to the ${to} at ${at}.` }
      : {
          probe: `AI platform to ${to}`,
          ok: false,
          sentence: `${config.product} got an order, images and ORC-5 = CM, but never tried to connect to the ${to} at ${at} within ${config.timeouts.notice} s. Check the ${to} address in the product's own configuration, and that it is set to analyse such studies.`,
        };
  return [back(pacsLink, 'PACS', pacsAt), back(LINK.aiToRis, 'RIS', `${at(LINK.aiToRis)} (MLLP)`)];
}
