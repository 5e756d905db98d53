import { Readable } from 'node:stream';
import type { Address } from '../../../model/actors';
import type { Exam } from '../../../model/exam';
import { parseJson } from '../../../model/json';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The RIS answered, but not with what can be read. */
export class Unreadable extends Error {}
/** The RIS answered with an error status. */
export class Refused extends Error {}

export interface JsonAnswer {
  status: number;
  body: Buffer;
  /** @throws {@link Refused} for an error status, {@link Unreadable} where the body is no JSON */
  json(): unknown;
}

/** GET of a path and query at a RIS, without redirection. Rejects with a sentence where it does not answer. */
export async function getJson(
  { host, port }: Address,
  target: string,
  { headers, timeoutMs }: { headers: Record<string, string>; timeoutMs: number },
): Promise<JsonAnswer> {
  const response = await fetch(`http://${host}:${port}${target}`, {
    headers: { Connection: 'close', ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    throw new Error(`the RIS did not answer (${((error.cause as Error | undefined) ?? error).message}).`);
  });
  const body = await bodyOf(response);
  return {
    status: response.status,
    body,
    json() {
      if (!response.ok) throw new Refused(`the RIS answered HTTP ${response.status}.`);
      return parsed(body);
    },
  };
}

/** An answer without end is left when it is longer than any worklist. */
async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of streamOf(response)) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES)
        throw new Unreadable(
          `the answer is longer than ${MAX_BODY_BYTES / 1024 / 1024} MiB and was not read to its end.`,
        );
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Error(`the RIS did not end its answer (${(error as Error).message}).`, { cause: error });
  }
  return Buffer.concat(chunks);
}

function streamOf({ body }: Response): AsyncIterable<Uint8Array> {
  // The types of the browser's streams lack what Node's have.
  return (body ?? Readable.from([])) as unknown as AsyncIterable<Uint8Array>;
}

/** @throws {@link Unreadable} */
export function parsed(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    throw new Unreadable('the answer is no JSON.');
  }
}

/** A template of sut.yaml with the numbers of the exam, each through `encode`. */
export function filled(template: string, exam: Exam, encode: (value: string) => string = encodeURIComponent): string {
  const values: Record<string, string> = {
    accessionNumber: exam.accessionNumber,
    orderNumber: exam.placerOrderNumber,
    patientId: exam.patientId,
    studyInstanceUid: exam.studyInstanceUid,
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    values[name] === undefined ? whole : encode(values[name]),
  );
}
