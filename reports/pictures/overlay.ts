import type { DicomObject } from '../../model/dicom/object';
import { imagePng } from './pixels';
import { pngOf } from './raster';
import { instanceNumber } from './segmentation';
import type { Picture } from '../../model/picture';
import { NotDrawn } from './not-drawn';

const GROUPS = Array.from({ length: 16 }, (_, index) => `60${(index * 2).toString(16).toUpperCase().padStart(2, '0')}`);

/** Overlay groups with data of their own (PS3.3 C.9.2), e.g. `6000`. */
export function overlayGroups({ dataset }: DicomObject): string[] {
  return GROUPS.filter((group) => dataset.has(`${group}3000`));
}

/** The image and each of its overlay planes as a layer. @throws NotDrawn */
export function drawOverlay(object: DicomObject): Picture {
  const base = imagePng(object);
  const layers = overlayGroups(object).map((group) => overlayLayer(object, group, base.columns, base.rows));
  if (layers.length === 0) throw new NotDrawn('It has no overlay plane.');
  return {
    sopInstanceUid: object.sopInstanceUid,
    kind: 'overlay',
    columns: base.columns,
    rows: base.rows,
    base: { png: base.png, alt: `Image ${instanceNumber(object)}, without its overlay` },
    layers,
    caption: `Image ${instanceNumber(object)} with ${layers.length === 1 ? 'its overlay plane' : `${layers.length} overlay planes`}.`,
  };
}

function overlayLayer({ dataset }: DicomObject, group: string, columns: number, rows: number) {
  const width = dataset.number(`${group}0011`) ?? 0;
  const height = dataset.number(`${group}0010`) ?? 0;
  // Row and column of the image on which the first pixel of the plane lies, from 1.
  const [top = 1, left = 1] = dataset.numbers(`${group}0050`);
  const bits = dataset.element(`${group}3000`)?.bytes ?? new Uint8Array(0);
  if (bits.length * 8 < width * height) throw new NotDrawn('Its overlay has less data than rows and columns say.');
  const label = dataset.string(`${group}1500`) ?? dataset.string(`${group}0022`) ?? `Overlay ${group}`;
  const set = (column: number, row: number): boolean => {
    const [x, y] = [column - (left - 1), row - (top - 1)];
    if (x < 0 || y < 0 || x >= width || y >= height) return false;
    const at = y * width + x;
    return (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  };
  return {
    name: label,
    alt: `Overlay plane over the image: ${label}`,
    png: pngOf(columns, rows, (column, row) => [255, 220, 0, set(column, row) ? 255 : 0], 'layer'),
  };
}
