import { PNG } from 'pngjs';
import type { DicomDataset, DicomObject } from '../../../model/dicom/object';
import { readDicom } from '../../../model/dicom/reader';
import { buildContentTree, type ContentItem } from '../../../model/dicom/sr-tree';
import type { ViewerResultKind } from '../../../model/viewer';
import type { ViewedImage, ViewedMark, ViewedResult, ViewedStudy } from './viewed-study';

const COLOURS = ['#ff5050', '#50c8ff', '#ffc850', '#78ff78'];
const KIND: Record<string, ViewerResultKind> = {
  SEG: 'segmentation',
  SR: 'report',
  PR: 'presentation-state',
  KO: 'key-object',
  DOC: 'document',
};

/** What the reference viewer makes of the objects of a study: images in its first series, and what results say of them. */
export function readStudy(files: readonly Buffer[]): ViewedStudy {
  const objects = files.map((bytes) => readDicom(bytes));
  const images = objects
    .filter(({ dataset }) => dataset.string('Modality') === 'CT' && dataset.number('SamplesPerPixel') === 1)
    .sort((a, b) => numberOf(a.dataset) - numberOf(b.dataset));
  const [first] = images;
  const series = first?.dataset.string('SeriesInstanceUID');
  const own = images.filter(({ dataset }) => dataset.string('SeriesInstanceUID') === series);
  const numbers = new Map(own.map(({ sopInstanceUid, dataset }) => [sopInstanceUid, numberOf(dataset)]));
  return {
    title: [first?.dataset.string('PatientName'), first?.dataset.string('PatientID')].filter(Boolean).join(', '),
    columns: first?.dataset.number('Columns') ?? 0,
    rows: first?.dataset.number('Rows') ?? 0,
    images: own.map(viewed),
    results: objects.filter((object) => !images.includes(object)).map((object) => resultOf(object, numbers)),
  };
}

const numberOf = (dataset: DicomDataset): number => dataset.number('InstanceNumber') ?? 0;

/** Grey, in the window that the image comes with. */
function viewed({ dataset, sopInstanceUid }: DicomObject): ViewedImage {
  const [columns, rows] = [dataset.number('Columns') ?? 0, dataset.number('Rows') ?? 0];
  const pixels = dataset.element('PixelData')?.bytes ?? new Uint8Array(0);
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const [slope, intercept] = [dataset.number('RescaleSlope') ?? 1, dataset.number('RescaleIntercept') ?? 0];
  const [center, width] = [dataset.number('WindowCenter') ?? 40, dataset.number('WindowWidth') ?? 80];
  const png = new PNG({ width: columns, height: rows });
  for (let at = 0; at < columns * rows && at * 2 + 1 < pixels.length; at += 1) {
    const value = view.getUint16(at * 2, true) * slope + intercept;
    const grey = Math.min(255, Math.max(0, ((value - center) / width + 0.5) * 255));
    png.data.set([grey, grey, grey, 255], at * 4);
  }
  const bytes = PNG.sync.write(png, { colorType: 0, inputColorType: 6 });
  return { sopInstanceUid, number: numberOf(dataset), png: `data:image/png;base64,${bytes.toString('base64')}` };
}

function resultOf(object: DicomObject, numbers: ReadonlyMap<string, number>): ViewedResult {
  const { dataset, sopInstanceUid } = object;
  const modality = dataset.string('Modality') ?? 'OT';
  const kind: ViewedResult['kind'] = KIND[modality] ?? 'other';
  const common = {
    sopInstanceUid,
    kind,
    modality,
    description: dataset.string('SeriesDescription') ?? '',
    seriesNumber: dataset.number('SeriesNumber') ?? 0,
  };
  if (kind === 'segmentation')
    return { ...common, marks: segmentMarks(dataset, numbers), texts: segmentLabels(dataset) };
  if (kind === 'presentation-state') return { ...common, marks: graphicMarks(dataset, numbers), texts: [] };
  if (kind === 'report' || kind === 'key-object') {
    const root = buildContentTree(dataset);
    const [key] =
      kind === 'key-object'
        ? all(root).flatMap(({ reference }) => numbers.get(reference?.sopInstanceUid ?? '') ?? [])
        : [];
    return {
      ...common,
      marks: coordinateMarks(root, numbers),
      texts: [...linesOf(root, 0), ...equipment(dataset)],
      ...(key === undefined ? {} : { leadsTo: key }),
    };
  }
  return { ...common, marks: [], texts: [] };
}

const segmentLabels = (dataset: DicomDataset): string[] =>
  dataset
    .items('SegmentSequence')
    .map((segment) => `${segment.number('SegmentNumber') ?? ''} ${segment.string('SegmentLabel') ?? ''}`);

/** Runs of marked pixels, frame by frame (PS3.3 C.8.20, one bit a pixel). */
function segmentMarks(dataset: DicomDataset, numbers: ReadonlyMap<string, number>): ViewedMark[] {
  const [columns, rows] = [dataset.number('Columns') ?? 0, dataset.number('Rows') ?? 0];
  const bits = dataset.element('PixelData')?.bytes ?? new Uint8Array(0);
  return dataset.items('PerFrameFunctionalGroupsSequence').flatMap((groups, frame): ViewedMark[] => {
    const source = groups.items('DerivationImageSequence')[0]?.items('SourceImageSequence')[0];
    const image = numbers.get(source?.string('ReferencedSOPInstanceUID') ?? '');
    const segment = groups.items('SegmentIdentificationSequence')[0]?.number('ReferencedSegmentNumber') ?? 0;
    if (image === undefined) return [];
    const isSet = (column: number, row: number): boolean => {
      const at = (frame * rows + row) * columns + column;
      return (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
    };
    let path = '';
    for (let row = 0; row < rows; row += 1) {
      for (let from = 0; from < columns; from += 1) {
        let to = from;
        while (to < columns && isSet(to, row)) to += 1;
        if (to > from) path += `M${from} ${row}H${to}V${row + 1}H${from}Z`;
        from = to;
      }
    }
    return path === '' ? [] : [{ image, path, colour: colourOf(segment), filled: true }];
  });
}

const colourOf = (segment: number): string => COLOURS[(segment - 1) % COLOURS.length] ?? '#ff5050';

function pathOf(points: readonly number[]): string {
  if (points.length === 2) {
    const [x = 0, y = 0] = points;
    return `M${x - 2} ${y}H${x + 2}M${x} ${y - 2}V${y + 2}`;
  }
  return points.reduce((path, value, at) => `${path}${at === 0 ? 'M' : at % 2 === 0 ? 'L' : ' '}${value}`, '');
}

/** PS3.3 C.10.5, in pixels of the image. */
function graphicMarks(dataset: DicomDataset, numbers: ReadonlyMap<string, number>): ViewedMark[] {
  return dataset.items('GraphicAnnotationSequence').flatMap((annotation) =>
    annotation.items('ReferencedImageSequence').flatMap((reference): ViewedMark[] => {
      const image = numbers.get(reference.string('ReferencedSOPInstanceUID') ?? '');
      if (image === undefined) return [];
      return annotation
        .items('GraphicObjectSequence')
        .map((graphic) => ({ image, path: pathOf(graphic.numbers('GraphicData')), colour: '#78ff78', filled: false }));
    }),
  );
}

/** Coordinates of a report, each on the image that it was selected from (PS3.3 C.18.6). */
function coordinateMarks(root: ContentItem, numbers: ReadonlyMap<string, number>): ViewedMark[] {
  return all(root).flatMap((item): ViewedMark[] => {
    if (item.valueType !== 'SCOORD' || !item.graphic) return [];
    const uid = item.children.find(({ reference }) => reference)?.reference?.sopInstanceUid ?? '';
    const image = numbers.get(uid);
    return image === undefined ? [] : [{ image, path: pathOf(item.graphic.data), colour: '#78ff78', filled: false }];
  });
}

const all = (item: ContentItem): ContentItem[] => [item, ...item.children.flatMap(all)];

/** The tree as text, a line an item, with what modifies it on the same line. */
function linesOf(item: ContentItem, depth: number): string[] {
  const modifies = ({ relationship }: ContentItem) => relationship === 'HAS CONCEPT MOD';
  const modifiers = item.children.filter(modifies).flatMap((child) => linesOf(child, 0).join(', ').trim() || []);
  const value = item.code?.meaning ?? item.text ?? measuredOf(item);
  const said = [item.name?.meaning, value].filter((part) => part !== undefined && part !== '').join(': ');
  const own =
    said === '' ? [] : [`${' '.repeat(depth)}${said}${modifiers.length > 0 ? ` (${modifiers.join('; ')})` : ''}`];
  return [...own, ...item.children.filter((child) => !modifies(child)).flatMap((child) => linesOf(child, depth + 1))];
}

const measuredOf = ({ measured }: ContentItem): string | undefined =>
  measured && `${measured.text} ${measured.unit?.value ?? ''}`;

/** Which algorithms and devices took part (PS3.3 C.12.1.1.5). */
const equipment = (dataset: DicomDataset): string[] =>
  dataset.items('ContributingEquipmentSequence').map((device) =>
    ['Manufacturer', 'ManufacturerModelName', 'SoftwareVersions']
      .map((key) => device.string(key))
      .filter(Boolean)
      .join(' '),
  );
