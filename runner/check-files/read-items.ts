import { createHash } from 'node:crypto';
import type { Finding } from '../../model/check';
import { Hl7ReadError, readHl7 } from '../../model/hl7/reader';
import type { SkippedFile } from '../../model/files-report';
import { parseJson } from '../../model/json';
import { find } from '../../checks/dicom/rule';
import { resourcesIn, isObject, typeOf } from '../../checks/fhir/resources';
import type { Item } from '../../checks/files/items';
import { FILE, MLLP } from '../../checks/files/rules';
import { type MessageBytes, splitMessages } from '../../checks/files/split-messages';
import type { ByteSource } from '../../model/byte-source';
import { TooLarge } from '../../model/dicom/read-source';
import { readDicomFile } from './read-dicom-file';
import { type Format, promisedBy, recognise } from './recognise';

const START_BYTES = 1024;
/** Messages and resources in one file. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

export interface Reading {
  items: Item[];
  skipped?: SkippedFile;
}

/** Tells what a file is. `zip` is left to the caller. */
export function formatOf(source: ByteSource): Format | undefined {
  return recognise(Buffer.from(source.read(0, START_BYTES)));
}

/** The objects in a file. Never throws for what is in it: that is a finding. `named`: the user wants it to be checked. */
export function readItems(file: string, source: ByteSource, format: Format | undefined, named: boolean): Reading {
  if (source.size > MAX_TEXT_BYTES && (format === 'hl7' || format === 'json')) {
    const seen = `${Math.ceil(source.size / 1024 / 1024)} MiB`;
    return broken(file, 'text', find(FILE.readable, 'The file is too large to be read.', { seen, expected: '64 MiB' }));
  }
  switch (format) {
    case 'dicom':
      return readDicomItem(file, source);
    case 'hl7':
      return { items: readMessages(file, source.copy(0, source.size)) };
    case 'json':
      return readResources(file, source.copy(0, source.size), named);
    default:
      return unknown(file, source.size, named);
  }
}

export const broken = (file: string, what: string, finding: Finding): Reading => ({
  items: [{ type: 'file', file, what, findings: [finding] }],
});

function unknown(file: string, size: number, named: boolean): Reading {
  const promised = promisedBy(file);
  const seen = size === 0 ? 'an empty file' : 'something else';
  if (promised === undefined && !named) {
    return {
      items: [],
      skipped: { file, reason: size === 0 ? 'It is empty.' : 'It is not DICOM, HL7 v2 or FHIR JSON.' },
    };
  }
  const where = { seen, expected: promised ?? 'DICOM, HL7 v2 or FHIR JSON' };
  return broken(file, 'unrecognised file', find(FILE.recognised, 'The file is not what it should be.', where));
}

function readDicomItem(file: string, source: ByteSource): Reading {
  try {
    const read = readDicomFile(source, createHash('sha1'));
    return { items: [{ type: 'dicom', file, ...read, findings: [] }] };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return broken(file, 'DICOM', find(FILE.readable, `The file is too large to be checked: ${error.message}.`));
  }
}

function readMessages(file: string, bytes: Buffer): Item[] {
  const messages = splitMessages(bytes);
  return messages.map((message, i) => readMessage(file, message, messages.length > 1 ? `message ${i + 1}` : undefined));
}

function readMessage(file: string, { bytes, framed, findings }: MessageBytes, part: string | undefined): Item {
  const place = part === undefined ? { file } : { file, part };
  try {
    return { type: 'hl7', ...place, message: readHl7(bytes), framed, findings };
  } catch (error) {
    if (!(error instanceof Hl7ReadError)) throw error;
    return {
      type: 'file',
      ...place,
      what: 'HL7 v2 message',
      findings: [...findings, find(MLLP.message, error.message)],
    };
  }
}

function readResources(file: string, bytes: Buffer, named: boolean): Reading {
  let body: unknown;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    body = parseJson(bytes);
  } catch (error) {
    const isFhir = named || promisedBy(file) !== undefined || bytes.includes('"resourceType"');
    if (!isFhir) return { items: [], skipped: { file, reason: 'It is neither JSON nor anything else that is known.' } };
    return broken(file, 'JSON', find(FILE.json, 'The file is not JSON.', { seen: (error as Error).message }));
  }
  if (!isObject(body) || typeOf(body) === '') {
    if (!named && promisedBy(file) === undefined)
      return { items: [], skipped: { file, reason: 'It is JSON, but not FHIR.' } };
    const where = { path: 'resourceType', seen: 'absent' };
    return broken(file, 'JSON', find(FILE.recognised, 'The JSON has no resourceType, so it is not FHIR.', where));
  }
  const all = resourcesIn(body);
  const items = all.map((located): Item => {
    const part = located.path === '' ? {} : { part: located.path };
    return { type: 'fhir', file, ...part, located, all, findings: [] };
  });
  if (items.length > 0) return { items };
  const where = { path: 'entry', seen: 'none' };
  return broken(file, 'Bundle', find(FILE.recognised, 'The Bundle holds no resource.', where));
}
