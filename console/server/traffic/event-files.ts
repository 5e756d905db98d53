import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { describeUid } from '../../../checks/files/sop-class-names';
import type { FileRef, JournalEvent } from '../../../model/events';
import { looksDrawable } from '../../../reports/pictures/draw-object';
import { recognise } from '../../../runner/check-files/recognise';
import type { EventFile } from '../../contract';

const START_BYTES = 1024;

/** The files that an event names, in their order, each with what it is. `path` gives where one lies. */
export function filesOf(event: JournalEvent, path: (file: string) => string): EventFile[] {
  return refsIn(event).map((ref, n) => {
    const start = startOf(path(ref.file));
    const what = kindOf(start);
    return {
      n,
      what,
      title: titleOf(event, what),
      ...ref,
      picture: what === 'dicom' && looksDrawable(sopClassOf(event)),
    };
  });
}

function refsIn(event: JournalEvent): FileRef[] {
  const found = new Map<string, FileRef>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const { file, sha256, bytes } = value as Partial<FileRef>;
    if (typeof file === 'string' && typeof sha256 === 'string' && typeof bytes === 'number')
      found.set(file, { file, sha256, bytes });
    Object.values(value).forEach(visit);
  };
  visit(event);
  return [...found.values()];
}

function kindOf(start: Buffer): EventFile['what'] {
  const format = recognise(start);
  if (format === 'dicom' || format === 'hl7' || format === 'json') return format;
  const text = start.toString('utf8');
  if (/^\s*[[{]/.test(text)) return 'json';
  // eslint-disable-next-line no-control-regex -- what has these is no text
  return start.length > 0 && !/[\x00-\x08\x0e-\x1f]/.test(text) ? 'text' : 'bytes';
}

function titleOf(event: JournalEvent, what: EventFile['what']): string {
  switch (event.kind) {
    case 'dimse.command':
      return describeUid(event.sopClassUid ?? event.abstractSyntax);
    case 'mllp.message':
      return event.messageType || 'HL7 message';
    case 'http.request':
    case 'http.response':
      return what === 'dicom' ? 'DICOM object' : what === 'json' ? 'JSON body' : 'HTTP body';
    default:
      return { dicom: 'DICOM object', hl7: 'HL7 message', json: 'JSON', text: 'Text', bytes: 'Bytes' }[what];
  }
}

/** Undefined where only the object itself says. */
function sopClassOf(event: JournalEvent): string | undefined {
  return event.kind === 'dimse.command' ? event.sopClassUid : undefined;
}

function startOf(file: string): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const handle = openSync(file, 'r');
  try {
    const start = Buffer.alloc(START_BYTES);
    return start.subarray(0, readSync(handle, start, 0, START_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}
