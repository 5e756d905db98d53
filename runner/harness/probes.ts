import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DimseError, echo, find, get } from '../../protocols/dimse/client';
import { MllpClient } from '../../protocols/mllp/client';
import { offerWithdrawn } from './withdrawn-tls';
import { readByDciodvfy } from '../oracle/dciodvfy';
import type { OpenCase, Session } from '../session';
import { LINK } from './links';

/** Questions the harness itself puts to the system under test; the answers are recorded as `probe.sut`. */
export class Probes {
  constructor(private readonly session: Session) {}

  /** Tries a C-ECHO and an HL7 message without TLS, past the taps, on each protocol for which TLS is declared. */
  async speakInTheClear(): Promise<void> {
    const { harness, config } = this.session;
    const { tls } = config.capabilities;
    const timeoutMs = config.timeouts.exchange * 1000;
    const { dimse, mllp } = harness.sut;
    if (tls.dimse && dimse) {
      await this.inTheClear('plaintext-dimse', () =>
        echo({
          callingAeTitle: config.harness.probe.aeTitle,
          peer: { aeTitle: dimse.aeTitle, host: dimse.host, port: dimse.port },
          timeoutMs,
        }),
      );
    }
    if (tls.mllp && mllp) {
      await this.inTheClear('plaintext-mllp', async () => {
        const client = new MllpClient({ peer: { host: mllp.host, port: mllp.port }, timeoutMs });
        try {
          await client.send(question());
        } finally {
          await client.close();
        }
      });
    }
  }

  /** Offers nothing newer than TLS 1.1 (withdrawn by RFC 8996) to each listener for which TLS is declared, past the taps. */
  async offerOldTls(): Promise<void> {
    const { harness, config, recording } = this.session;
    const { tls } = config.capabilities;
    for (const family of ['dimse', 'mllp'] as const) {
      const listener = harness.sut[family];
      if (!tls[family] || !listener) continue;
      const answer = await offerWithdrawn(listener, config.tls ?? {}, config.timeouts.exchange * 1000);
      const caseId = this.session.case.exam.caseId;
      recording.append({ kind: 'probe.sut', caseId, probe: `withdrawn-tls-${family}`, ...answer });
    }
  }

  /** From the acknowledged notice on, until the declared retention is over. */
  async waitForRetention(): Promise<void> {
    const { retention } = this.session.config.timeouts;
    if (retention !== undefined)
      await this.session.watch('the declared retention to pass', retention + RETENTION_MARGIN_S);
  }

  /** Asks the SUT for the exam's images as a PACS would be asked: C-FIND, then C-GET. */
  async askForImages({ exam }: OpenCase): Promise<void> {
    const { harness, config, recording } = this.session;
    const options = {
      callingAeTitle: config.harness.probe.aeTitle,
      peer: harness.peer(LINK.harnessToAi),
      timeoutMs: config.timeouts.exchange * 1000,
    };
    const asked = [
      await outcomeOf(async () => {
        const key = { StudyInstanceUID: exam.studyInstanceUid };
        return (await find(options, 'STUDY', key)).length;
      }),
      await outcomeOf(async () => {
        let got = 0;
        await get(options, 'STUDY', { StudyInstanceUID: exam.studyInstanceUid }, async () => {
          got += 1;
          return 0;
        });
        return got;
      }),
    ];
    const outcome = ORDER.find((candidate) => asked.some((answer) => answer.outcome === candidate)) ?? 'unreachable';
    recording.append({
      kind: 'probe.sut',
      caseId: exam.caseId,
      probe: 'retained-images',
      outcome,
      detail: `C-FIND: ${asked[0]?.detail}; C-GET: ${asked[1]?.detail}`,
    });
  }

  /** Has dciodvfy read what the AI platform stored for an exam, each object once. */
  async readByOthers({ exam }: OpenCase): Promise<void> {
    const { recording, signal } = this.session;
    const { stores } = this.session.judging.recordSoFar().cases.find((each) => each.exam.caseId === exam.caseId) ?? {
      stores: [],
    };
    const files = new Map(stores.map(({ sopInstanceUid, file }) => [sopInstanceUid, file.file]));
    const about = { kind: 'oracle.read', caseId: exam.caseId, tool: 'dciodvfy' } as const;
    const read = [];
    const started = performance.now();
    const elapsedMs = (): number => Math.round(performance.now() - started);
    // A thread may still be writing them.
    recording.settle();
    for (const [sopInstanceUid, file] of files) {
      const reading = await this.session.meanwhile(readByDciodvfy(join(recording.dir, file), signal));
      if ('failure' in reading) {
        recording.append({
          ...about,
          read,
          elapsedMs: elapsedMs(),
          failure: { kind: reading.failure, sentence: reading.sentence },
        });
        return;
      }
      read.push({ sopInstanceUid, file, ...reading });
    }
    recording.append({ ...about, read, elapsedMs: elapsedMs() });
  }

  private async inTheClear(probe: string, speak: () => Promise<unknown>): Promise<void> {
    const caseId = this.session.case.exam.caseId;
    try {
      await speak();
      this.session.recording.append({ kind: 'probe.sut', caseId, probe, outcome: 'served', detail: 'It answered.' });
    } catch (error) {
      const detail = (error as Error).message;
      this.session.recording.append({ kind: 'probe.sut', caseId, probe, outcome: 'refused', detail });
    }
  }
}

/** Clocks differ, and a platform may clean up at intervals. */
const RETENTION_MARGIN_S = 1;

type Outcome = 'still-there' | 'gone' | 'refused' | 'not-offered' | 'unreachable';
/** The one that tells most counts: images that can be had by either way are still there. */
const ORDER: Outcome[] = ['still-there', 'gone', 'refused', 'not-offered', 'unreachable'];

async function outcomeOf(ask: () => Promise<number>): Promise<{ outcome: Outcome; detail: string }> {
  try {
    const count = await ask();
    return { outcome: count > 0 ? 'still-there' : 'gone', detail: `${count} found` };
  } catch (error) {
    const detail = (error as Error).message;
    if (!(error instanceof DimseError)) throw error;
    if (error.code === 'refused') return { outcome: 'not-offered', detail };
    if (error.code === 'rejected' || error.code === 'status' || error.code === 'aborted')
      return { outcome: 'refused', detail };
    return { outcome: 'unreachable', detail };
  }
}

/** A message that changes nothing at the receiver: an order control that only asks (ORC-1 SS, send status). */
function question(): string {
  const controlId = randomUUID().slice(0, 20);
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `MSH|^~\\&|AIRW_PROBE|AIRWORTHY|||${time}||ORM^O01|${controlId}|P|2.4\rORC|SS\r`;
}
