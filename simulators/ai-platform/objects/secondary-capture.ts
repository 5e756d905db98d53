import { newUid } from '../../../protocols/dimse/uids';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { Picture } from './picture/picture';
import { WINDOW } from './presentation-state';
import { requestOfSeries, sourceImage } from './references';
import { outlineOf } from '../analysis/outline';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'secondary-capture',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
  modality: 'CT',
  description: 'AI key images, outlines burned in',
  number: 9008,
};
/** Small images are enlarged to about this width, so that outlines and text can be read. */
const WIDTH = 512;

/** Each key slice as a picture with outlines and names burned in (RCR l.129). */
export function secondaryCaptures(context: BuildContext): ResultObject[] {
  const seriesInstanceUid = newUid();
  return context.keySlices.flatMap((slice, index) => {
    const source = context.images.images[slice];
    if (!source) return [];
    const picture = drawSlice(context, slice);
    const series = { ...SERIES, seriesInstanceUid, instanceNumber: index + 1 };
    return [
      writeObject(context, series, {
        ...requestOfSeries(context),
        ConversionType: 'WSD',
        ContentDate: dateOf(context.now),
        ContentTime: timeOf(context.now),
        DateOfSecondaryCapture: dateOf(context.now),
        TimeOfSecondaryCapture: timeOf(context.now),
        BodyPartExamined: context.images.bodyPartExamined,
        ImageType: ['DERIVED', 'SECONDARY'],
        PatientOrientation: '',
        DerivationDescription: 'Slice with lesions found by AI burned in, not verified',
        SourceImageSequence: [sourceImage(source)],
        BurnedInAnnotation: 'YES',
        LossyImageCompression: '00',
        SamplesPerPixel: 3,
        PhotometricInterpretation: 'RGB',
        PlanarConfiguration: 0,
        Rows: picture.height,
        Columns: picture.width,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        PixelRepresentation: 0,
        PixelData: evenly(picture.rgb),
      }),
    ];
  });
}

/** The slice in a brain window with what was found on it. */
export function drawSlice({ images, lesions, algorithms }: BuildContext, slice: number): Picture {
  const scale = Math.max(1, Math.floor(WIDTH / images.columns));
  const hu = images.images[slice]?.hu ?? new Int16Array(images.rows * images.columns);
  const picture = Picture.ofHounsfield(hu, images.columns, scale, WINDOW);
  const here = lesions.flatMap(({ lesion, number }) => {
    const mask = lesion.mask.get(slice);
    return mask ? [{ lesion, number, mask }] : [];
  });
  for (const { number, mask } of here) {
    const outline = outlineOf(mask, images.columns);
    picture.outline(outline, scale);
    const right = outline.reduce((best, corner) => (corner.column > best.column ? corner : best), {
      column: 0,
      row: 0,
    });
    picture.text(String(number), right.column * scale + 4, right.row * scale);
  }
  picture.line('AI - PRELIMINARY, NOT VERIFIED');
  for (const { lesion, number } of here)
    picture.line(`${number} ${withoutNumber(lesion.trackingId)} ${(lesion.volumeMm3 / 1000).toFixed(1)} ML`);
  for (const { name, version } of algorithms) picture.line(`${name} ${version}`, 'below');
  return picture;
}

const withoutNumber = (trackingId: string): string => trackingId.replace(/ \d+$/, '');

/** Pixel Data has an even length (PS3.5 8.1.1). */
function evenly(rgb: Buffer): Buffer {
  return rgb.length % 2 === 0 ? rgb : Buffer.concat([rgb, Buffer.alloc(1)]);
}
