import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawPlates } from '../../reports/pictures/picture-book';
import type { Picture } from '../../model/picture';
import type { Natural } from '../kit/dicom-bytes';
import * as objects from '../kit/objects';
import { runOfObjects } from '../kit/run-of-objects';

/** A ramp of 16 values, so that each pixel is told from its neighbours. */
const ramp = Uint16Array.from({ length: 16 }, (_, at) => 1024 + at * 10);
const ct = (n: 0 | 1): Natural => ({
  ...objects.ctImage(n),
  WindowCenter: '75',
  WindowWidth: '150',
  PixelData: new Uint8Array(ramp.buffer),
});

function picturesOf(
  natural: Natural,
  sources: Natural[] = [ct(0), ct(1)],
): { pictures: Picture[]; notDrawn: string[] } {
  const run = runOfObjects('x', [{ natural }, ...sources.map((source) => ({ natural: source, source: true }))]);
  const [plates] = [...drawPlates(run, run.record.requirements).values()];
  return plates ?? { pictures: [], notDrawn: [] };
}

function pixels(png: string): { width: number; height: number; at: (x: number, y: number) => number[] } {
  const { width, height, data } = PNG.sync.read(Buffer.from(png.split(',')[1] ?? '', 'base64'));
  return { width, height, at: (x, y) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)] };
}

describe('pictures of results', () => {
  it('draws a segmentation over the image that it marks most', () => {
    // Second frame: first row and the pixel below its first; first frame: one pixel.
    const seg = { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array([0x01, 0x00, 0x1f, 0x00]) } };
    const [picture] = picturesOf(seg).pictures;
    expect(picture?.base.alt).toContain('Image 2');
    const layer = pixels(picture?.layers[0]?.png ?? '');
    const lit = [];
    for (let y = 0; y < 4; y += 1) for (let x = 0; x < 4; x += 1) if (layer.at(x, y)[3] !== 0) lit.push([x, y]);
    expect(lit).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [0, 1],
    ]);
  });

  it('shows the image in its window', () => {
    const seg = { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array([0xff, 0, 0, 0]) } };
    const base = pixels(picturesOf(seg).pictures[0]?.base.png ?? '');
    expect(base.at(0, 0)).toEqual([0, 0, 0, 255]);
    expect(base.at(3, 3)).toEqual([255, 255, 255, 255]);
    expect(base.at(1, 2)).toEqual([153, 153, 153, 255]);
  });

  it('draws what a presentation state annotates, in its coordinates', () => {
    const [picture] = picturesOf(objects.presentationState()).pictures;
    expect(picture?.layers[0]?.marks).toEqual([{ shape: 'line', points: '1,1 3,1 3,3', closed: false }]);
  });

  it('draws each overlay plane where it lies', () => {
    const image = { ...ct(0), SOPInstanceUID: '1.2.3.9.1' };
    const plane = {
      '60000010': { vr: 'US', value: 2 },
      '60000011': { vr: 'US', value: 2 },
      '60000050': { vr: 'SS', value: [2, 3] },
      '60003000': { vr: 'OW', value: new Uint8Array([0b1001, 0]) },
    };
    const layer = pixels(picturesOf({ ...image, ...plane }).pictures[0]?.layers[0]?.png ?? '');
    expect([layer.at(2, 1)[3], layer.at(3, 1)[3], layer.at(2, 2)[3], layer.at(3, 2)[3]]).toEqual([255, 0, 0, 255]);
  });

  it('shows a Secondary Capture in its colours', () => {
    const rgb = Uint8Array.from({ length: 48 }, (_, at) => at);
    const [picture] = picturesOf({ ...objects.secondaryCapture(), PixelData: { vr: 'OB', value: rgb } }).pictures;
    expect(pixels(picture?.base.png ?? '').at(2, 1)).toEqual([18, 19, 20, 255]);
  });

  it.each<[string, Natural, Natural[], string]>([
    [
      'no pixel set',
      { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array(4) } },
      [ct(0)],
      'No pixel of it is marked',
    ],
    [
      'images that are not here',
      { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array([1, 0, 0, 0]) } },
      [],
      'not in this record',
    ],
    [
      'too little Pixel Data',
      { ...objects.secondaryCapture(), Rows: 60000, Columns: 60000 },
      [],
      'do not fit together',
    ],
    ['no annotated image here', objects.presentationState(), [], 'not in this record'],
  ])('says why it draws nothing: %s', (_name, natural, sources, why) => {
    const { pictures, notDrawn } = picturesOf(natural, sources);
    expect(pictures).toEqual([]);
    expect(notDrawn.join()).toContain(why);
  });
});
