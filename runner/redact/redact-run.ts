import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seal } from '../../evidence/journal';
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
import { learnMessage, redactMessage } from './messages';
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
    return { ...part, events, names: part.source.list().filter((name) => !LEFT_OUT.test(name)) };
  });
  // One set of pseudonyms for all, so that what agreed between parts still does.
  for (const { source, names, events } of parts) learn(source, names, events, pseudonyms);
  for (const { source, names, events, prefix } of parts) {
    const files = redactFiles(source, names, events, pseudonyms);
    for (const [name, bytes] of files) put(join(to, prefix, name), bytes);
    put(join(to, prefix, RUN_FILES.journal), Buffer.from(redactJournal(events, files, pseudonyms)));
  }
  if (start.merged) put(join(to, RUN_FILES.start), redactStart(run.read(RUN_FILES.start), pseudonyms));
  const { record } = judgeRun(to);
  const differences = otherVerdicts(judgeRun(dir).record, record);
  if (differences.length > 0)
    throw new Error(
      `Redacted, this run would be judged otherwise (${differences.slice(0, 3).join('; ')}), so it is not packed.`,
    );
  put(join(to, RUN_FILES.record), Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
  await writeReports(to);
  return record;
}

type Kind = 'object' | 'message' | 'json' | 'lines' | 'multipart' | 'picture' | 'text';

function kindOf(name: string, bytes: Buffer): Kind {
  if (name === RUN_FILES.messages) return 'lines';
  if (name.endsWith('.json')) return 'json';
  if (name.startsWith('objects/') || looksLikeDicom(bytes)) return 'object';
  if (name.startsWith('messages/')) return 'message';
  if (name.startsWith('pictures/')) return 'picture';
  if (bytes.subarray(0, 2).toString('latin1') === '--') return 'multipart';
  return /^\s*[[{]/.test(bytes.subarray(0, 20).toString('latin1')) ? 'json' : 'text';
}

function learn(run: RunSource, names: string[], events: JournalEvent[], pseudonyms: Pseudonyms): void {
  learnJson(events, pseudonyms);
  for (const name of names) {
    const bytes = run.read(name);
    const kind = kindOf(name, bytes);
    if (kind === 'object') learnObject(bytes, pseudonyms);
    else if (kind === 'message') learnMessage(bytes, pseudonyms);
    else if (kind === 'json') learnJson(parsed(bytes), pseudonyms);
  }
}

/** By their new names. */
function redactFiles(
  run: RunSource,
  names: string[],
  events: JournalEvent[],
  pseudonyms: Pseudonyms,
): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const encoded = new Set(events.flatMap((event) => ('encodedBody' in event && event.encodedBody?.file) || []));
  const parts = partsByBody(events);
  for (const name of names) {
    if (name === RUN_FILES.journal) continue;
    files.set(pseudonyms.clean(name), redactFile(run, name, encoded, parts.get(name) ?? [], pseudonyms));
  }
  return files;
}

function redactFile(
  run: RunSource,
  name: string,
  encoded: Set<string>,
  parts: string[],
  pseudonyms: Pseudonyms,
): Buffer {
  const bytes = run.read(name);
  if (encoded.has(name))
    return Buffer.from('Left out of the redacted record: the body as it was encoded on the wire.\n');
  switch (kindOf(name, bytes)) {
    case 'object':
      return redactObject(bytes, pseudonyms);
    case 'message':
      return redactMessage(bytes, pseudonyms);
    case 'picture':
      // Of studies that airworthy made, with patients who do not exist.
      return bytes;
    case 'json':
      if (name === RUN_FILES.start) return redactStart(bytes, pseudonyms);
      return Buffer.from(JSON.stringify(redactJson(parsed(bytes), pseudonyms)));
    case 'lines':
      return Buffer.from(
        bytes
          .toString('utf8')
          .split('\n')
          .map((line) => pseudonyms.clean(line))
          .join('\n'),
      );
    case 'multipart':
      return redactMultipart(
        bytes,
        parts.map((part) => run.read(part)),
        pseudonyms,
      );
    default:
      return Buffer.from(pseudonyms.clean(bytes.toString('latin1')), 'latin1');
  }
}

/** The plan says what was run and is not touched; whose machine it was is. */
function redactStart(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  const start = JSON.parse(bytes.toString('utf8')) as RunStart;
  const { host, operator } = start.environment;
  const environment = { ...start.environment, host: pseudonyms.value(host), operator: pseudonyms.value(operator) };
  return Buffer.from(`${JSON.stringify({ ...start, environment, redacted: REDACTION_NOTE }, null, 2)}\n`);
}

/** The objects within are replaced where they lie; what is left is headers. */
function redactMultipart(bytes: Buffer, parts: Buffer[], pseudonyms: Pseudonyms): Buffer {
  const out = Buffer.from(bytes);
  let from = 0;
  for (const part of parts) {
    // A part is kept with File Meta Information as it was sent, so it is found as it is.
    const at = bytes.indexOf(part, from);
    const made = redactObject(part, pseudonyms);
    if (at === -1 || made.length !== part.length)
      return Buffer.from('Left out of the redacted record: a body whose parts are files of their own.\n');
    made.copy(out, at);
    from = at + part.length;
  }
  return parts.length > 0 ? out : Buffer.from(pseudonyms.clean(bytes.toString('latin1')), 'latin1');
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
function redactJournal(events: JournalEvent[], files: Map<string, Buffer>, pseudonyms: Pseudonyms): string {
  let previous = '';
  return events
    .map((event) => {
      const { seq, at, ms, scenario, hash: _hash, previous: _previous, ...body } = event;
      const redacted = withNewSums(redactJson(body, pseudonyms), files) as unknown as EventBody;
      const sealed = seal(redacted, { seq, at, ms, scenario, previous });
      previous = sealed.event.hash;
      return `${sealed.line}\n`;
    })
    .join('');
}

function withNewSums(value: unknown, files: Map<string, Buffer>): unknown {
  if (Array.isArray(value)) return value.map((item) => withNewSums(item, files));
  if (typeof value !== 'object' || value === null) return value;
  const made = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withNewSums(member, files)]));
  const bytes = typeof made['file'] === 'string' && 'sha256' in made ? files.get(made['file']) : undefined;
  if (!bytes) return made;
  const sum = createHash('sha256').update(bytes).digest('hex');
  return { ...made, sha256: sum, ...('bytes' in made ? { bytes: bytes.length } : {}) };
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

function put(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, { flag: 'w' });
}
