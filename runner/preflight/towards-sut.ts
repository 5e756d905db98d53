import { connect } from 'node:net';
import type { Address, ActorName, DimsePeer } from '../../model/actors';
import { echo } from '../../protocols/dimse/client';
import { LINK, type LinkName } from '../harness/links';
import type { Session } from '../session';
import { attempt, type PreflightResult } from './result';

export const TITLES: Record<ActorName, string> = {
  'ai-platform': 'AI platform',
  ris: 'RIS',
  pacs: 'PACS',
  scanner: 'scanner',
};

const ECHO: Record<ActorName, LinkName> = {
  'ai-platform': LINK.harnessToAi,
  ris: LINK.harnessToRis,
  pacs: LINK.harnessToPacs,
  scanner: LINK.harnessToScanner,
};

/** The simulated PACS answers, and so does everything that sut.yaml says the product offers. */
export async function towardsSut(session: Session): Promise<PreflightResult[]> {
  const { harness } = session;
  const { dimse, mllp, http, dicomWeb } = harness.sut;
  return [
    ...(harness.simulates('pacs') ? [await echoPacs(session)] : []),
    ...(dimse ? [await echoSut(session, dimse)] : []),
    ...(mllp ? [await connectTo(session, 'MLLP', 'mllp', mllp)] : []),
    ...(http ? [await connectTo(session, 'HTTP', 'http', http)] : []),
    ...(dicomWeb ? [await connectTo(session, 'DICOMweb', 'dicomWeb', dicomWeb)] : []),
  ];
}

async function echoPacs({ harness, config }: Session): Promise<PreflightResult> {
  return attempt('C-ECHO harness to PACS', `The PACS (${harness.pacs.describe()}) answers.`, () =>
    echo({
      callingAeTitle: config.harness.probe.aeTitle,
      peer: harness.peer(LINK.harnessToPacs),
      timeoutMs: config.timeouts.exchange * 1000,
    }),
  );
}

async function echoSut({ harness, config }: Session, dimse: DimsePeer): Promise<PreflightResult> {
  const { actor, product, timeouts } = config;
  const name = `${product} at ${dimse.host}:${dimse.port} (AE title ${dimse.aeTitle})`;
  // An AI platform knows the PACS; the others have been told of the harness itself.
  const callingAeTitle = actor === 'ai-platform' ? harness.aeTitleOf('pacs') : config.harness.probe.aeTitle;
  return attempt(
    `C-ECHO harness to ${TITLES[actor]}`,
    `${name} answers C-ECHO.`,
    () => echo({ callingAeTitle, peer: harness.peer(ECHO[actor]), timeoutMs: timeouts.exchange * 1000 }),
    `${name} did not answer C-ECHO from ${callingAeTitle}. Check endpoints.dimse in sut.yaml, that the product is running, and that it accepts this calling AE title.`,
  );
}

async function connectTo(
  { config }: Session,
  protocol: string,
  endpoint: string,
  { host, port }: Address,
): Promise<PreflightResult> {
  const name = `${config.product} at ${host}:${port} (${protocol})`;
  return attempt(
    `${protocol} connection to ${TITLES[config.actor]}`,
    `${name} accepts connections.`,
    () => tcpConnect(host, port, config.timeouts.exchange * 1000),
    `${name} could not be reached. Check endpoints.${endpoint} in sut.yaml, that the product is running, and any firewall between.`,
  );
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
