import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { imagePng, type Size, windowOf } from './pixels';
import { instanceNumber } from './segmentation';
import type { Mark, Picture } from '../../model/picture';
import { NotDrawn } from './not-drawn';

const MAX_POINTS = 4000;
const MAX_TEXT = 120;

/** The image with most annotations, and these as a layer (PS3.3 A.33.1, C.10.5). @throws NotDrawn */
export function drawPresentationState(object: DicomObject, find: (uid: string) => DicomObject | undefined): Picture {
  const { dataset } = object;
  const annotations = dataset.items('GraphicAnnotationSequence');
  const uids = annotations.flatMap(imagesOf);
  const named = dataset.items('ReferencedSeriesSequence').flatMap(imagesOf);
  const most = [...new Set(uids)].sort((a, b) => count(uids, b) - count(uids, a));
  const source = [...withText(annotations), ...most, ...named].find((uid) => find(uid) !== undefined);
  const image = source === undefined ? undefined : find(source);
  if (source === undefined || !image) throw new NotDrawn('The images that it names are not in this record.');
  const [voi] = dataset.items('SoftcopyVOILUTSequence');
  const base = imagePng(image, voi && windowOf(voi));
  const marks = annotations
    .filter(
      (annotation) => annotation.items('ReferencedImageSequence').length === 0 || imagesOf(annotation).includes(source),
    )
    .flatMap((annotation) => marksOf(annotation, base));
  const texts = marks.flatMap((mark) => (mark.shape === 'text' ? [mark.text] : []));
  const shapes = marks.length - texts.length;
  return {
    sopInstanceUid: object.sopInstanceUid,
    kind: 'presentation state',
    columns: base.columns,
    rows: base.rows,
    base: { png: base.png, alt: `Image ${instanceNumber(image)} of the study in the window of the presentation state` },
    layers: [
      {
        name: 'Annotations',
        alt: `${shapes} drawn shapes over the image${texts.length > 0 ? `, with the texts: ${texts.join('; ')}` : ''}`,
        marks,
      },
    ],
    caption: `Presentation state on image ${instanceNumber(image)}${texts.length > 0 ? `. Its texts: ${texts.join('; ')}` : ''}.`,
  };
}

function imagesOf(item: DicomDataset): string[] {
  return item.items('ReferencedImageSequence').flatMap((image) => image.string('ReferencedSOPInstanceUID') ?? []);
}

/** A text says most; an image that has one comes first. */
function withText(annotations: DicomDataset[]): string[] {
  return annotations.filter((one) => one.items('TextObjectSequence').length > 0).flatMap(imagesOf);
}

const count = (uids: string[], uid: string): number => uids.filter((each) => each === uid).length;

function marksOf(annotation: DicomDataset, size: Size): Mark[] {
  return [
    ...annotation.items('GraphicObjectSequence').flatMap((graphic) => shapeOf(graphic, size)),
    ...annotation.items('TextObjectSequence').flatMap((text) => textOf(text, size)),
  ];
}

/** DISPLAY units are fractions of what is displayed, which is taken for the whole image here. */
function pointsOf(values: number[], units: string | undefined, { columns, rows }: Size): [number, number][] {
  const [sx, sy] = units === 'DISPLAY' ? [columns, rows] : [1, 1];
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < Math.min(values.length, MAX_POINTS * 2); at += 2) {
    const [x = NaN, y = NaN] = [(values[at] ?? NaN) * sx, (values[at + 1] ?? NaN) * sy];
    if (Number.isFinite(x) && Number.isFinite(y)) points.push([x, y]);
  }
  return points;
}

function shapeOf(graphic: DicomDataset, size: Size): Mark[] {
  const points = pointsOf(graphic.numbers('GraphicData'), graphic.string('GraphicAnnotationUnits'), size);
  const [a, b, c, d] = points;
  if (!a) return [];
  switch (graphic.string('GraphicType')) {
    case 'POINT':
      return [{ shape: 'circle', x: a[0], y: a[1], radius: Math.max(size.columns, size.rows) / 100 }];
    case 'CIRCLE':
      return b ? [{ shape: 'circle', x: a[0], y: a[1], radius: Math.hypot(b[0] - a[0], b[1] - a[1]) }] : [];
    case 'ELLIPSE':
      return b && c && d ? [ellipse(a, b, c, d)] : [];
    default: {
      const last = points.at(-1);
      const closed = points.length > 2 && last !== undefined && last[0] === a[0] && last[1] === a[1];
      return [{ shape: 'line', points: points.map(([x, y]) => `${x},${y}`).join(' '), closed }];
    }
  }
}

type Point = readonly [number, number];

/** End points of the major axis, then of the minor axis (PS3.3 C.10.5.1.2). */
function ellipse(a: Point, b: Point, c: Point, d: Point): Mark {
  return {
    shape: 'ellipse',
    x: (a[0] + b[0]) / 2,
    y: (a[1] + b[1]) / 2,
    rx: Math.hypot(b[0] - a[0], b[1] - a[1]) / 2,
    ry: Math.hypot(d[0] - c[0], d[1] - c[1]) / 2,
    turn: (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI,
  };
}

function textOf(item: DicomDataset, size: Size): Mark[] {
  const text = item.string('UnformattedTextValue');
  const anchor = pointsOf(item.numbers('AnchorPoint'), item.string('AnchorPointAnnotationUnits'), size)[0];
  const box = pointsOf(
    item.numbers('BoundingBoxTopLeftHandCorner'),
    item.string('BoundingBoxAnnotationUnits'),
    size,
  )[0];
  const at = box ?? anchor;
  return text === undefined || !at ? [] : [{ shape: 'text', x: at[0], y: at[1], text: text.slice(0, MAX_TEXT) }];
}
