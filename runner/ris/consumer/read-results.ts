import { readFile } from 'node:fs/promises';
import type { Address } from '../../../model/actors';
import type {
  ConsumerAccess,
  ConsumerReading,
  ReadingEntry,
  ReadingKind,
  ReadingMapping,
} from '../../../model/consumer';
import type { JournalEvent } from '../../../model/events';
import type { Exam } from '../../../model/exam';
import { filled, getJson, parsed, Refused, Unreadable } from '../view/get-json';
import { text, valuesAt } from '../view/read-entry';

type Probe = Extract<JournalEvent, { kind: 'probe.consumer' }>;

export interface ResultsSeen extends Pick<Probe, 'asked' | 'reading' | 'failure'> {
  /** As it came. */
  answer?: Buffer;
}

/** Looks at what a consumer made of the results of an exam, by the way that sut.yaml declares. Never rejects. */
export async function readResults(
  access: ConsumerAccess,
  exam: Exam,
  o: { address(): Address; timeoutMs: number },
): Promise<ResultsSeen> {
  let answer: Buffer | undefined;
  const asked =
    access.adapter === 'http'
      ? `GET ${filled(access.http.url, exam)}`
      : `file ${filled(access.file, exam, (value) => value.replace(/[^\w.-]/g, '_'))}`;
  try {
    let json: unknown;
    if (access.adapter === 'http') {
      const headers = { Accept: 'application/json', ...access.http.headers };
      const got = await getJson(o.address(), asked.slice('GET '.length), { headers, timeoutMs: o.timeoutMs });
      answer = got.body;
      json = got.json();
    } else {
      answer = await readFile(asked.slice('file '.length));
      json = parsed(answer);
    }
    return { asked, reading: read(json, access.shows), answer };
  } catch (error) {
    const kind = error instanceof Refused ? 'refused' : error instanceof Unreadable ? 'unreadable' : 'unreachable';
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file.' : (error as Error).message;
    return {
      asked,
      reading: {},
      failure: { kind, sentence: `${asked}: ${why}` },
      ...(answer ? { answer } : {}),
    };
  }
}

function read(json: unknown, shows: ConsumerAccess['shows']): ConsumerReading {
  const reading: ConsumerReading = {};
  for (const [kind, mapping] of Object.entries(shows) as [ReadingKind, ReadingMapping][]) {
    reading[kind] = valuesAt(json, mapping.entries).map((entry) =>
      Object.fromEntries(
        Object.entries(mapping.fields).map(([field, path]): [string, string] => [
          field,
          text(valuesAt(entry, path ?? '$')[0]),
        ]),
      ),
    ) satisfies ReadingEntry[];
  }
  return reading;
}
