import { PNG } from 'pngjs';
import type { Screenshot } from '../../contract';
import { Refusal } from '../http/refusal';

/** A picture that unpacks to more than this is no screenshot. */
const MOST_PIXELS = 64 * 1024 * 1024;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What a picture is by its content, whatever it was called: PNG or JPEG that can be read to its end. @throws Refusal */
export function inspectImage(bytes: Buffer): Pick<Screenshot, 'type' | 'width' | 'height'> {
  const size = sizeOf(bytes);
  if (!size || size.width < 1 || size.height < 1)
    throw new Refusal(415, 'This is neither a PNG nor a JPEG picture.', 'Send a screenshot as PNG or JPEG.');
  if (size.width * size.height > MOST_PIXELS)
    throw new Refusal(
      413,
      `The picture has ${size.width} times ${size.height} pixels, which is too many.`,
      'Send a smaller picture.',
    );
  return size;
}

function sizeOf(bytes: Buffer): Pick<Screenshot, 'type' | 'width' | 'height'> | undefined {
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return pngSize(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes);
  return undefined;
}

function pngSize(bytes: Buffer): ReturnType<typeof sizeOf> {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  // What is to be unpacked is known before it is.
  if (width * height > MOST_PIXELS) return { type: 'image/png', width, height };
  try {
    PNG.sync.read(bytes);
    return { type: 'image/png', width, height };
  } catch {
    return undefined;
  }
}

/** The frame header (ITU-T T.81 B.2.2), and the end of image at the end. */
function jpegSize(bytes: Buffer): ReturnType<typeof sizeOf> {
  if (bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) < 2) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const length = bytes.readUInt16BE(at + 2);
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + length;
  }
  return undefined;
}
