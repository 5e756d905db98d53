import { randomUUID } from 'node:crypto';
import type { ExamRow } from '../database/types';
import type { RisHooks } from '../hooks';
import type { Records } from '../records';
import { examOf } from './link';
import { FhirRefusal, type Json } from './outcome';

/** What the AI platform may send (RCR l.223-227). */
export const CREATABLE = ['DiagnosticReport', 'Observation', 'ImagingStudy', 'Device', 'Patient', 'Provenance', 'DocumentReference']; // prettier-ignore
const STATUSES: Record<string, string[]> = {
  DiagnosticReport: ['registered', 'partial', 'preliminary', 'final', 'amended', 'corrected', 'appended', 'cancelled', 'entered-in-error', 'unknown'],
  Observation: ['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown'],
}; // prettier-ignore

export interface Entry {
  fullUrl?: string;
  resource: Json;
  /** Search part of a conditional create (FHIR R4 3.1.0.8.1). */
  ifNoneExist?: string;
}

export interface Created {
  type: string;
  id: string;
  isNew: boolean;
}

/** Keeps results that come as FHIR, each with the exam it is about. */
export class FhirResults {
  constructor(
    private readonly records: Records,
    private readonly defect?: RisHooks['fhir'],
  ) {}

  /**
   * All or nothing. References between the entries become references to what was stored.
   * @throws FhirRefusal
   */
  create(entries: Entry[], who: string): Created[] {
    return this.records.unit.run(() => {
      const planned = entries.map((entry) => ({ ...entry, ...this.plan(entry) }));
      const urls = new Map(planned.flatMap(({ fullUrl, type, id }) => (fullUrl ? [[fullUrl, `${type}/${id}`]] : [])));
      const ready = planned.map((one) => ({ ...one, resource: withReferences({ ...one.resource, id: one.id }, urls) }));
      const resources = ready.map(({ resource }) => resource as Json);
      const exams = new Map<string, ExamRow>();
      // Reports first: an observation may be about the exam of the report that lists it.
      const byReport = (one: (typeof ready)[number]): number => Number(one.type !== 'DiagnosticReport');
      for (const one of [...ready].sort((a, b) => byReport(a) - byReport(b))) {
        if (!one.isNew) continue;
        const resource = one.resource as Json;
        const exam = this.about(resource, resources, exams.get(`${one.type}/${one.id}`));
        this.keep(one.type, one.id, resource, exam);
        if (exam && one.type === 'DiagnosticReport')
          for (const reference of (resource['result'] ?? []) as Json[]) exams.set(String(reference['reference']), exam);
        this.said(one.type, one.id, exam, who);
      }
      return planned.map(({ type, id, isNew }) => ({ type, id, isNew }));
    });
  }

  private about(resource: Json, others: Json[], fallback: ExamRow | undefined): ExamRow | undefined {
    try {
      return examOf(this.records.exams, resource, others, fallback);
    } catch (error) {
      if (this.defect === 'unmatched') return undefined;
      throw error;
    }
  }

  read(type: string, id: string): Json | undefined {
    const row = this.records.database.prepare('SELECT json FROM fhir_resource WHERE id = ? AND type = ?').get(id, type);
    return row === undefined ? undefined : (JSON.parse((row as { json: string }).json) as Json);
  }

  /** By `system|value` or `value` of an identifier, or all; newest first, 500 at most. */
  find(type: string, identifier?: string): Json[] {
    const ids = identifier === undefined ? undefined : this.identified(type, identifier);
    const rows = this.records.database
      .prepare(`SELECT id, json FROM fhir_resource WHERE type = ? ORDER BY received_at DESC LIMIT 500`)
      .all(type) as { id: string; json: string }[];
    if (ids === undefined) return rows.map(({ json }) => JSON.parse(json) as Json);
    return ids.map((id) => this.read(type, id)).filter((resource) => resource !== undefined);
  }

  private plan({ resource, ifNoneExist }: Entry): Created {
    const type = String(resource['resourceType'] ?? '');
    if (!CREATABLE.includes(type))
      throw new FhirRefusal(
        422,
        `resourceType "${type.slice(0, 40)}" is not taken here; taken are ${CREATABLE.join(', ')}.`,
      );
    const allowed = STATUSES[type];
    if (allowed && !allowed.includes(String(resource['status'])))
      throw new FhirRefusal(422, `${type}.status must be one of ${allowed.join(', ')}.`);
    if (allowed && typeof resource['code'] !== 'object') throw new FhirRefusal(422, `${type}.code is missing.`);
    const identifier = new URLSearchParams(ifNoneExist ?? '').get('identifier');
    if (ifNoneExist !== undefined && identifier === null)
      throw new FhirRefusal(412, 'A conditional create is done by identifier only: identifier=system|value.');
    const [existing, another] = identifier === null ? [] : this.identified(type, identifier);
    if (another !== undefined) throw new FhirRefusal(412, `Several ${type} have identifier ${identifier}.`);
    return { type, id: existing ?? randomUUID(), isNew: existing === undefined };
  }

  private identified(type: string, token: string): string[] {
    const bar = token.lastIndexOf('|');
    const [system, value] = bar < 0 ? [undefined, token] : [token.slice(0, bar), token.slice(bar + 1)];
    const rows = this.records.database
      .prepare(
        'SELECT DISTINCT id FROM fhir_identifier WHERE type = @type AND value = @value AND (@system IS NULL OR system = @system)',
      )
      .all({ type, value, system: system ?? null }) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  private keep(type: string, id: string, resource: Json, exam: ExamRow | undefined): void {
    if (this.defect === 'dropped') return;
    const { database } = this.records;
    database
      .prepare('INSERT INTO fhir_resource VALUES (?, ?, ?, ?, ?)')
      .run(id, type, exam?.accession_number ?? null, JSON.stringify(resource), new Date().toISOString());
    const identifiers = [resource['identifier']].flat() as (Json | undefined)[];
    for (const identifier of identifiers) {
      if (typeof identifier?.['value'] !== 'string') continue;
      database
        .prepare('INSERT INTO fhir_identifier VALUES (?, ?, ?, ?)')
        .run(type, String(identifier['system'] ?? ''), identifier['value'], id);
    }
  }

  /** FHIR does not release an exam: that is for ORC-5 = A (RCR l.146-151). After the report it must not be overlooked. */
  private said(type: string, id: string, exam: ExamRow | undefined, who: string): void {
    this.records.audit.note(who, `FHIR ${type}/${id} filed`, exam?.accession_number);
    if (exam && type === 'DiagnosticReport') {
      const now = this.records.exams.get(exam.accession_number);
      if (now) this.records.workflow.flagIfReported(now, `FHIR DiagnosticReport/${id} after the report`);
    }
  }
}

/** Replaces `urn:uuid:` and other full URLs of the bundle by what the entries were stored as. */
function withReferences(value: unknown, urls: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => withReferences(one, urls));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'reference' && typeof one === 'string' ? (urls.get(one) ?? one) : withReferences(one, urls),
    ]),
  );
}
