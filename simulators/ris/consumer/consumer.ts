import { readDicom } from '../../../model/dicom/reader';
import type { Logger } from '../../../model/actors';
import type { ReceivedInstance } from '../../../protocols/dimse/types';
import type { AiReadings } from '../database/ai-readings';
import type { AuditTrail } from '../database/audit';
import type { ExamRow } from '../database/types';
import { readResultObject } from './read-object';
import { retrieveByDimse, type RetrieveOptions } from './retrieve-dimse';
import { retrieveByWeb } from './retrieve-web';
import type { ConsumerHooks, ConsumerOptions, ObjectReading, StudyReading } from './types';

const TIMEOUT_MS = 30_000;
/** More than the results of one study have; what is sent beyond is refused (A700H, out of resources). */
const MAX_INBOX_BYTES = 1024 ** 3;
const OUT_OF_RESOURCES = 0xa700;

export interface ConsumerParts {
  options: ConsumerOptions;
  aeTitle: string;
  readings: AiReadings;
  audit: AuditTrail;
  log: Logger;
  hooks?: ConsumerHooks;
}

/** Reads AI results back from the PACS and keeps what they say (IHE AI Results, Imaging Document Consumer). */
export class ResultConsumer {
  private readonly inboxes = new Map<string, Buffer[]>();
  private inboxBytes = 0;
  /** One study after the other. */
  private queue: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: ConsumerParts) {}

  /** The results of that exam are said to be on the PACS: they are read in the background. */
  expect(exam: ExamRow): void {
    if (this.hooks.idle) return;
    this.queue = this.queue.then(() => (this.stopped ? undefined : this.read(exam)));
  }

  /** C-STORE by which a C-MOVE is answered. What was not asked for is taken as well, and forgotten. */
  store(instance: ReceivedInstance): number {
    if (this.inboxBytes + instance.bytes.length > MAX_INBOX_BYTES) return OUT_OF_RESOURCES;
    this.take(instance);
    return 0;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.queue;
  }

  private get hooks(): ConsumerHooks {
    return this.parts.hooks ?? {};
  }

  private async read({ accession_number: key, study_instance_uid: study }: ExamRow): Promise<void> {
    const { readings, audit, log } = this.parts;
    let reading: StudyReading;
    try {
      reading = { status: 'read', objects: (await this.retrieve(study)).map((bytes) => this.readObject(bytes)) };
    } catch (error) {
      const problem = (error as Error).message;
      log.warn(`RIS: the AI results of exam ${key} could not be read: ${problem}`);
      reading = { status: 'failed', problem, objects: [] };
    }
    const current = this.hooks.keepsReplaced ? reading : withoutReplaced(reading);
    // It may have been stopped meanwhile, and its database closed.
    if (this.stopped) return;
    readings.keep(key, this.hooks.study?.(current) ?? current);
    audit.note('RIS', `AI results on the PACS: ${reading.objects.length} objects ${reading.status}`, key);
  }

  private retrieve(studyInstanceUid: string): Promise<Buffer[]> {
    const { options, aeTitle, log } = this.parts;
    const o: RetrieveOptions = {
      consumer: options,
      aeTitle,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      log,
      hooks: this.hooks,
    };
    if (options.retrieve === 'wado-rs') return retrieveByWeb(studyInstanceUid, o);
    const inbox = { take: (each: ReceivedInstance) => this.take(each), taken: (study: string) => this.taken(study) };
    return retrieveByDimse(studyInstanceUid, inbox, o);
  }

  private readObject(bytes: Buffer): ObjectReading {
    const object = readDicom(bytes, { skipPixelData: true });
    const reading = readResultObject(object);
    return this.hooks.object?.(reading, object) ?? reading;
  }

  private take({ bytes }: ReceivedInstance): void {
    const study = readDicom(bytes, { skipPixelData: true }).dataset.string('StudyInstanceUID') ?? '';
    const inbox = this.inboxes.get(study);
    if (!inbox) return;
    inbox.push(bytes);
    this.inboxBytes += bytes.length;
  }

  private taken(study: string): Buffer[] {
    const taken = this.inboxes.get(study) ?? [];
    this.inboxBytes -= taken.reduce((sum, { length }) => sum + length, 0);
    this.inboxes.clear();
    this.inboxes.set(study, []);
    return taken;
  }
}

/** A document that a later one replaces (Predecessor Documents Sequence) no longer says anything. */
function withoutReplaced(reading: StudyReading): StudyReading {
  const replaced = new Set(reading.objects.flatMap(({ report }) => report?.replaces ?? []));
  return { ...reading, objects: reading.objects.filter(({ sopInstanceUid }) => !replaced.has(sopInstanceUid)) };
}
