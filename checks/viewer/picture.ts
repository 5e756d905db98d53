import { PNG } from 'pngjs';

/** A picture of a viewport, as taken. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, opacity. */
  data: Uint8Array;
}

/** Where the image lies in a picture: pixels of the picture per pixel of the image, and where its outer corner is. */
export interface Placement {
  left: number;
  top: number;
  scale: number;
}

export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Brighter than anything but bone, and than the texts of a viewer where they are blue or grey. */
const WHITE = 215;
/** How much a channel must differ to be taken for changed: a tint does, the smoothing of fonts hardly. */
const CHANGED = 30;
/** A picture may be stretched by so much before it is taken for another one. */
const STRETCH = 0.06;

/** Undefined where it is no picture. */
export function readPicture(png: Buffer): Picture | undefined {
  try {
    return PNG.sync.read(png);
  } catch {
    return undefined;
  }
}

/**
 * Finds the image in a picture by the largest white thing in it, the skull, of which it is known where it lies in the
 * image. So nothing need be believed that a viewer says of its own zoom. Undefined where it is not to be found.
 */
export function placeImage(picture: Picture, white: Box): Placement | undefined {
  const found = largestWhite(picture);
  if (!found) return undefined;
  const across = (found[2] - found[0]) / (white[2] - white[0]);
  const down = (found[3] - found[1]) / (white[3] - white[1]);
  if (Math.abs(across / down - 1) > STRETCH || across < 1) return undefined;
  const scale = (across + down) / 2;
  return {
    scale,
    left: (found[0] + found[2] - (white[0] + white[2]) * scale) / 2,
    top: (found[1] + found[3] - (white[1] + white[3]) * scale) / 2,
  };
}

/** Its outer box, in pixels of the picture. */
function largestWhite({ width, height, data }: Picture): Box | undefined {
  const seen = new Uint8Array(width * height);
  const isWhite = (at: number): boolean =>
    (data[at * 4] ?? 0) >= WHITE && (data[at * 4 + 1] ?? 0) >= WHITE && (data[at * 4 + 2] ?? 0) >= WHITE;
  let best: { size: number; box: Box } | undefined;
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] || !isWhite(start)) continue;
    let [left, top, right, bottom, size] = [width, height, 0, 0, 0];
    const open = [start];
    seen[start] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      size += 1;
      [left, top, right, bottom] = [
        Math.min(left, x),
        Math.min(top, y),
        Math.max(right, x + 1),
        Math.max(bottom, y + 1),
      ];
      const around = [x > 0 ? at - 1 : -1, x + 1 < width ? at + 1 : -1, at - width, at + width];
      for (const next of around) {
        if (next < 0 || next >= seen.length || seen[next] || !isWhite(next)) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    if (!best || size > best.size) best = { size, box: [left, top, right, bottom] };
  }
  return best?.box;
}

/** Whether the pixel of two pictures of one size differs so that it can be seen. */
export function changeBetween(one: Picture, other: Picture): (x: number, y: number) => boolean {
  return (x, y) => {
    if (x < 0 || y < 0 || x >= one.width || y >= one.height) return false;
    const at = (y * one.width + x) * 4;
    return [0, 1, 2].some(
      (channel) => Math.abs((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0)) > CHANGED,
    );
  };
}
