import type { JournalEvent } from '../../model/events';
import type { Exam } from '../../model/exam';
import type { Exchanges, HttpRequestEvent, MllpMessageEvent } from './exchanges';
import type { FileReader } from './file-reader';
import {
  type Identifiers,
  identifiersOfAttributes,
  identifiersOfExam,
  identifiersOfObject,
  noIdentifiers,
  numbersOfExam,
  valuesOfMessage,
} from './identifiers';
import { dicomParts } from './stow';

/** Larger bodies are not searched for identifiers. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface AttributionInput {
  events: readonly JournalEvent[];
  /** Exams opened in this scenario, in order. */
  exams: readonly Exam[];
  /** Exams of other scenarios: what names one of them is late traffic of that scenario. */
  others: readonly Exam[];
  exchanges: Exchanges;
  files: FileReader;
}

/**
 * Says which exam each event belongs to, by sequence number. An event is told by its study, then accession, order
 * numbers and patient; by the request it answers; by an instance it names; by its connection. What tells nothing, or
 * names a patient and study that nobody ordered, belongs to the exam of the scenario when there is only one: a result
 * for a wrong patient must be seen by the checks.
 */
export function attribute(input: AttributionInput): Map<number, string> {
  const attribution = new Attribution(input);
  return attribution.run();
}

const OTHER = Symbol('an exam of another scenario');
type Owner = string | typeof OTHER | undefined;

class Attribution {
  readonly #owners = new Map<number, Owner>();
  readonly #byInstance = new Map<string, Owner>();
  /** Owners seen on each connection. */
  readonly #byConnection = new Map<string, Set<Owner>>();

  constructor(readonly input: AttributionInput) {}

  run(): Map<number, string> {
    const { events } = this.input;
    for (const event of events) {
      const owner = this.#tell(event);
      this.#owners.set(event.seq, owner);
      if ('connection' in event && owner !== undefined) this.#connection(event).add(owner);
    }
    const result = new Map<number, string>();
    const opened = events.find((event) => event.kind === 'case.opened')?.seq ?? 0;
    for (const event of events) {
      const owner = this.#owners.get(event.seq) ?? this.#bySurroundings(event, opened);
      if (typeof owner === 'string') result.set(event.seq, owner);
    }
    return result;
  }

  #connection(event: { link: string; connection: number }): Set<Owner> {
    const key = `${event.link} ${event.connection}`;
    const known = this.#byConnection.get(key) ?? new Set();
    this.#byConnection.set(key, known);
    return known;
  }

  #bySurroundings(event: JournalEvent, opened: number): Owner {
    if (!('link' in event) || event.kind === 'link.opened' || event.seq < opened) return undefined;
    if ('connection' in event) {
      const owners = this.#connection(event);
      if (owners.size === 1) return [...owners][0];
    }
    const [only, second] = this.input.exams;
    return second === undefined ? only?.caseId : undefined;
  }

  #tell(event: JournalEvent): Owner {
    const request = this.input.exchanges.requestOf.get(event.seq);
    const asked = request === undefined ? undefined : this.#owners.get(request);
    if (asked !== undefined) return asked;
    switch (event.kind) {
      case 'case.opened':
        return event.exam.caseId;
      case 'wait':
      case 'archive.step':
      case 'probe.pacs':
      case 'probe.sut':
      case 'oracle.read':
      case 'probe.ris':
      case 'ai-platform.sent':
      case 'ris.handled':
      case 'acquisition.started':
      case 'acquisition.ended':
      case 'load.exam':
      case 'load.not-sent':
        return event.caseId;
      case 'ris.exam':
      case 'scanner.acquired':
        return this.#match({ ...noIdentifiers(), accessions: [event.accessionNumber] });
      case 'scanner.commitment':
        return this.#match({ ...noIdentifiers(), instances: [event.transactionUid, ...event.committed] });
      case 'dimse.command':
        return this.#tellCommand(event);
      case 'mllp.message':
        return this.#tellMessage(event);
      case 'http.request':
        return this.#tellRequest(event);
      default:
        return undefined;
    }
  }

  #tellCommand(event: Extract<JournalEvent, { kind: 'dimse.command' }>): Owner {
    const found = identifiersOfAttributes(event.attributes);
    if (event.sopInstanceUid !== undefined) found.instances.push(event.sopInstanceUid);
    if (event.command === 'C-STORE-RQ' && event.dataset) {
      const object = this.input.files.header(event.dataset).value;
      if (object) merge(found, identifiersOfObject(object.dataset));
    }
    const owner = this.#match(found);
    for (const instance of found.instances) {
      // Well-known instances such as 1.2.840.10008.1.20.1.1 (storage commitment) belong to nobody.
      if (owner !== undefined && !instance.startsWith('1.2.840.10008.')) this.#byInstance.set(instance, owner);
    }
    return owner;
  }

  #tellMessage(event: MllpMessageEvent): Owner {
    const message = this.input.files.message(event.message).value;
    if (!message) return undefined;
    const values = valuesOfMessage(message);
    return this.#matchAny((identifier) => values.has(identifier));
  }

  #tellRequest(event: HttpRequestEvent): Owner {
    const found = noIdentifiers();
    for (const part of dicomParts(event)) {
      const object = this.input.files.header(part).value;
      if (object) merge(found, identifiersOfObject(object.dataset));
    }
    const owner = this.#match(found);
    if (owner !== undefined) {
      for (const instance of found.instances) this.#byInstance.set(instance, owner);
      return owner;
    }
    const body = event.body && event.body.bytes <= MAX_BODY_BYTES ? this.input.files.text(event.body) : '';
    const target = safeDecode(event.target);
    return this.#matchAny((identifier) => contains(target, identifier) || contains(body, identifier));
  }

  #match(found: Identifiers): Owner {
    const { exams, others } = this.input;
    const own = this.#examOf(found, exams);
    if (own) return own.caseId;
    if (this.#examOf(found, others)) return OTHER;
    return found.instances.map((uid) => this.#byInstance.get(uid)).find((owner) => owner !== undefined);
  }

  #examOf({ studies, accessions, orders, patients }: Identifiers, exams: readonly Exam[]): Exam | undefined {
    const named = (values: string[], identifier: string): boolean => identifier !== '' && values.includes(identifier);
    return (
      (studies.length > 0 ? exams.find((exam) => named(studies, exam.studyInstanceUid)) : undefined) ??
      (accessions.length > 0 ? exams.find((exam) => named(accessions, exam.accessionNumber)) : undefined) ??
      (orders.length > 0
        ? exams.find((exam) => named(orders, exam.placerOrderNumber) || named(orders, exam.fillerOrderNumber))
        : undefined) ??
      (patients.length > 0 ? exams.find((exam) => named(patients, exam.patientId)) : undefined)
    );
  }

  #matchAny(has: (identifier: string) => boolean): Owner {
    // A follow-up has the patient of its prior.
    const own =
      this.input.exams.find((exam) => numbersOfExam(exam).some(has)) ??
      this.input.exams.find((exam) => identifiersOfExam(exam).some(has));
    if (own) return own.caseId;
    return this.input.others.some((exam) => identifiersOfExam(exam).some(has)) ? OTHER : undefined;
  }
}

function merge(into: Identifiers, from: Readonly<Identifiers>): void {
  for (const key of Object.keys(into) as (keyof Identifiers)[]) into[key].push(...from[key]);
}

/** Whether the identifier stands in the text as a word of its own: `P1` is not in `P12`. */
function contains(text: string, identifier: string): boolean {
  for (let at = text.indexOf(identifier); at !== -1; at = text.indexOf(identifier, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + identifier.length);
    if (!/[0-9A-Za-z]/.test(around) && !/^\.\d/.test(text.slice(at + identifier.length, at + identifier.length + 2)))
      return true;
  }
  return false;
}

function safeDecode(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
