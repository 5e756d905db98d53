import type {
  ArchiveRecord,
  ArchiveStep,
  CommitmentReport,
  FindExchange,
  WebExchange,
} from '../../model/archive-record';
import type { JournalEvent } from '../../model/events';
import type { Moment, ScenarioRecord, StoredInstance } from '../../model/record';
import type { Natural } from './dicom-bytes';
import { read } from './objects';
import { sutConfig } from './scenario';

export interface Answer {
  status?: number;
  failure?: string;
}

const FILE = { file: 'objects/1.dcm', sha256: '', bytes: 1 };

/** What the harness did to an archive under test, and what that answered, as evidence/record arranges it. */
export class AtArchive {
  #seq = 0;
  readonly #events: JournalEvent[] = [];
  readonly archive: ArchiveRecord = {
    steps: [],
    sent: [],
    associations: [],
    finds: [],
    retrieves: [],
    commitments: [],
    web: [],
  };

  record(): ScenarioRecord {
    const sut = sutConfig({ actor: 'pacs' });
    return { scenario: 'test', sut, cases: [], archive: this.archive, events: this.#events };
  }

  /** Everything that `exchange` adds lies within the step. */
  step(
    step: string,
    about: Record<string, string>,
    exchange: (at: this) => void = () => undefined,
    failure?: string,
  ): this {
    const from = ++this.#seq;
    exchange(this);
    const event = {
      kind: 'archive.step',
      caseId: 'case-1',
      step,
      about,
      from,
      ...(failure === undefined ? {} : { failure: { code: 'status', sentence: failure } }),
    } as const;
    this.archive.steps.push(this.add(event) as ArchiveStep);
    return this;
  }

  /** The AI platform sends these; `status` is what is answered to each. */
  results(objects: readonly Natural[], status = 0, about: Record<string, string> = {}): this {
    return this.step('results', about, () => {
      for (const object of objects) this.archive.sent.push(this.instance(object, 'ai-platform', status));
    });
  }

  list(finds: readonly [level: string, keys: Natural, matches: readonly Natural[]][], name = 'list', about = {}): this {
    return this.step(name, about, () => {
      for (const [level, keys, matches] of finds) this.find(level, keys, matches);
    });
  }

  find(level: string, keys: Natural, matches: readonly Natural[], by: FindExchange['by'] = 'harness'): void {
    this.archive.finds.push({
      by,
      sent: this.moment(),
      identifier: read({ QueryRetrieveLevel: level, ...keys }),
      matches: matches.map((match) => ({ moment: this.moment(), object: read(match) })),
      unreadable: [],
      status: 0,
      answered: this.moment(),
    });
  }

  /** One C-MOVE or C-GET by which these come. */
  retrieve(
    keys: Natural,
    objects: readonly Natural[],
    { command = 'C-MOVE' as 'C-MOVE' | 'C-GET', status = 0, level = 'STUDY', by = 'harness' as 'harness' | 'sut' } = {},
  ): void {
    const sent = this.moment();
    const received = objects.map((object) => this.instance(object, 'pacs', 0));
    const identifier = read({ QueryRetrieveLevel: level, ...keys });
    this.archive.retrieves.push({ by, command, sent, identifier, received, status, answered: this.moment() });
  }

  /** A storage commitment request for these, and its report. */
  commitment(asked: readonly string[], report?: Partial<CommitmentReport>, status = 0): this {
    return this.step('commitment', {}, () => {
      const sent = this.moment();
      const moment = this.moment();
      const whole: CommitmentReport = {
        moment,
        eventTypeId: 1,
        transactionUid: '1.2.9',
        committed: [...asked],
        failed: [],
        link: 'pacs>ai-platform:dimse',
        connection: 4,
        byArchive: true,
        ...report,
      };
      this.archive.commitments.push({
        transactionUid: '1.2.9',
        requested: asked.map((sopInstanceUid) => ({ sopClassUid: '', sopInstanceUid })),
        sent,
        calledAeTitle: 'PACS',
        status,
        answered: sent,
        reports: report ? [whole] : [],
      });
    });
  }

  /** The AI platform proposes these, each in the one transfer syntax; the archive accepts or not. */
  proposes(sopClasses: readonly string[], transferSyntax: string, isAccepted: boolean): void {
    const about = { link: 'ai-platform>pacs:dimse', connection: 3, frames: [1, 1] as [number, number] };
    const contexts = sopClasses.map((abstractSyntax, index) => ({
      id: 2 * index + 1,
      abstractSyntax,
      transferSyntaxes: [transferSyntax],
    }));
    const answers = contexts.map(({ id }) => ({ id, result: isAccepted ? 0 : 4, transferSyntax }));
    const request = this.add({ kind: 'dimse.associate-request', ...about, contexts });
    const accept = this.add({ kind: 'dimse.associate-accept', ...about, contexts: answers });
    this.archive.associations.push({ ...about, request, accept } as ArchiveRecord['associations'][number]);
  }

  /** An association that the archive opens; connection 4 is that of the reports. */
  opens(callingAeTitle: string, scp: boolean): this {
    const request = {
      kind: 'dimse.associate-request',
      link: 'pacs>ai-platform:dimse',
      connection: 4,
      callingAeTitle,
      calledAeTitle: 'AI',
      implementationClassUid: '',
      implementationVersionName: '',
      maxPduLength: 0,
      contexts: [],
      roles: [{ sopClassUid: '1.2.840.10008.1.20.1', scu: false, scp }],
      frames: [1, 1] as [number, number],
    } as const;
    const event = this.add(request as never) as ArchiveRecord['associations'][number]['request'];
    this.archive.associations.push({ link: request.link, connection: 4, request: event });
    return this;
  }

  web(target: string, more: Partial<WebExchange> = {}, objects: readonly Natural[] = []): void {
    this.archive.web.push({
      by: 'harness',
      method: 'GET',
      target,
      sent: this.moment(),
      status: 200,
      answered: this.moment(),
      contentType: '',
      instances: objects.map((object) => ({ file: FILE, object: read(object) })),
      ...more,
    });
  }

  /** Sent by STOW-RS. */
  stow(objects: readonly Natural[], status: number, json?: unknown): void {
    for (const object of objects)
      this.archive.sent.push({ ...this.instance(object, 'harness', status), via: 'STOW-RS', accepted: status < 300 });
    this.web('/studies', { method: 'POST', status, ...(json === undefined ? {} : { json }) });
  }

  add(event: object): JournalEvent {
    const seq = ++this.#seq;
    const whole = { ...event, seq, at: '', ms: seq, previous: '', hash: '' } as JournalEvent;
    this.#events.push(whole);
    return whole;
  }

  private moment(): Moment {
    const seq = ++this.#seq;
    return { seq, ms: seq };
  }

  private instance(object: Natural, from: 'ai-platform' | 'harness' | 'pacs', status: number): StoredInstance {
    return {
      sopClassUid: String(object['SOPClassUID']),
      sopInstanceUid: String(object['SOPInstanceUID']),
      object: read(object),
      file: FILE,
      via: 'C-STORE',
      from,
      to: from === 'pacs' ? 'harness' : 'pacs',
      sent: this.moment(),
      answered: this.moment(),
      status,
      accepted: status === 0,
    };
  }
}
