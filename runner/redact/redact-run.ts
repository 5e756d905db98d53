import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seal } from '../../evidence/journal';
import { NOT_PACKED } from '../../evidence/pack/pack-run';
import { writeParts } from '../../evidence/write-all';
import { type ByteSource, chunksOf } from '../../model/byte-source';
import { looksLikeDicom } from '../../model/dicom/reader';
import type { EventBody, JournalEvent } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import { judgeRun } from '../judging/judge-run';
import { journalOfPart } from '../judging/read-part';
import { folderSource, type RunSource } from '../run-source';
import { partsOf } from '../sharding/parts';
import { readRunStart, RUN_FILES, type RunStart } from '../run-start';
import { writeReports } from '../write-reports';
import { learnJson, redactJson } from './json';
import { LARGE_BYTES, LargeJson } from './large-json';
import { learnMessage, redactMessage } from './messages';
import { redactMultipart } from './multipart';
import { learnObject, redactObject } from './objects';
import { REDACTION_NOTE } from './profile';
import { Pseudonyms } from './pseudonyms';

/** Made anew from what is redacted, or left out because it repeats what was on the wire. */
const LEFT_OUT = /^(captures\/|allure-results\/|report\.|junit\.|run\.json$)/;

/**
 * Writes a run into `to` with pseudonyms in the place of names and identifiers, judges it anew and compares.
 * @throws Error with one sentence where a verdict would be another: then nothing may be handed over as the same
 */
export async function redactRun(dir: string, to: string, pseudonyms = new Pseudonyms()): Promise<RunRecord> {
  const run = folderSource(dir);
  const start = readRunStart(run);
  const parts = partsOf(run, start).map((part) => {
    const { events, problems } = journalOfPart(part);
    if (problems.length > 0) throw new Error(`${dir} cannot be redacted: ${part.prefix}${problems[0]}.`);
    return {
      ...part,
      events,
      names: part.source.list().filter((name) => !LEFT_OUT.test(name) && !NOT_PACKED.test(name)),
    };
  });
  // Said before hours are spent.
  for (const { source, names } of parts) refuseTooLong(source, names);
  // One set of pseudonyms for all, so that what agreed between parts still does.
  for (const { source, names, events } of parts) learn(source, names, events, pseudonyms);
  for (const { source, names, events, prefix } of parts) {
    const sums = redactFiles(source, join(to, prefix), names, events, pseudonyms);
    put(join(to, prefix, RUN_FILES.journal), [Buffer.from(redactJournal(events, sums, pseudonyms))]);
  }
  if (start.merged) put(join(to, RUN_FILES.start), [redactStart(run.read(RUN_FILES.start), pseudonyms)]);
  const { record } = judgeRun(to);
  const differences = otherVerdicts(judgeRun(dir).record, record);
  if (differences.length > 0)
    throw new Error(
      `Redacted, this run would be judged otherwise (${differences.slice(0, 3).join('; ')}), so it is not packed.`,
    );
  put(join(to, RUN_FILES.record), [Buffer.from(`${JSON.stringify(record, null, 2)}\n`)]);
  await writeReports(to);
  return record;
}

type Kind = 'object' | 'message' | 'json' | 'lines' | 'picture' | 'text';

/** Enough of a file to see what it is. */
const START_BYTES = 1024;

function kindOf(name: string, source: ByteSource): Kind {
  const start = source.copy(0, START_BYTES);
  if (name === RUN_FILES.messages) return 'lines';
  if (name.endsWith('.json')) return 'json';
  if (name.startsWith('objects/') || looksLikeDicom(start)) return 'object';
  if (name.startsWith('messages/')) return 'message';
  if (name.startsWith('pictures/')) return 'picture';
  return /^\s*[[{]/.test(start.toString('latin1', 0, 20)) ? 'json' : 'text';
}

/** Has work done with an open file of the run. Errors name the file. */
function opening<T>(run: RunSource, name: string, work: (source: ByteSource) => T): T {
  const source = run.open(name);
  try {
    return work(source);
  } catch (error) {
    throw new Error(`${run.name}/${name} cannot be redacted: ${(error as Error).message}`, { cause: error });
  } finally {
    source.close();
  }
}

/** @throws Error that names what cannot be redacted at its length */
function refuseTooLong(run: RunSource, names: string[]): void {
  for (const name of names)
    opening(run, name, (source) => {
      if (source.size <= LARGE_BYTES) return;
      const kind = kindOf(name, source);
      if (kind === 'json') new LargeJson(source);
      else if (kind === 'message' || kind === 'lines')
        throw new Error('it is longer than 256 MiB. Pack the run without redacting it.');
    });
}

const wholeOf = (source: ByteSource): Buffer => source.copy(0, source.size);

function learn(run: RunSource, names: string[], events: JournalEvent[], pseudonyms: Pseudonyms): void {
  learnJson(events, pseudonyms);
  for (const name of names)
    opening(run, name, (source) => {
      const kind = kindOf(name, source);
      if (kind === 'object') learnObject(source, pseudonyms);
      else if (kind === 'message') learnMessage(wholeOf(source), pseudonyms);
      else if (kind === 'json' && source.size > LARGE_BYTES) new LargeJson(source).learn(pseudonyms);
      else if (kind === 'json') learnJson(parsed(wholeOf(source)), pseudonyms);
    });
}

/** What was written in the place of each file, by its new name. */
type Sums = ReadonlyMap<string, { sha256: string; bytes: number }>;

/** Writes the files of a part under their new names, one after the other. */
function redactFiles(
  run: RunSource,
  to: string,
  names: string[],
  events: JournalEvent[],
  pseudonyms: Pseudonyms,
): Sums {
  const sums = new Map<string, { sha256: string; bytes: number }>();
  const encoded = new Set(events.flatMap((event) => ('encodedBody' in event && event.encodedBody?.file) || []));
  const parts = partsByBody(events);
  for (const name of names) {
    if (name === RUN_FILES.journal) continue;
    const made = pseudonyms.clean(name);
    opening(run, name, (source) => {
      const pieces = encoded.has(name)
        ? [ENCODED_BODY]
        : redactFile(run, name, source, parts.get(name) ?? [], pseudonyms);
      sums.set(made, put(join(to, made), pieces));
    });
  }
  return sums;
}

const ENCODED_BODY = Buffer.from('Left out of the redacted record: the body as it was encoded on the wire.\n');

function redactFile(
  run: RunSource,
  name: string,
  source: ByteSource,
  parts: string[],
  pseudonyms: Pseudonyms,
): Iterable<Buffer> {
  switch (kindOf(name, source)) {
    case 'object':
      return redactObject(source, pseudonyms);
    case 'message':
      return [redactMessage(wholeOf(source), pseudonyms)];
    case 'picture':
      // Of studies that airworthy made, with patients who do not exist.
      return chunksOf(source);
    case 'json':
      if (name === RUN_FILES.start) return [redactStart(wholeOf(source), pseudonyms)];
      if (source.size > LARGE_BYTES) return new LargeJson(source).redact(pseudonyms);
      return [Buffer.from(JSON.stringify(redactJson(parsed(wholeOf(source)), pseudonyms)))];
    case 'lines': {
      const lines = wholeOf(source).toString('utf8').split('\n');
      return [Buffer.from(lines.map((line) => pseudonyms.clean(line)).join('\n'))];
    }
    default: {
      // The journal says what objects are in it, whatever stands before the first of them.
      const objects = parts.map((part) => () => run.open(part));
      return redactMultipart(source, objects, pseudonyms);
    }
  }
}

/** The plan says what was run and is not touched; whose machine it was is. */
function redactStart(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  const start = JSON.parse(bytes.toString('utf8')) as RunStart;
  const { host, operator } = start.environment;
  const environment = { ...start.environment, host: pseudonyms.value(host), operator: pseudonyms.value(operator) };
  return Buffer.from(`${JSON.stringify({ ...start, environment, redacted: REDACTION_NOTE }, null, 2)}\n`);
}

function partsByBody(events: JournalEvent[]): Map<string, string[]> {
  return new Map(
    events.flatMap((event): [string, string[]][] =>
      'body' in event && event.body && 'parts' in event && event.parts
        ? [[event.body.file, event.parts.map(({ file }) => file)]]
        : [],
    ),
  );
}

/** The same events with other values, as a chain of its own. */
function redactJournal(events: JournalEvent[], sums: Sums, pseudonyms: Pseudonyms): string {
  let previous = '';
  return events
    .map((event) => {
      const { seq, at, ms, scenario, hash: _hash, previous: _previous, ...body } = event;
      const redacted = withNewSums(redactJson(body, pseudonyms), sums) as unknown as EventBody;
      const sealed = seal(redacted, { seq, at, ms, scenario, previous });
      previous = sealed.event.hash;
      return `${sealed.line}\n`;
    })
    .join('');
}

function withNewSums(value: unknown, sums: Sums): unknown {
  if (Array.isArray(value)) return value.map((item) => withNewSums(item, sums));
  if (typeof value !== 'object' || value === null) return value;
  const made = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withNewSums(member, sums)]));
  const sum = typeof made['file'] === 'string' && 'sha256' in made ? sums.get(made['file']) : undefined;
  if (!sum) return made;
  return { ...made, sha256: sum.sha256, ...('bytes' in made ? { bytes: sum.bytes } : {}) };
}

function otherVerdicts(before: RunRecord, after: RunRecord): string[] {
  const decided = new Map(after.requirements.map(({ id, verdict, cause }) => [id, `${verdict} ${cause ?? ''}`.trim()]));
  return before.requirements.flatMap(({ id, verdict, cause }) => {
    const was = `${verdict} ${cause ?? ''}`.trim();
    return decided.get(id) === was ? [] : [`${id} is ${was}, and would be ${decided.get(id)}`];
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes.toString('latin1');
  }
}

function put(path: string, pieces: Iterable<Buffer>): { sha256: string; bytes: number } {
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const fd = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      writeParts(fd, [piece]);
      bytes += piece.length;
    }
  } finally {
    closeSync(fd);
  }
  return { sha256: hash.digest('hex'), bytes };
}
