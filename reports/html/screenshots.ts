import type { RunFiles } from '../../model/run-record';

/** Of one picture, and of all of a report: what is beyond is named, and opens from the record. */
const MAX_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 12 * 1024 * 1024;
/** A browser makes four bytes of each of its pixels, however small the file is. */
const MAX_EDGE = 8192;

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture of a viewer as it was taken, where else in the report it is, or why it is not shown. */
export type Screenshot =
  | { kind: 'screenshot'; png: string; width: number; height: number; anchor: string }
  | { kind: 'seen'; anchor: string }
  | { kind: 'none'; reason: string };

/** The pictures in one report, each of which is put in once. */
export class Screenshots {
  private readonly anchors = new Map<string, string>();
  private left = MAX_TOTAL_BYTES;

  constructor(private readonly files: RunFiles) {}

  /** Undefined where the file does not claim to be a picture. */
  show(file: string): Screenshot | undefined {
    if (!/\.png$/i.test(file)) return undefined;
    const known = this.anchors.get(file);
    if (known !== undefined) return { kind: 'seen', anchor: known };
    let bytes: Buffer;
    try {
      bytes = this.files.read(file);
    } catch (error) {
      return { kind: 'none', reason: `The picture cannot be read: ${(error as Error).message}` };
    }
    // Signature and IHDR (PNG, third edition, 5.2 and 11.2.1); what they say otherwise is for the browser.
    if (bytes.length < 24 || !bytes.subarray(0, 8).equals(PNG_START))
      return { kind: 'none', reason: 'It is called a picture, but it is no PNG; open the file.' };
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    if (bytes.length > MAX_BYTES || width > MAX_EDGE || height > MAX_EDGE)
      return { kind: 'none', reason: 'The picture is too large to be shown here; open the file.' };
    if (bytes.length > this.left)
      return { kind: 'none', reason: 'There are too many pictures to show them all here; open the file.' };
    this.left -= bytes.length;
    const anchor = `screenshot-${this.anchors.size + 1}`;
    this.anchors.set(file, anchor);
    return { kind: 'screenshot', png: `data:image/png;base64,${bytes.toString('base64')}`, width, height, anchor };
  }
}
