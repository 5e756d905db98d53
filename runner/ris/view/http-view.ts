import type { Address } from '../../../model/actors';
import type { HttpView, RisField, RisFilter } from '../../../model/ris-access';
import { filled, getJson, Unreadable } from './get-json';
import { readEntry, valuesAt } from './read-entry';
import { type Look, notOffered, type RisView, type Seen } from './view';

export interface HttpViewOptions {
  adapter: 'http' | 'fhir';
  view: HttpView;
  /** Asked for each request: a tap may be given another port. */
  address(): Address;
  accept: string;
  timeoutMs: number;
}

/** More pages than a reporting worklist has; a RIS whose pages never end must not hold the run up. */
const MAX_PAGES = 200;

/** Looks at a RIS by GET requests whose JSON answers are read by the JSONPaths of sut.yaml. */
export class HttpRisView implements RisView {
  readonly adapter: 'http' | 'fhir';
  readonly shows: readonly RisField[];
  readonly showsExams: boolean;

  constructor(private readonly o: HttpViewOptions) {
    this.adapter = o.adapter;
    this.showsExams = o.view.exam !== undefined;
    this.shows = Object.keys(o.view.fields) as RisField[];
  }

  async look(look: Look): Promise<Seen> {
    const target = look.view === 'exam' ? this.examTarget(look) : this.listTarget(look);
    if (typeof target !== 'string') return target;
    const pages: Buffer[] = [];
    const asked = `GET ${target}`;
    try {
      const entries = look.view === 'exam' ? await this.exam(target, pages) : await this.list(target, pages);
      return { asked, entries: entries.map((json) => readEntry(json, this.o.view.fields)), answer: join(pages) };
    } catch (error) {
      const kind = error instanceof Unreadable ? 'unreadable' : 'unreachable';
      const sentence = `${asked}: ${(error as Error).message}`;
      return { asked, entries: [], answer: join(pages), failure: { kind, sentence } };
    }
  }

  private listTarget({ filter = [], sort }: Look): string | Seen {
    const { list, filters = {}, sorts = {} } = this.o.view;
    let url = list.url;
    for (const { by, value } of filter) {
      const query = filterQuery(filters, by, value);
      if (query === undefined) return this.lacks(list.url, `filters.${by}`);
      url = withQuery(url, query);
    }
    if (sort === undefined) return url;
    const query = sorts[sort];
    return query === undefined ? this.lacks(list.url, `sorts.${sort}`) : withQuery(url, query);
  }

  private examTarget({ exams }: Look): string | Seen {
    const { exam: single } = this.o.view;
    const [exam] = exams;
    return single && exam ? filled(single.url, exam) : this.lacks('an exam', 'exam.url');
  }

  private lacks(asked: string, key: string): Seen {
    return notOffered(
      asked,
      `ris.worklist.${this.adapter}.${key} is not declared in sut.yaml, so this could not be seen.`,
    );
  }

  private async list(first: string, pages: Buffer[]): Promise<unknown[]> {
    const { list } = this.o.view;
    const entries: unknown[] = [];
    let target: string | undefined = first;
    while (target !== undefined && pages.length < MAX_PAGES) {
      const json = await this.get(target, pages);
      entries.push(...valuesAt(json, list.entries));
      const next = list.next === undefined ? undefined : valuesAt(json, list.next)[0];
      target = typeof next === 'string' && next !== '' ? localPart(next, target) : undefined;
    }
    if (target !== undefined) throw new Unreadable(`there are more than ${MAX_PAGES} pages.`);
    return entries;
  }

  /** None where there is no such exam. A FHIR search answers with a bundle. */
  private async exam(target: string, pages: Buffer[]): Promise<unknown[]> {
    const json = await this.get(target, pages, true);
    if (json === undefined) return [];
    return this.adapter === 'fhir' ? valuesAt(json, this.o.view.list.entries) : [json];
  }

  private async get(target: string, pages: Buffer[], mayLack = false): Promise<unknown> {
    const { accept, timeoutMs, view } = this.o;
    const got = await getJson(this.o.address(), target, { headers: { Accept: accept, ...view.headers }, timeoutMs });
    pages.push(got.body);
    if (mayLack && got.status === 404) return undefined;
    return got.json();
  }
}

function filterQuery(filters: NonNullable<HttpView['filters']>, by: RisFilter, value: string): string | undefined {
  const mapping = filters[by];
  if (mapping === undefined) return undefined;
  const { query, values } = typeof mapping === 'string' ? { query: mapping } : mapping;
  return query.replaceAll('{value}', encodeURIComponent(values?.[value] ?? value));
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** Path and query, whatever host a link names: requests go through the tap. */
function localPart(link: string, from: string): string {
  const { pathname, search } = new URL(link, `http://ris${from}`);
  return `${pathname}${search}`;
}

function join(pages: Buffer[]): Buffer | undefined {
  return pages.length === 0
    ? undefined
    : Buffer.concat(pages.flatMap((page, i) => (i === 0 ? [page] : [Buffer.from('\n'), page])));
}
