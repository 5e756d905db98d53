import { PNG } from 'pngjs';
import { NotDrawn } from './not-drawn';

/** Longest edge of a picture in a report, pixels. */
const MAX_EDGE = 512;
/** A picture that compresses worse than this stays out. */
const MAX_PNG_BYTES = 400 * 1024;

/** Red, green, blue and opacity of the pixel in that column and row. */
export type PixelAt = (column: number, row: number) => readonly [number, number, number, number];

/** A PNG as data URI, made smaller where it is larger than a report needs. @throws NotDrawn where it stays too large */
export function pngOf(columns: number, rows: number, pixel: PixelAt, kind: 'grey' | 'colour' | 'layer'): string {
  const step = Math.max(1, columns / MAX_EDGE, rows / MAX_EDGE);
  const [width, height] = [Math.max(1, Math.floor(columns / step)), Math.max(1, Math.floor(rows / step))];
  const image = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      image.data.set(pixel(Math.floor(x * step), Math.floor(y * step)), (y * width + x) * 4);
    }
  }
  const colorType = kind === 'grey' ? 0 : kind === 'colour' ? 2 : 6;
  const bytes = PNG.sync.write(image, { colorType, inputColorType: 6 });
  if (bytes.length > MAX_PNG_BYTES) throw new NotDrawn('Its picture is too large for a report; open the file.');
  return `data:image/png;base64,${bytes.toString('base64')}`;
}
