import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import type { ObjectContext } from './context';
import { collapse, find, type Rule } from './rule';
import { SOP } from './sop-classes';

const LAYER: Rule = { id: 'presentation/layer-defined', clause: 'PS3.3 C.10.7', severity: 'error' };
const LAYER_ONCE: Rule = { id: 'presentation/layer-defined-once', clause: 'PS3.3 C.10.7', severity: 'error' };
const POINTS: Rule = { id: 'presentation/points-complete', clause: 'PS3.3 C.10.5', severity: 'error' };
const TYPE_POINTS: Rule = { id: 'presentation/points-by-type', clause: 'PS3.3 C.10.5.1.2', severity: 'error' };
const INSIDE: Rule = { id: 'presentation/graphics-inside-image', clause: 'PS3.3 C.10.5', severity: 'warning' };
const TEXT: Rule = { id: 'presentation/text-inside-image', clause: 'PS3.3 C.10.5', severity: 'warning' };
const CLASS: Rule = { id: 'presentation/images-fit-class', clause: 'PS3.3 A.33.1, A.33.2', severity: 'error' };
const LISTED: Rule = { id: 'presentation/images-listed', clause: 'PS3.3 C.11.11', severity: 'error' };

const POINTS_OF: Record<string, (points: number) => boolean> = {
  POINT: (points) => points === 1,
  POLYLINE: (points) => points >= 2,
  INTERPOLATED: (points) => points >= 2,
  CIRCLE: (points) => points === 2,
  ELLIPSE: (points) => points === 4,
};

/** Softcopy presentation states beyond their module tables: layers, graphics, images referred to (PS3.3 C.10, C.11). */
export function checkPresentationState(object: DicomObject, context: ObjectContext): Finding[] {
  const { dataset } = object;
  const listed = new Set(
    dataset
      .items('ReferencedSeriesSequence')
      .flatMap((series) =>
        series.items('ReferencedImageSequence').flatMap((image) => image.string('ReferencedSOPInstanceUID') ?? []),
      ),
  );
  const findings: Finding[] = [];
  const layers = dataset.items('GraphicLayerSequence').map((layer) => layer.string('GraphicLayer'));
  layers.forEach((layer, i) => {
    if (layers.indexOf(layer) !== i)
      findings.push(
        find(LAYER_ONCE, 'A graphic layer is defined twice.', {
          path: `GraphicLayerSequence[${i}].GraphicLayer`,
          seen: layer,
        }),
      );
  });
  dataset.items('GraphicAnnotationSequence').forEach((annotation, i) => {
    const path = `GraphicAnnotationSequence[${i}]`;
    const layer = annotation.string('GraphicLayer');
    if (layer !== undefined && !layers.includes(layer)) {
      const where = {
        path: `${path}.GraphicLayer`,
        seen: layer,
        expected: layers.join(', ') || 'a Graphic Layer Sequence',
      };
      findings.push(find(LAYER, 'An annotation is on a layer that is not defined.', where));
    }
    const size = sizeOf(annotation, listed, context);
    annotation.items('GraphicObjectSequence').forEach((graphic, g) => {
      findings.push(...checkGraphic(graphic, `${path}.GraphicObjectSequence[${g}]`, size));
    });
    annotation.items('TextObjectSequence').forEach((text, t) => {
      findings.push(...checkText(text, `${path}.TextObjectSequence[${t}]`, size));
    });
  });
  for (const key of ['GraphicAnnotationSequence', 'DisplayedAreaSelectionSequence', 'SoftcopyVOILUTSequence']) {
    dataset.items(key).forEach((item, i) =>
      item.items('ReferencedImageSequence').forEach((image, n) => {
        const uid = image.string('ReferencedSOPInstanceUID');
        if (uid === undefined || listed.has(uid)) return;
        const where = { path: `${key}[${i}].ReferencedImageSequence[${n}].ReferencedSOPInstanceUID`, seen: uid };
        findings.push(find(LISTED, 'An image is used that the presentation state does not list.', where));
      }),
    );
  }
  return collapse([...findings, ...checkImages(object, listed, context)]);
}

/** Grayscale states are for grayscale images, colour states for colour images. */
function checkImages(
  { sopClassUid }: DicomObject,
  listed: Set<string>,
  { images = [], results = [] }: ObjectContext,
): Finding[] {
  const forColour = sopClassUid === SOP.colorSoftcopyPresentationState;
  if (!forColour && sopClassUid !== SOP.grayscaleSoftcopyPresentationState) return [];
  const wrong = [...images, ...results].find((image) => {
    const photometric = image.dataset.string('PhotometricInterpretation');
    if (!listed.has(image.sopInstanceUid) || photometric === undefined) return false;
    return /^MONOCHROME/.test(photometric) === forColour;
  });
  if (!wrong) return [];
  const where = {
    path: 'ReferencedSeriesSequence',
    seen: `${wrong.dataset.string('PhotometricInterpretation') ?? ''} image ${wrong.sopInstanceUid}`,
    expected: forColour ? 'colour images' : 'grayscale images',
  };
  return [find(CLASS, 'A presentation state is for images of another kind.', where)];
}

/** Corners of a text box and its anchor: pixels from 1, or parts of the displayed area from 0 to 1. */
function checkText(text: DicomDataset, path: string, size: Size | undefined): Finding[] {
  const points = [
    ['BoundingBoxTopLeftHandCorner', 'BoundingBoxAnnotationUnits'],
    ['BoundingBoxBottomRightHandCorner', 'BoundingBoxAnnotationUnits'],
    ['AnchorPoint', 'AnchorPointAnnotationUnits'],
  ] as const;
  return points.flatMap(([key, units]) => {
    const [x, y] = text.numbers(key);
    const unit = text.string(units);
    const most = unit === 'DISPLAY' ? [1, 1] : unit === 'PIXEL' && size ? [size.columns + 1, size.rows + 1] : undefined;
    if (x === undefined || y === undefined || !most) return [];
    if (x >= 0 && y >= 0 && x <= (most[0] ?? 0) && y <= (most[1] ?? 0)) return [];
    const where = { path: `${path}.${key}`, seen: `${x}\\${y}`, expected: `within ${most.join(' x ')}` };
    return [find(TEXT, 'A text lies outside the image or the displayed area.', where)];
  });
}

interface Size {
  rows: number;
  columns: number;
}

function checkGraphic(graphic: DicomDataset, path: string, size: Size | undefined): Finding[] {
  const data = graphic.numbers('GraphicData');
  const points = graphic.number('NumberOfGraphicPoints');
  const type = graphic.string('GraphicType') ?? '';
  const findings: Finding[] = [];
  if (points !== undefined && data.length !== 2 * points) {
    const where = {
      path: `${path}.GraphicData`,
      seen: counted(data.length, 'value'),
      expected: `${2 * points} for ${counted(points, 'point')}`,
    };
    findings.push(find(POINTS, 'A graphic has not as many coordinates as points.', where));
  }
  if (points !== undefined && POINTS_OF[type]?.(points) === false) {
    findings.push(
      find(TYPE_POINTS, `A ${type} cannot have ${points} points.`, {
        path: `${path}.NumberOfGraphicPoints`,
        seen: String(points),
      }),
    );
  }
  if (size && graphic.string('GraphicAnnotationUnits') === 'PIXEL') {
    // The origin is the outer corner of the first pixel (PS3.3 C.10.5); one pixel of slack for those who count from 1.
    const isOutside = data.some((value, i) => value < 0 || value > (i % 2 === 0 ? size.columns : size.rows) + 1);
    if (isOutside) {
      const where = {
        path: `${path}.GraphicData`,
        seen: data.join('\\'),
        expected: `within ${size.columns} x ${size.rows}`,
      };
      findings.push(find(INSIDE, 'A graphic lies outside the image.', where));
    }
  }
  return findings;
}

/** Size of the images that an annotation applies to, where it is known and the same for all. */
function sizeOf(
  annotation: DicomDataset,
  listed: Set<string>,
  { images = [], results = [] }: ObjectContext,
): Size | undefined {
  const named = annotation
    .items('ReferencedImageSequence')
    .flatMap((image) => image.string('ReferencedSOPInstanceUID') ?? []);
  const uids = named.length > 0 ? named : [...listed];
  const known = [...images, ...results].filter((image) => uids.includes(image.sopInstanceUid));
  const sizes = known.map(({ dataset }) => ({
    rows: dataset.number('Rows') ?? 0,
    columns: dataset.number('Columns') ?? 0,
  }));
  const [first] = sizes;
  if (!first || first.rows === 0 || sizes.some((size) => size.rows !== first.rows || size.columns !== first.columns))
    return undefined;
  return first;
}
