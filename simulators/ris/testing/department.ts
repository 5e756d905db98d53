import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { silentLogger, type Address } from '../../../model/actors';
import type { EventBody, EventSink, JournalEvent } from '../../../model/events';
import type { Exam } from '../../../model/exam';
import type { RisOptions } from '../options';
import { Ris } from '../ris';

export type Moved = Extract<EventBody, { kind: 'ris.exam' }>;

/** A sink that can be waited on. */
export class Events implements EventSink {
  readonly all: EventBody[] = [];
  private waiting: (() => void)[] = [];

  append(event: EventBody): JournalEvent {
    this.all.push(event);
    for (const look of this.waiting) look();
    return { ...event, seq: this.all.length, at: '', ms: 0, previous: '', hash: '' };
  }

  moves(accessionNumber: string): string[] {
    return this.all
      .filter((event): event is Moved => event.kind === 'ris.exam' && event.accessionNumber === accessionNumber)
      .map(({ from, to }) => `${from}>${to}`);
  }

  async until(accessionNumber: string, to: string, deadlineMs = 60_000): Promise<Moved> {
    const wanted = (): Moved | undefined =>
      this.all.find(
        (event): event is Moved =>
          event.kind === 'ris.exam' && event.accessionNumber === accessionNumber && event.to === to,
      );
    return within(deadlineMs, `${accessionNumber} to become ${to}`, (done) => {
      const look = (): void => {
        const found = wanted();
        if (found) done(found);
      };
      this.waiting.push(look);
      look();
    });
  }
}

export function within<T>(ms: number, what: string, begin: (done: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms);
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

/** An AI platform of a few lines on bare sockets: takes messages, answers each as told. */
export class BarePlatform {
  readonly received: string[] = [];
  /** MSA-1 for the next messages; AA when used up. `cut`: no answer, connection closed. */
  answers: ('AA' | 'AE' | 'AR' | 'cut')[] = [];
  private readonly sockets = new Set<Socket>();
  private waiting: (() => void)[] = [];
  private server: Server = createServer((socket) => this.serve(socket));

  async start(port = 0): Promise<Address> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
    this.server = createServer((socket) => this.serve(socket));
  }

  /** The first message that has all of these, also one that came before. */
  until(...parts: string[]): Promise<string> {
    return within(60_000, `a message with ${parts.join(', ')}`, (done) => {
      const look = (): void => {
        const found = this.received.find((text) => parts.every((part) => text.includes(part)));
        if (found !== undefined) done(found);
      };
      this.waiting.push(look);
      look();
    });
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    let pending = '';
    socket.on('data', (chunk) => {
      pending += chunk.toString('utf8');
      for (let end = pending.indexOf('\x1c\r'); end >= 0; end = pending.indexOf('\x1c\r')) {
        const text = pending.slice(1, end);
        pending = pending.slice(end + 2);
        const code = this.answers.shift() ?? 'AA';
        const controlId = text.split('|')[9];
        if (code === 'cut') socket.destroy();
        else socket.write(`\x0bMSH|^~\\&|AIP|V|||2026||ACK|X|P|2.4\rMSA|${code}|${controlId}|because\r\x1c\r`);
        this.received.push(text);
        for (const look of this.waiting) look();
      }
    });
  }
}

export interface Department {
  ris: Ris;
  events: Events;
  platform: BarePlatform;
  stop(): Promise<void>;
}

/** A RIS between a bare AI platform and an event sink. */
export async function openDepartment(options: Partial<RisOptions> = {}): Promise<Department> {
  const events = new Events();
  const platform = new BarePlatform();
  const aiPlatform = await platform.start();
  const ris = new Ris(risOptions(events, { aiPlatform, ...options }));
  await ris.start();
  return {
    ris,
    events,
    platform,
    stop: async () => {
      await ris.stop();
      await platform.stop();
    },
  };
}

export function risOptions(events: EventSink, options: Partial<RisOptions> = {}): RisOptions {
  const loopback = { host: '127.0.0.1', port: 0 };
  return {
    databaseFile: ':memory:',
    dimse: { ...loopback, aeTitle: 'RIS' },
    mllp: loopback,
    http: loopback,
    sending: { application: 'RIS', facility: 'H' },
    receiving: { application: 'AIP', facility: 'V' },
    aiTimeoutMs: 60_000,
    exchangeTimeoutMs: 10_000,
    retry: { firstMs: 10, maxMs: 40 },
    sink: events,
    log: silentLogger,
    ...options,
  };
}

let numbered = 0;

export function newExam(change: Partial<Exam> = {}): Exam {
  const n = (numbered += 1);
  return {
    caseId: `case-${n}`,
    kind: 'positive',
    study: 'ct-head',
    patientId: `PID${n}`,
    issuerOfPatientId: 'HOSP',
    patientName: 'MÜLLER^ANNA',
    patientBirthDate: '19500102',
    patientSex: 'F',
    accessionNumber: `ACC${n}`,
    placerOrderNumber: `PLC${n}`,
    fillerOrderNumber: `FIL${n}`,
    requestedProcedureId: `RP${n}`,
    scheduledProcedureStepId: `SPS${n}`,
    studyInstanceUid: `1.2.826.0.1.3680043.8.498.${n}`,
    modality: 'CT',
    procedure: { value: 'CTHEAD', scheme: '99AIRW', meaning: 'CT head' },
    bodyPartExamined: 'HEAD',
    expectation: { inScope: true, present: [], absent: [], alert: false },
    ...change,
  };
}

export const HAEMORRHAGE = '50960005^Haemorrhage^SCT';
export const FRACTURE = '125605004^Fracture^SCT';
export const ABSENT = '2667000^Absent^SCT';

export interface NoticeOptions {
  controlId?: string;
  /** ORC-1 and ORC-5. */
  control?: string;
  status?: string;
  obx?: string[];
  /** Replaces values of segments: `{ 'PID-3': 'X', 'OBR-18': '' }`. */
  change?: Record<string, string>;
}

/** A completion notice of the AI platform, written by hand. */
export function notice(exam: Exam, o: NoticeOptions = {}): string {
  const { controlId = `N${Math.random().toString(36).slice(2)}`, control = 'SC', status = 'A' } = o;
  const obx = o.obx ?? [`1|CE|${HAEMORRHAGE}||${HAEMORRHAGE}|||AA|||P`, `2|CE|${FRACTURE}||${ABSENT}||||||P`];
  const lines = [
    `MSH|^~\\&|AIP|V|RIS|H|20260101120000||ORM^O01|${controlId}|P|2.4||||||UNICODE UTF-8`,
    `PID|1||${exam.patientId}^^^HOSP||MÜLLER^ANNA||19500102|F`,
    'PV1|1|E|emergency',
    `ORC|${control}|${exam.placerOrderNumber}|${exam.fillerOrderNumber}||${status}`,
    `OBR|1|${exam.placerOrderNumber}|${exam.fillerOrderNumber}|CTHEAD^CT head^99AIRW||||||||||||||${exam.accessionNumber}`,
    ...obx.map((row) => `OBX|${row}`),
    `ZDS|${exam.studyInstanceUid}^AIP^Application^DICOM`,
  ];
  for (const [path, value] of Object.entries(o.change ?? {})) {
    const [name = '', field = ''] = path.split('-');
    const at = lines.findIndex((line) => line.startsWith(name));
    const fields = (lines[at] ?? '').split('|');
    const index = Number(field) - (name === 'MSH' ? 1 : 0);
    while (fields.length <= index) fields.push('');
    fields[index] = value;
    lines[at] = fields.join('|');
  }
  return `${lines.join('\r')}\r`;
}

/** Sends over a bare socket; gives MSA-1, MSA-3 and the whole answer, or code '' where the connection ended without. */
export async function sendRaw(
  to: Address,
  text: string | Buffer,
): Promise<{ code: string; reason: string; text: string }> {
  const socket = connect(to.port, to.host);
  socket.on('error', () => {});
  const body = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  socket.write(Buffer.concat([Buffer.of(0x0b), body, Buffer.of(0x1c, 0x0d)]));
  try {
    return await within(60_000, 'an acknowledgement', (done) => {
      let heard = '';
      const finish = (): void => {
        const msa = /\rMSA\|([^|\r]*)\|?([^|\r]*)\|?([^|\r]*)/.exec(heard);
        done({ code: msa?.[1] ?? '', reason: msa?.[3] ?? '', text: heard });
      };
      socket.on('data', (chunk) => {
        heard += chunk.toString('utf8');
        if (heard.includes('\x1c\r')) finish();
      });
      socket.on('close', finish);
    });
  } finally {
    socket.destroy();
  }
}
