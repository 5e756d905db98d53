import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { imagePng, pixelData, type Size } from './pixels';
import { pngOf } from './raster';
import type { Layer, Picture } from '../../model/picture';
import { NotDrawn } from './not-drawn';

/** Told apart also by those who do not see all colours (Okabe and Ito). */
const COLOURS = [
  [213, 94, 0],
  [86, 180, 233],
  [240, 228, 66],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
] as const;
const OPACITY = 150;

interface SegmentFrame {
  segment: number;
  /** SOP Instance UID of the image that it was drawn on. */
  source: string;
  pixels: number;
  at: number;
}

/** The image with most of the segments on it, with a layer for each segment (PS3.3 C.8.20). @throws NotDrawn */
export function drawSegmentation(object: DicomObject, find: (uid: string) => DicomObject | undefined): Picture {
  const { dataset } = object;
  const bits = dataset.number('BitsAllocated') ?? 1;
  const perFrame = dataset.items('PerFrameFunctionalGroupsSequence');
  const data = pixelData(object, bits, perFrame.length);
  const size = data.columns * data.rows;
  const marked = (at: number): boolean =>
    bits === 1 ? (((data.bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1 : (data.bytes[at * (bits >> 3)] ?? 0) > 0;
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  const frames = perFrame.map((groups, index): SegmentFrame => {
    let pixels = 0;
    for (let at = index * size; at < (index + 1) * size; at += 1) if (marked(at)) pixels += 1;
    return { segment: segmentOf(groups, shared), source: sourceOf(groups) ?? '', pixels, at: index * size };
  });
  const source = fullest(frames, find);
  const image = find(source);
  if (!image) throw new NotDrawn('The images that it names are not in this record.');
  const base = imagePng(image);
  if (base.columns !== data.columns || base.rows !== data.rows)
    throw new NotDrawn('It has other rows and columns than the image that it names.');
  const here = frames.filter((frame) => frame.source === source && frame.pixels > 0);
  return {
    sopInstanceUid: object.sopInstanceUid,
    kind: 'segmentation',
    columns: base.columns,
    rows: base.rows,
    base: { png: base.png, alt: `Image ${instanceNumber(image)} of the study, as it was sent, without the result` },
    layers: layersOf(here, dataset, data, marked),
    caption: `Segmentation on image ${instanceNumber(image)}; it marks ${new Set(frames.filter(({ pixels }) => pixels > 0).map((frame) => frame.source)).size} images in all.`,
  };
}

function layersOf(
  frames: SegmentFrame[],
  dataset: DicomDataset,
  { columns, rows }: Size,
  marked: (at: number) => boolean,
): Layer[] {
  const labels = new Map(
    dataset
      .items('SegmentSequence')
      .map((segment) => [segment.number('SegmentNumber'), segment.string('SegmentLabel') ?? '']),
  );
  return frames.slice(0, COLOURS.length).map(({ segment, at, pixels }, index): Layer => {
    const [red, green, blue] = COLOURS[index] ?? COLOURS[0];
    const label = labels.get(segment) ?? '';
    return {
      name: `Segment ${segment}${label === '' ? '' : `: ${label}`}`,
      alt: `Segment ${segment} ${label} over the image: ${pixels} pixels`,
      png: pngOf(
        columns,
        rows,
        (column, row) => [red, green, blue, marked(at + row * columns + column) ? OPACITY : 0],
        'layer',
      ),
    };
  });
}

function segmentOf(groups: DicomDataset, shared: DicomDataset | undefined): number {
  const [own] = groups.items('SegmentIdentificationSequence');
  const [common] = shared?.items('SegmentIdentificationSequence') ?? [];
  return (own ?? common)?.number('ReferencedSegmentNumber') ?? 0;
}

function sourceOf(groups: DicomDataset): string | undefined {
  const [derivation] = groups.items('DerivationImageSequence');
  return derivation?.items('SourceImageSequence')[0]?.string('ReferencedSOPInstanceUID');
}

/** The image that is here and bears most pixels of any segment. */
function fullest(frames: SegmentFrame[], find: (uid: string) => DicomObject | undefined): string {
  const sums = new Map<string, number>();
  for (const { source, pixels } of frames) if (pixels > 0) sums.set(source, (sums.get(source) ?? 0) + pixels);
  if (sums.size === 0) throw new NotDrawn('No pixel of it is marked.');
  const ordered = [...sums].sort((a, b) => b[1] - a[1]).map(([uid]) => uid);
  return ordered.find((uid) => uid !== '' && find(uid) !== undefined) ?? '';
}

export function instanceNumber({ dataset }: DicomObject): string {
  return dataset.string('InstanceNumber') ?? 'without a number';
}
