import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { FileWriter } from '../../../evidence/file-writer';
import type { Recording } from '../../../evidence/recording';
import type { FileRef } from '../../../model/events';
import { HttpMask } from '../secrets/http-mask';
import { mayNameSecrets } from '../secrets/http-names';
import { DicomParts } from './dicom-parts';

/** Longer coded bodies stay coded; what they unpack to is a stranger's choice. */
const MAX_CODED_BYTES = 16 * 1024 * 1024;
const MAX_DECODED_BYTES = 64 * 1024 * 1024;

export interface RecordedBody {
  body?: FileRef;
  encodedBody?: FileRef;
  bodyOmitted?: number;
  parts?: FileRef[];
}

/** Keeps the body of one HTTP message, its content coding taken off, and the DICOM objects in it. */
export class BodyRecorder {
  private writer: FileWriter | undefined;
  private parts: DicomParts | undefined;
  private omitted = 0;
  private readonly coding: string;
  private readonly contentType: string | undefined;
  private readonly mask: HttpMask | undefined;

  constructor(
    private readonly recording: Recording,
    headers: Record<string, string>,
    private readonly maxBytes: number,
  ) {
    this.contentType = headers['content-type'];
    this.coding = (headers['content-encoding'] ?? '')
      .trim()
      .toLowerCase()
      .replace(/^identity$/, '');
    this.mask = mayNameSecrets(this.contentType) ? new HttpMask(true) : undefined;
  }

  write(sent: Buffer): void {
    const bytes = this.coding === '' && this.mask ? this.mask.mask(sent) : sent;
    this.writer ??= this.recording.files.open('bodies', () => `body.${extensionOf(this.contentType)}`);
    if (this.coding === '') {
      this.parts ??= new DicomParts(this.recording, this.contentType);
      this.parts.push(bytes);
    }
    const room = Math.max(0, this.maxBytes - this.writer.length);
    if (room > 0) this.writer.write(bytes.subarray(0, room));
    this.omitted += Math.max(0, bytes.length - room);
  }

  finish(): RecordedBody {
    if (!this.writer) return {};
    const held = this.writer.held;
    const sent = this.writer.finish();
    const decoded = this.coding === '' || this.omitted > 0 ? undefined : this.decode(held, sent);
    const parts = decoded ? this.split(decoded) : (this.parts?.finish() ?? []);
    return {
      body: decoded ? this.recording.saveFile('bodies', `body.${extensionOf(this.contentType)}`, decoded) : sent,
      ...(decoded ? { encodedBody: sent } : {}),
      ...(this.omitted > 0 ? { bodyOmitted: this.omitted } : {}),
      ...(parts.length > 0 ? { parts } : {}),
    };
  }

  abandon(): void {
    this.parts?.abandon();
    this.writer?.abandon();
  }

  /** Undefined where it cannot be decoded: the body is then kept as it was sent. */
  private decode(held: Buffer | undefined, sent: FileRef): Buffer | undefined {
    if (sent.bytes > MAX_CODED_BYTES) return undefined;
    const bytes = held ?? readFileSync(join(this.recording.dir, sent.file));
    const options = { maxOutputLength: MAX_DECODED_BYTES };
    try {
      if (this.coding === 'gzip' || this.coding === 'x-gzip') return gunzipSync(bytes, options);
      if (this.coding === 'br') return brotliDecompressSync(bytes, options);
      // RFC 9110 8.4.1.2 means zlib; some send the bare stream.
      if (this.coding === 'deflate')
        return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
    } catch {
      return undefined;
    }
    return undefined;
  }

  private split(decoded: Buffer): FileRef[] {
    const parts = new DicomParts(this.recording, this.contentType);
    parts.push(decoded);
    return parts.finish();
  }
}

function extensionOf(contentType: string | undefined): string {
  const type = (contentType ?? '').toLowerCase();
  if (/^multipart\//.test(type)) return 'multipart';
  return /json|xml|html|pdf|dicom/.exec(type)?.[0].replace('dicom', 'dcm') ?? (/^text\//.test(type) ? 'txt' : 'bin');
}
