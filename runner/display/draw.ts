import { PNG } from 'pngjs';
import { outlineOf } from '../../simulators/ai-platform/analysis/outline';
import { Picture } from '../../simulators/ai-platform/objects/picture/picture';
import { WINDOW } from '../../simulators/ai-platform/objects/presentation-state';
import { DISC, KEY_SLICE } from './known-regions';
import { CONTOUR, LINE, POINT } from './marks';
import type { Scene } from './scene';
import type { DisplayRecipe, PictureLayer } from './types';

const SCALE = 4;
const GREEN = [80, 255, 120] as const;

/** The key image as it is to be seen, with the marks of the recipe and its texts. */
export function drawPicture(scene: Scene, what: DisplayRecipe['draw'], lookFor: string[], layer: PictureLayer): Buffer {
  const { images, results } = scene;
  const hu = images.images[KEY_SLICE]?.hu ?? new Int16Array(images.rows * images.columns);
  const picture = Picture.ofHounsfield(hu, images.columns, SCALE, WINDOW);
  if (layer === 'with-ai') {
    if (what === undefined || what === 'regions') {
      for (const { mask, trackingId, bounds } of results.flatMap(({ lesions }) => lesions)) {
        picture.outline(outlineOf(mask.get(KEY_SLICE) ?? new Uint8Array(0), images.columns), SCALE);
        picture.text(trackingId, bounds.column[0] * SCALE, (bounds.row[1] + 2) * SCALE);
      }
    }
    if (what === 'points') {
      cross(picture, POINT);
      stroke(picture, LINE);
    }
    if (what === 'contours') stroke(picture, CONTOUR);
    if (what === 'point-in-space') cross(picture, [DISC.column + 0.5, DISC.row + 0.5]);
    if (what === 'text') for (const line of lookFor) picture.line(line.slice(0, 40));
    picture.line('AI - PRELIMINARY, NOT VERIFIED', 'below');
  }
  return png(picture);
}

/** `path`: column, row ... in pixel coordinates of the image, 0,0 the outer corner of the first pixel. */
function stroke(picture: Picture, path: readonly number[]): void {
  for (let at = 0; at + 3 < path.length; at += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = path.slice(at, at + 4).map((value) => value * SCALE);
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
    for (let step = 0; step <= steps; step += 1) {
      dot(picture, Math.round(x1 + ((x2 - x1) * step) / steps), Math.round(y1 + ((y2 - y1) * step) / steps));
    }
  }
}

function cross(picture: Picture, [column = 0, row = 0]: readonly number[]): void {
  stroke(picture, [column - 3, row, column + 3, row]);
  stroke(picture, [column, row - 3, column, row + 3]);
}

function dot({ rgb, width, height }: Picture, x: number, y: number): void {
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue;
    rgb.set(GREEN, ((y + dy) * width + x + dx) * 3);
  }
}

function png({ rgb, width, height }: Picture): Buffer {
  const image = new PNG({ width, height });
  for (let at = 0; at < width * height; at += 1) {
    image.data.set(rgb.subarray(at * 3, at * 3 + 3), at * 4);
    image.data[at * 4 + 3] = 255;
  }
  return PNG.sync.write(image);
}
