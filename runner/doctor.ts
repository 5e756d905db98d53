import { rm } from 'node:fs/promises';
import { scratchFolder } from '../evidence/scratch-folder';
import { harnessPorts, portAt } from '../config/harness-ports';
import { openRecording, type Recording } from '../evidence/recording';
import { type ActorName, type Party, silentLogger } from '../model/actors';
import type { JournalEvent } from '../model/events';
import type { SutConfig } from '../model/sut';
import { Harness } from './harness/harness';
import { LINK } from './harness/links';
import { preflight } from './preflight/preflight';
import { TITLES } from './preflight/towards-sut';
import type { PreflightResult } from './preflight/result';
import { Session } from './session';

/** In which our own RIS answers a message. */
const ANSWER_MS = 5_000;

/** Who is told how the check of the links goes. */
export interface DoctorTalk {
  notice(text: string): void;
  result(result: PreflightResult): void;
  /** The product is to connect to these now. */
  waitingFor(where: string[]): void;
}

/**
 * Tries every link. Towards the product by C-ECHO and an MLLP connection; from the product by making it call back (PACS, RIS), or
 * by listening where it should find its peers until it connects, so that its own configuration is checked as well. Gives whether all work.
 */
export async function checkLinks(
  config: SutConfig,
  { waitMs, signal, talk }: { waitMs: number; signal?: AbortSignal; talk: DoctorTalk },
): Promise<boolean> {
  const dir = scratchFolder('airworthy-doctor');
  const recording = openRecording(dir);
  let harness: Harness | undefined;
  try {
    harness = await Harness.start({
      config,
      recording,
      log: silentLogger,
      notice: talk.notice,
      beforeAck: async () => {},
    });
    const session = new Session(config, recording, harness, { actor: config.actor, requirements: [], scenarios: [] });
    const called = CALLED_BACK[config.actor];
    const results = await preflight(session, { backwards: called !== undefined });
    results.forEach(talk.result);
    // After a dead link towards it the product was not asked to call back.
    const wasAsked = called !== undefined && results.some(({ probe }) => probe === called.probe);
    const expected = expectedFrom(config).filter(({ link }) => !(wasAsked && called.links.includes(link)));
    if (expected.length > 0) talk.waitingFor(expected.map(({ where }) => where));
    const back = await Promise.all(
      expected.map(async ({ link, where }) => {
        const result = await fromProduct(recording, link, where, { deadlineMs: waitMs, signal });
        talk.result(result);
        return result;
      }),
    );
    return [...results, ...back].every((result) => result.ok);
  } finally {
    await harness?.stop();
    await recording.close().catch(() => {});
    await rm(dir, { recursive: true, force: true });
  }
}

/** Products that are made to call back: by which links, and the probe that shows that they were asked. */
const CALLED_BACK: Partial<Record<ActorName, { probe: string; links: readonly string[] }>> = {
  pacs: { probe: 'PACS to harness', links: [LINK.pacsToHarness, LINK.pacsToAi] },
  ris: { probe: 'RIS to AI platform', links: [LINK.risToAi] },
};

/** The listeners that every product of that kind must reach. What else there is depends on what it declares. */
function expectedFrom(config: SutConfig): { link: string; where: string }[] {
  const { harness } = config;
  return Object.entries(harnessPorts(config))
    .filter(([link]) => link.endsWith(':dimse') || link.endsWith(':mllp'))
    .filter(([link]) => link !== LINK.pacsToAi || config.archive?.storageCommitment !== false)
    .map(([link, path]) => {
      const [, peer, protocol] = link.split(/[>:]/) as [string, Party, 'dimse' | 'mllp'];
      const at = `${harness.host}:${portAt(harness, path)}`;
      return {
        link,
        where: `the ${peer === 'harness' ? peer : TITLES[peer]} at ${at} (${protocol === 'dimse' ? 'DICOM, e.g. C-ECHO' : 'any HL7 message'})`,
      };
    });
}

async function fromProduct(
  recording: Recording,
  link: string,
  where: string,
  patience: { deadlineMs: number; signal?: AbortSignal },
): Promise<PreflightResult> {
  const probe = `product to ${where}`;
  const event = await recording.waitFor(
    (candidate) =>
      'link' in candidate &&
      candidate.link === link &&
      ['dimse.associate-request', 'mllp.message', 'connection.tls-failed', 'connection.undecodable'].includes(
        candidate.kind,
      )
        ? candidate
        : undefined,
    patience,
  );
  if (event === undefined) {
    return {
      probe,
      ok: false,
      sentence: `The product did not connect to ${where}. Check that address and port in its configuration, and any firewall.`,
    };
  }
  if (event.kind === 'connection.tls-failed') {
    return {
      probe,
      ok: false,
      sentence: `The product reached ${where}, but TLS failed: ${event.reason}. Check capabilities.tls on this side and the certificates on both.`,
    };
  }
  if (event.kind === 'connection.undecodable') {
    return {
      probe,
      ok: false,
      sentence: `The product reached ${where}, but speaks another protocol there: ${event.reason}. Check capabilities.tls and the port.`,
    };
  }
  if (event.kind === 'mllp.message') {
    // Listeners are closed when all is known; the product is answered first.
    const isAnswer = (candidate: JournalEvent): true | undefined =>
      candidate.kind === 'mllp.message' && candidate.link === link && candidate.acknowledgmentCode !== undefined
        ? true
        : undefined;
    await recording.waitFor(isAnswer, { deadlineMs: ANSWER_MS, fromSeq: event.seq, signal: patience.signal });
  }
  if (event.kind === 'dimse.associate-request') {
    const { connection } = event;
    const isOf = (candidate: JournalEvent): boolean =>
      'connection' in candidate &&
      'link' in candidate &&
      candidate.link === link &&
      candidate.connection === connection;
    // So is who asks by DICOM: until the connection is closed by it, or the association was turned down.
    const end = await recording.waitFor(
      (candidate) =>
        isOf(candidate) && (candidate.kind === 'connection.closed' || candidate.kind === 'dimse.associate-reject')
          ? candidate
          : undefined,
      { deadlineMs: ANSWER_MS, fromSeq: event.seq, signal: patience.signal },
    );
    if (end?.kind === 'dimse.associate-reject')
      return {
        probe,
        ok: false,
        sentence: `The product reached ${where}, but its association, which called ${event.calledAeTitle}, was rejected: ${end.meaning}. Check that AE title in its configuration.`,
      };
  }
  return { probe, ok: true, sentence: `The product reaches ${where}.` };
}
