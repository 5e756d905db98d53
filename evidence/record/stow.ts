import type { FileRef } from '../../model/events';
import type { FileReader } from './file-reader';
import type { HttpRequestEvent, HttpResponseEvent } from './exchanges';

/** STOW-RS: POST to a studies resource (PS3.18 10.5). */
export function isStowRequest(event: HttpRequestEvent): boolean {
  return event.method === 'POST' && /\/studies(\/[0-9.]+)?\/?(\?.*)?$/.test(event.target);
}

/** The application/dicom parts of a STOW-RS request, as the tap saved them. */
export function dicomParts(event: HttpRequestEvent): FileRef[] {
  return event.parts ?? [];
}

/**
 * Whether the server took an instance: by the lists in its answer (PS3.18 Table 10.5.3-1), else by the HTTP status alone:
 * 200 means all, 202 all that are not listed as failed.
 */
export function wasStored(response: HttpResponseEvent | undefined, sopInstanceUid: string, files: FileReader): boolean {
  if (!response) return false;
  const listed = response.body ? readStoreLists(response.body, files) : undefined;
  if (listed?.failed.has(sopInstanceUid)) return false;
  if (listed?.stored.has(sopInstanceUid)) return true;
  return response.status === 200 || response.status === 202;
}

const REFERENCED_SOP_SEQUENCE = '00081199';
const FAILED_SOP_SEQUENCE = '00081198';

function readStoreLists(body: FileRef, files: FileReader): { stored: Set<string>; failed: Set<string> } {
  const json = files.json(body).value;
  if (json !== undefined) {
    const payload = Array.isArray(json) ? (json[0] as unknown) : json;
    return { stored: uidsOf(payload, REFERENCED_SOP_SEQUENCE), failed: uidsOf(payload, FAILED_SOP_SEQUENCE) };
  }
  // The Native DICOM Model (PS3.19 A.1), which servers answer with unless JSON is asked for.
  const xml = files.text(body);
  return { stored: uidsInXml(xml, REFERENCED_SOP_SEQUENCE), failed: uidsInXml(xml, FAILED_SOP_SEQUENCE) };
}

function uidsOf(payload: unknown, sequence: string): Set<string> {
  const items = valueOf(payload, sequence);
  const uids = items.flatMap((item) => valueOf(item, '00081155')).filter((uid) => typeof uid === 'string');
  return new Set(uids);
}

function valueOf(set: unknown, tag: string): unknown[] {
  if (typeof set !== 'object' || set === null) return [];
  const element = (set as Record<string, { Value?: unknown }>)[tag];
  return Array.isArray(element?.Value) ? element.Value : [];
}

function uidsInXml(xml: string, sequence: string): Set<string> {
  const start = xml.search(new RegExp(`<DicomAttribute\\b[^>]*tag="${sequence}"`));
  if (start === -1) return new Set();
  // Up to the next top-level list, which is the other sequence.
  const other = sequence === FAILED_SOP_SEQUENCE ? REFERENCED_SOP_SEQUENCE : FAILED_SOP_SEQUENCE;
  const end = xml.indexOf(`tag="${other}"`, start);
  const part = xml.slice(start, end === -1 ? undefined : end);
  const uids = part.matchAll(/tag="00081155"[^>]*>\s*<Value[^>]*>\s*([0-9.]+)\s*<\/Value>/g);
  return new Set([...uids].map((match) => match[1] ?? ''));
}
