import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSyntheticStudy } from '../../fixtures/studies';
import { type DimsePeer, type Logger, silentLogger } from '../../model/actors';
import type { EventBody, EventSink, JournalEvent } from '../../model/events';
import type { Exam } from '../../model/exam';
import type { Hl7Message } from '../../model/hl7/message';
import { readHl7 } from '../../model/hl7/reader';
import { CARRIERS } from '../../model/sut';
import { store } from '../../protocols/dimse/store';
import { newUid } from '../../protocols/dimse/uids';
import { buildAck } from '../../protocols/mllp/build';
import { MllpClient } from '../../protocols/mllp/client';
import { MllpServer } from '../../protocols/mllp/server';
import { AiPlatform, type AiPlatformOptions } from '../../simulators/ai-platform/ai-platform';
import { REFERENCE_INTENDED_USE } from '../../simulators/ai-platform/analysis/reference';
import { EmbeddedPacs } from '../../simulators/pacs/embedded/embedded-pacs';
import { syntheticExam } from './synthetic';

export const LOOPBACK = { host: '127.0.0.1', port: 0 };
const DEADLINE_MS = 300_000;

export const sink: EventSink = { append: (event: EventBody) => ({ ...event }) as JournalEvent };

/** Resolves with the first value that is not undefined; looked for again whenever `changed` is called. */
export class Watch {
  readonly #waiting = new Set<() => void>();

  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  until<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${what} did not come within ${DEADLINE_MS / 1000} s`));
      }, DEADLINE_MS);
      this.#waiting.add(look);
      look();
    });
  }
}

type Answer = 'AA' | 'AE' | 'AR' | 'none';

/** The RIS's end of the line: a real MLLP listener that takes messages as told, and a sender of orders. */
export class BareRis {
  readonly received: Hl7Message[] = [];
  /** Answers to the next messages; AA when empty. */
  readonly answers: Answer[] = [];
  readonly #watch = new Watch();
  readonly #server = new MllpServer({ listen: LOOPBACK, onMessage: (message) => this.#take(message.bytes) });
  /** What is to happen before a message is acknowledged. */
  beforeAck: (message: Hl7Message) => Promise<void> = async () => undefined;

  start(): Promise<void> {
    return this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  get address() {
    return this.#server.address;
  }

  /** The n-th message, from 1. */
  message(n: number): Promise<Hl7Message> {
    return this.#watch.until(`message ${n} to the RIS`, () => this.received[n - 1]);
  }

  async #take(bytes: Buffer): Promise<string | undefined> {
    const message = readHl7(bytes);
    await this.beforeAck(message);
    this.received.push(message);
    this.#watch.changed();
    const answer = this.answers.shift() ?? 'AA';
    return answer === 'none' ? undefined : buildAck(message, answer, { application: 'RIS', facility: 'H' });
  }
}

/** An order message of the RIS, as text. */
export function orderText(exam: Exam, control: string, status: string, changed: Record<string, string> = {}): string {
  const { procedure } = exam;
  const segments = {
    MSH: `MSH|^~\\&|RIS|HOSPITAL|AI|LAB|20260101120000||ORM^O01|${newUid().slice(-16)}|P|2.4||||||UNICODE UTF-8`,
    PID: `PID|1||${exam.patientId}^^^${exam.issuerOfPatientId}||${exam.patientName}||${exam.patientBirthDate}|${exam.patientSex}`,
    PV1: 'PV1|1|E|ED',
    ORC: `ORC|${control}|${exam.placerOrderNumber}|${exam.fillerOrderNumber}||${status}`,
    OBR: `OBR|1|${exam.placerOrderNumber}|${exam.fillerOrderNumber}|${procedure.value}^${procedure.meaning}^${procedure.scheme}||||||||||||||${exam.accessionNumber}`,
    ZDS: `ZDS|${exam.studyInstanceUid}^RIS^Application^DICOM`,
    ...changed,
  };
  return `${Object.values(segments)
    .filter((segment) => segment !== '')
    .join('\r')}\r`;
}

export interface Department {
  platform: AiPlatform;
  pacs: EmbeddedPacs;
  ris: BareRis;
  log: string[];
  /** A fresh exam of a synthetic study. */
  exam(study: string): Exam;
  /** Sends a message to the platform; returns the acknowledgement. */
  tell(text: string): Promise<Hl7Message>;
  /** Images to the PACS, and on to the platform where it does not fetch them. */
  acquire(exam: Exam): Promise<void>;
  /** Order, images, ORC-5 = CM. */
  complete(exam: Exam): Promise<void>;
  stop(): Promise<void>;
}

/** Platform, embedded PACS (or the one given) and bare RIS on loopback, everything declared. */
export async function department(options: Partial<AiPlatformOptions> = {}): Promise<Department> {
  const folder = mkdtempSync(join(tmpdir(), 'airworthy-ai-'));
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const pacs = new EmbeddedPacs({
    launcher: 'embedded',
    aeTitle: 'PACS',
    host: LOOPBACK.host,
    peers: [],
    storageDir: folder,
    sink,
    log: options.log ?? silentLogger,
    notice: () => undefined,
  });
  await pacs.start();
  const ris = new BareRis();
  await ris.start();
  const web = pacs.http;
  const platform = new AiPlatform({
    aeTitle: 'AI',
    dimse: LOOPBACK,
    mllp: LOOPBACK,
    pacs: pacs.dimse,
    dicomWeb: { baseUrl: `http://${web.host}:${web.port}${pacs.dicomWebPath}` },
    ris: ris.address,
    intendedUse: REFERENCE_INTENDED_USE,
    retentionMs: 60_000,
    retry: { firstMs: 50, factor: 1.5, maxMs: 300, giveUpAfterMs: 50_000 },
    analysisTimeoutMs: 50_000,
    imagesSettleMs: 100,
    sending: { application: 'AI', facility: 'LAB' },
    sink,
    log,
    ...options,
    capabilities: { ...CAPABILITIES, ...options.capabilities },
  });
  try {
    await platform.start();
  } catch (error) {
    await Promise.all([ris.stop(), pacs.stop()]);
    throw error;
  }
  const peer: DimsePeer = { aeTitle: 'AI', ...platform.dimseAddress };
  await pacs.setPeers([peer]);
  const orders = new MllpClient({ peer: platform.mllpAddress, timeoutMs: 20_000 });
  const intake = options.capabilities?.intake ?? CAPABILITIES.intake;
  let count = 0;
  const tell = async (text: string): Promise<Hl7Message> => readHl7(Buffer.from((await orders.send(text)).ackText));
  const acquire = async (exam: Exam): Promise<void> => {
    const sources = buildSyntheticStudy(exam.study, exam).instances.map(({ bytes }) => ({ bytes }));
    const client = { callingAeTitle: 'SCANNER', timeoutMs: 20_000 };
    await store({ ...client, peer: options.pacs ?? pacs.dimse }, sources);
    if (intake === 'routed') await store({ ...client, peer }, sources);
  };
  return {
    platform,
    pacs,
    ris,
    log: lines,
    exam: (study) => {
      count += 1;
      return syntheticExam(study, {
        studyInstanceUid: newUid(),
        accessionNumber: `A${count}`,
        placerOrderNumber: `P${count}`,
        fillerOrderNumber: `F${count}`,
        patientId: `AW${count}`,
      });
    },
    tell,
    acquire,
    complete: async (exam) => {
      await tell(orderText(exam, 'NW', 'SC'));
      await acquire(exam);
      await tell(orderText(exam, 'SC', 'CM'));
    },
    stop: async () => {
      await orders.close();
      await platform.stop();
      await ris.stop();
      await pacs.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const CAPABILITIES: AiPlatformOptions['capabilities'] = {
  carriers: [...CARRIERS],
  intake: 'routed',
  resultStorage: 'c-store',
  fhir: false,
  tls: { dimse: false, mllp: false, http: false },
  llmText: false,
  srSignalsAvailability: false,
  storageCommitment: true,
};
