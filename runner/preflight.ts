import { connect } from 'node:net';
import { echo } from '../protocols/dimse/client';
import type { Session } from './session';
import { AE, LINK, type LinkName } from './harness/links';

export interface PreflightResult {
  probe: string;
  ok: boolean;
  sentence: string;
}

/**
 * Tries every link before the scenarios do, so that a wrong address or AE title is said once, as such, instead of in
 * sixty time-outs. Towards the SUT: C-ECHO, and an MLLP connection. From the SUT: one exam is sent through, and the
 * SUT must at least open a connection to the PACS and to the RIS. Results are recorded; the first failure is returned
 * last.
 */
export async function preflight(session: Session, o: { backwards: boolean }): Promise<PreflightResult[]> {
  const results: PreflightResult[] = [];
  const note = (result: PreflightResult) => {
    results.push(result);
    session.recording.append({ kind: 'preflight', ...result });
    return result.ok;
  };
  const towards = [await echoPacs(session), await echoSut(session), await connectMllp(session)];
  const reachable = towards.map(note).every(Boolean);
  if (reachable && o.backwards) (await fromTheSut(session)).forEach(note);
  return results;
}

async function echoPacs(session: Session): Promise<PreflightResult> {
  const peer = session.harness.pacsThroughHarnessTap;
  return attempt('C-ECHO harness to PACS', `The PACS (${session.harness.pacs.describe()}) answers.`, () =>
    echo({ callingAeTitle: AE.probe, peer, timeoutMs: session.config.timeouts.exchange * 1000 }),
  );
}

async function echoSut(session: Session): Promise<PreflightResult> {
  const { dimse } = session.harness.sut;
  const name = `${session.config.product} at ${dimse.host}:${dimse.port} (AE title ${dimse.aeTitle})`;
  return attempt(
    'C-ECHO harness to AI platform',
    `${name} answers C-ECHO.`,
    () =>
      echo({
        callingAeTitle: session.harness.pacs.dimse.aeTitle,
        peer: session.harness.sutThroughHarnessTap,
        timeoutMs: session.config.timeouts.exchange * 1000,
      }),
    `${name} did not answer C-ECHO from ${session.harness.pacs.dimse.aeTitle}. Check endpoints.dimse in sut.yaml, that the product is running, and that it accepts this calling AE title.`,
  );
}

async function connectMllp(session: Session): Promise<PreflightResult> {
  const { host, port } = session.harness.sut.mllp;
  const name = `${session.config.product} at ${host}:${port} (MLLP)`;
  return attempt(
    'MLLP connection RIS to AI platform',
    `${name} accepts connections.`,
    () => tcpConnect(host, port, session.config.timeouts.exchange * 1000),
    `${name} could not be reached. Check endpoints.mllp in sut.yaml, that the product is running, and any firewall between.`,
  );
}

async function fromTheSut(session: Session): Promise<PreflightResult[]> {
  const { workflow } = session;
  const opened = session.openCase('critical');
  await workflow.order(opened);
  await workflow.acquire(opened);
  await workflow.awaitNotice(opened);
  await workflow.settle();
  const { config, recording } = session;
  const seen = (link: string) =>
    recording.events.some((e) => (e.kind === 'connection.opened' || e.kind === 'connection.failed') && e.link === link);
  const at = (link: LinkName) => {
    const { host, port } = session.harness.taps.address(link);
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

async function attempt(
  probe: string,
  good: string,
  action: () => Promise<unknown>,
  advice?: string,
): Promise<PreflightResult> {
  try {
    await action();
    return { probe, ok: true, sentence: good };
  } catch (error) {
    const detail = (error as Error).message;
    return { probe, ok: false, sentence: advice ? `${advice} (${detail})` : detail };
  }
}

function tcpConnect(host: string, port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (error?: Error) => {
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.once('error', end);
  });
}
