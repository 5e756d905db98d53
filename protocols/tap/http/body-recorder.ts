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
  private readonly unread: Buffer[] = [];
  private unreadBytes = 0;
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
    if (this.coding !== '' && this.mask) {
      this.holdUnread(sent);
      return;
    }
    const bytes = this.mask ? this.mask.mask(sent) : sent;
    this.writer ??= this.recording.files.open('bodies', () => `body.${extensionOf(this.contentType)}`);
    if (this.coding === '') {
      this.parts ??= new DicomParts(this.recording, this.contentType);
      this.parts.push(bytes);
    }
    const room = Math.max(0, this.maxBytes - this.writer.length);
    if (room > 0) this.writer.write(bytes.subarray(0, room));
    this.omitted += Math.max(0, bytes.length - room);
  }

  /** What may name a credential reaches the disk only once that has been read and masked. */
  private holdUnread(sent: Buffer): void {
    this.unreadBytes += sent.length;
    if (this.unreadBytes > Math.min(MAX_CODED_BYTES, this.maxBytes)) this.unread.length = 0;
    else this.unread.push(Buffer.from(sent));
  }

  finish(): RecordedBody {
    if (this.unreadBytes > 0) return this.finishUnread();
    if (!this.writer) return {};
    const held = this.writer.held;
    const sent = this.writer.finish();
    const decoded =
      this.coding === '' || this.omitted > 0 || sent.bytes > MAX_CODED_BYTES
        ? undefined
        : this.decode(held ?? this.recording.read(sent));
    const parts = decoded ? this.split(decoded) : (this.parts?.finish() ?? []);
    return {
      body: decoded ? this.save(decoded) : sent,
      ...(decoded ? { encodedBody: sent } : {}),
      ...(this.omitted > 0 ? { bodyOmitted: this.omitted } : {}),
      ...(parts.length > 0 ? { parts } : {}),
    };
  }

  private finishUnread(): RecordedBody {
    const decoded = this.unread.length > 0 ? this.decode(Buffer.concat(this.unread)) : undefined;
    const masked = decoded && this.mask?.mask(decoded);
    return masked ? { body: this.save(masked) } : { bodyOmitted: this.unreadBytes };
  }

  private save(decoded: Buffer): FileRef {
    return this.recording.saveFile('bodies', `body.${extensionOf(this.contentType)}`, decoded);
  }

  abandon(): void {
    this.parts?.abandon();
    this.writer?.abandon();
  }

  /** Undefined where it cannot be decoded: the body is then kept as it was sent. */
  private decode(bytes: Buffer): Buffer | undefined {
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
