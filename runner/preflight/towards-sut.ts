import type { Address, ActorName, DimsePeer, TlsFiles } from '../../model/actors';
import { echo } from '../../protocols/dimse/client';
import { connectTarget } from '../../protocols/tap/target';
import { LINK, type LinkName } from '../harness/links';
import { linkStory } from './link-story';
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

async function echoSut({ harness, config, recording }: Session, dimse: DimsePeer): Promise<PreflightResult> {
  const { actor, product, timeouts } = config;
  const name = `${product} at ${dimse.host}:${dimse.port} (AE title ${dimse.aeTitle})`;
  // An AI platform knows the PACS; the others have been told of the harness itself.
  const callingAeTitle = actor === 'ai-platform' ? harness.aeTitleOf('pacs') : config.harness.probe.aeTitle;
  return attempt(
    `C-ECHO harness to ${TITLES[actor]}`,
    `${name} answers C-ECHO.`,
    async () => {
      const link = ECHO[actor];
      const peer = harness.peer(link);
      try {
        await echo({ callingAeTitle, peer, timeoutMs: timeouts.exchange * 1000 });
      } catch (error) {
        // Between us is the tap: it knows why there was no connection, and its address is nothing to a reader.
        const failed = linkStory(recording.events, link);
        const said = (error as Error).message.replaceAll(`${peer.host}:${peer.port}`, `${dimse.host}:${dimse.port}`);
        const noConnection = failed.met === 'trouble' && !failed.trouble.startsWith('its association');
        throw new Error(noConnection ? failed.trouble : said, { cause: error });
      }
    },
    `${name} did not answer C-ECHO from ${callingAeTitle}. Check endpoints.dimse and capabilities.tls in sut.yaml, that the product is running, and that it accepts this calling AE title.`,
  );
}

async function connectTo(
  { config }: Session,
  protocol: string,
  endpoint: string,
  { host, port }: Address,
): Promise<PreflightResult> {
  const secured = protocol === 'MLLP' ? config.capabilities.tls.mllp : config.capabilities.tls.http;
  const target = { host, port, ...(secured && config.tls ? { tls: config.tls } : {}) };
  const name = `${config.product} at ${host}:${port} (${protocol})`;
  return attempt(
    `${protocol} connection to ${TITLES[config.actor]}`,
    `${name} accepts connections.`,
    () => tryConnecting(target, config.timeouts.exchange * 1000),
    `${name} could not be reached. Check endpoints.${endpoint} and capabilities.tls in sut.yaml, that the product is running, and any firewall between.`,
  );
}

/** TCP, and TLS above it where it is declared. */
function tryConnecting(target: Address & { tls?: TlsFiles }, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    connectTarget(target, timeoutMs, {
      onReady(socket, raw) {
        for (const each of [socket, raw]) each.on('error', () => undefined).destroy();
        resolve();
      },
      onTlsFailed: () => undefined,
      onFailed: (reason) => reject(new Error(reason)),
    });
  });
}
