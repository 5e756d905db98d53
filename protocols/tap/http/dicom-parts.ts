import type { FileWriter } from '../../../evidence/file-writer';
import type { Recording } from '../../../evidence/recording';
import type { FileRef } from '../../../model/events';
import { boundaryOf } from '../../dicomweb/multipart/read';
import { readMeta } from '../../dimse/part10';
import { PartSplitter } from './part-splitter';

/** Where the file meta ends at the latest, as a rule. */
const META_BYTES = 4096;
const DICOM = /^content-type:\s*"?application\/dicom\b(?!\+)/im;

/** Keeps the application/dicom parts of a body (STOW-RS, WADO-RS: PS3.18 8.7) in `objects/`, each a file of its own. */
export class DicomParts {
  private readonly splitter: PartSplitter | undefined;
  private readonly kept: FileRef[] = [];
  private open: { writer: FileWriter; start: Buffer[]; length: number } | undefined;

  /** What `contentType` says there to be: parts of a multipart body, one object, or nothing for us. */
  constructor(
    private readonly recording: Recording,
    contentType: string | undefined,
  ) {
    if (/^application\/dicom\s*(;|$)/i.test(contentType ?? '')) {
      this.begin();
      return;
    }
    try {
      this.splitter = new PartSplitter(boundaryOf(contentType), {
        onPart: (headers) => {
          if (!DICOM.test(headers)) return false;
          this.begin();
          return true;
        },
        onBytes: (bytes) => this.write(bytes),
        onPartEnd: () => this.keep(),
      });
    } catch {
      // No multipart body.
    }
  }

  push(bytes: Buffer): void {
    if (this.splitter) this.splitter.push(bytes);
    else this.write(bytes);
  }

  /** The parts that came whole. */
  finish(): FileRef[] {
    if (!this.splitter) this.keep();
    this.abandon();
    return this.kept;
  }

  abandon(): void {
    this.open?.writer.abandon();
    this.open = undefined;
  }

  private begin(): void {
    const start: Buffer[] = [];
    const writer = this.recording.files.open('objects', () => nameOf(Buffer.concat(start)));
    this.open = { writer, start, length: 0 };
  }

  private write(bytes: Buffer): void {
    const { open } = this;
    if (!open) return;
    if (open.length < META_BYTES) open.start.push(Buffer.from(bytes.subarray(0, META_BYTES - open.length)));
    open.length += bytes.length;
    open.writer.write(bytes);
  }

  private keep(): void {
    if (!this.open || this.open.length === 0) return;
    this.kept.push(this.open.writer.finish());
    this.open = undefined;
  }
}

function nameOf(start: Buffer): string {
  try {
    return `${readMeta(start).meta.sopInstanceUid}.dcm`;
  } catch {
    return 'part.dcm';
  }
}
