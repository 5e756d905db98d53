import { LINK, type LinkName } from '../harness/links';
import { linkStory } from './link-story';
import type { Session } from '../session';
import type { PreflightResult } from './result';

/** One exam is sent through, and the product must at least reach the PACS and the RIS. */
export async function fromAiPlatform(session: Session): Promise<PreflightResult[]> {
  const { workflow, config, recording, harness } = session;
  const opened = session.openCase('critical');
  await workflow.order(opened);
  await workflow.acquire(opened);
  await workflow.awaitNotice(opened);
  await workflow.settle();
  const at = (link: LinkName) => {
    const { host, port } = harness.taps.address(link);
    return `${host}:${port}`;
  };
  const pacsLink = config.capabilities.resultStorage === 'stow-rs' ? LINK.aiToPacsWeb : LINK.aiToPacs;
  const pacsAt =
    pacsLink === LINK.aiToPacsWeb
      ? `${at(pacsLink)} (DICOMweb)`
      : `${at(pacsLink)} (AE title ${config.harness.pacs.aeTitle})`;
  const back = (link: LinkName, to: string, where: string): PreflightResult => {
    const probe = `AI platform to ${to}`;
    const story = linkStory(recording.events, link);
    if (story.met === 'a connection') {
      return { probe, ok: true, sentence: `${config.product} connected to the ${to} at ${where}.` };
    }
    const sentence =
      story.met === 'trouble'
        ? `${config.product} reached the ${to} at ${where}, but ${story.trouble}. Check the AE title, TLS and port of the ${to} in the product's own configuration, and capabilities.tls in sut.yaml.`
        : `${config.product} got an order, images and ORC-5 = CM, but never tried to connect to the ${to} at ${where} within ${config.timeouts.notice} s. Check the ${to} address in the product's own configuration, and that it is set to analyse such studies.`;
    return { probe, ok: false, sentence };
  };
  return [back(pacsLink, 'PACS', pacsAt), back(LINK.aiToRis, 'RIS', `${at(LINK.aiToRis)} (MLLP)`)];
}
