import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../evidence/recording';
import { silentLogger } from '../../model/actors';
import type { Exam } from '../../model/exam';
import type { SutConfig } from '../../model/sut';
import { store } from '../../protocols/dimse/store';
import { Tap } from '../../protocols/tap/tap';
import { LINK } from '../harness/links';
import { keepBytes, type KeptEvidence } from './keep-evidence';

/** A study made for one attested display requirement; runner/display makes them. */
export interface StudyToLookAt {
  requirement: string;
  exams: Exam[];
  /** Images first, then results. */
  objects: { sopClassUid: string; sopInstanceUid: string; bytes: Buffer }[];
  /** What must be seen, one sentence a line. */
  lookFor: string[];
  /** The right picture: PNG. */
  picture(): Buffer;
}

/** Why a study is not sent, or undefined where it can be. */
export function whyNotSent({ actor, endpoints, capabilities, tls }: SutConfig): string | undefined {
  if (actor !== 'pacs') return `the ${actor} under test displays what it finds on its own PACS`;
  if (!endpoints?.dimse) return 'the record names no address of the PACS (it was a demo)';
  if (capabilities.tls.dimse && tls?.key === '(not recorded)')
    return 'the PACS wants TLS, and a record keeps no private key: give the sut.yaml with --config';
  return undefined;
}

/**
 * Stores the study on the PACS under test as scanner and AI platform would, through a tap that records it below
 * `dir`/attestations. Gives that record as evidence; rejects with a sentence when the PACS did not take everything.
 */
export async function sendStudy(study: StudyToLookAt, config: SutConfig, dir: string): Promise<KeptEvidence> {
  const { endpoints, capabilities, tls, harness, timeouts } = config;
  const dimse = endpoints?.dimse;
  if (!dimse) throw new Error('There is no address of the PACS to send to.');
  const time = new Date().toISOString().replace(/\D/g, '');
  const folder = join(dir, 'attestations', `sent-${study.requirement}-${time}`);
  const recording = openRecording(folder);
  const tap = new Tap({
    link: LINK.scannerToPacs,
    from: 'scanner',
    to: 'pacs',
    protocol: 'dimse',
    listen: { host: '127.0.0.1', port: 0 },
    target: { host: dimse.host, port: dimse.port, ...(capabilities.tls.dimse ? { tls } : {}) },
    recording,
    log: silentLogger,
  });
  try {
    await tap.start();
    for (const exam of study.exams) recording.append({ kind: 'case.opened', exam });
    const outcomes = await store(
      {
        callingAeTitle: harness.scanner.aeTitle,
        peer: { aeTitle: dimse.aeTitle, ...tap.address },
        timeoutMs: timeouts.exchange * 1000,
      },
      study.objects,
      'auto',
    );
    const refused = outcomes.filter(({ status }) => status !== 0 && status >> 12 !== 0xb);
    if (refused.length > 0)
      throw new Error(
        `${config.product} did not take ${refused.length} of ${outcomes.length} objects (status ${(refused[0]?.status ?? 0).toString(16).toUpperCase().padStart(4, '0')}H).`,
      );
  } finally {
    await tap.stop();
    await recording.close();
  }
  return {
    ...keepBytes(dir, `sent-${study.requirement}.ndjson`, readFileSync(join(folder, 'journal.ndjson'))),
    kind: 'sent-study',
  };
}
