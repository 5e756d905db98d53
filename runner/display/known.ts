import { readDicom } from '../../model/dicom/reader';
import type { KnownDisplay, Shape, ViewerResult, ViewerResultKind } from '../../model/viewer';
import type { StudyInstance } from '../../fixtures/studies';
import { DISC, KEY_SLICE, REGIONS, SQUARE } from './known-regions';
import { CONTOUR, LINE, POINT } from './marks';
import type { Scene } from './scene';

/** What the picture of a viewer is found by: white in the window that the images come with. */
const WHITE_HU = 80;

const KIND_OF: Record<string, ViewerResultKind> = {
  '1.2.840.10008.5.1.4.1.1.66.4': 'segmentation',
  '1.2.840.10008.5.1.4.1.1.88.22': 'report',
  '1.2.840.10008.5.1.4.1.1.88.33': 'report',
  '1.2.840.10008.5.1.4.1.1.88.34': 'report',
  '1.2.840.10008.5.1.4.1.1.11.1': 'presentation-state',
  '1.2.840.10008.5.1.4.1.1.88.59': 'key-object',
  '1.2.840.10008.5.1.4.1.1.104.1': 'document',
};

const regionShapes: { name: string; shape: Shape }[] = [
  { name: 'Region A', shape: { box: [SQUARE.left, SQUARE.top, SQUARE.left + SQUARE.size, SQUARE.top + SQUARE.size] } },
  // The centre is that of a pixel.
  { name: 'Region B', shape: { disc: [DISC.column + 0.5, DISC.row + 0.5, DISC.radius + 0.5] } },
];
const algorithm = ['Display test pattern', '4.2.0'];

const measured = ({ results }: Scene): KnownDisplay['texts'] =>
  results
    .flatMap(({ lesions }) => lesions)
    .flatMap(({ volumeMm3, maxDiameterMm }) => [
      ['Volume', volumeMm3.toFixed(1), 'mm3|mm³|cubic mill'],
      ['Diameter', maxDiameterMm.toFixed(1), 'mm|millim'],
    ]);

type Known = Partial<Pick<KnownDisplay, 'marks' | 'texts'>>;

/** What of a display study the harness can see for itself, by requirement. What is not here is for a person to see. */
const KNOWN: Record<string, (scene: Scene) => Known> = {
  'RCR-P1.1': () => ({ marks: regionShapes, texts: [['Region A'], ['Region B']] }),
  'RCR-P1.2': (scene) => ({ texts: measured(scene) }),
  'RCR-P1.3': (scene) => ({ marks: regionShapes, texts: measured(scene) }),
  'RCR-P2.1': () => ({
    texts: REGIONS.flatMap(({ code: { meaning } }) => [
      [meaning, 'sensitivity', '91|0.91'],
      [meaning, 'specificity', '87|0.87'],
    ]),
  }),
  'AIR-ID-03': () => ({ texts: [['SEG|segmentation'], ['SR|report']] }),
  'AIR-ID-05': () => ({
    texts: [['Intracranial hemorrhage'], ['Parietal lobe structure', 'Left'], ['Severity', 'Severe']],
  }),
  'AIR-ID-06': () => ({
    texts: [
      ['Diameter', 'Maximum', '12.5', 'mm|millim'],
      ['Volume', '3.4', 'cm3|cm³|cubic cent'],
      ['Confidence', '87', '%|percent'],
    ],
  }),
  'AIR-ID-07': () => ({
    marks: [
      { name: 'the point', shape: { path: [...POINT] } },
      { name: 'the line', shape: { path: [...LINE] } },
    ],
  }),
  'AIR-ID-09': () => ({ marks: regionShapes, texts: [['Region A'], ['Region B']] }),
  'AIR-ID-10': () => ({ marks: [{ name: 'the closed contour', shape: { path: [...CONTOUR] } }] }),
  'AIR-ID-12': () => ({ marks: regionShapes }),
  'AIR-ID-13': () => ({ texts: [['Of Interest'], ['Selected by AI, not verified: Region A, Region B']] }),
  'AIR-ID-16': () => ({ texts: [algorithm, ['airworthy test works'], ['Artificial Intelligence|AI ']] }),
  'AIR-ID-17': () => ({ texts: [algorithm, ['Second algorithm', '7.3']] }),
  'AIR-ID-19': () => ({
    texts: [['Zebra stripe sign'], ['Number of stripes', '7'], ['Display test pattern']],
  }),
  'AIR-ID-20': () => ({ texts: [['Known size', '12.5', 'mm|millim']] }),
  'AIR-ID-21': () => ({
    texts: REGIONS.map(({ code: { meaning } }) => [meaning, 'Absent']),
  }),
  'AIR-ID-22b': () => ({ texts: [['SEG|segmentation'], ['SR|report']] }),
  'AIR-ID-24': () => ({ marks: regionShapes }),
  'AIR-ID-23': () => ({
    texts: [['Größe é ñ – кровоизлияние – 出血 – αιμορραγία'], ['Läsion ä ö ü ß é']],
  }),
};

/** Undefined where a person must look. */
export function knownDisplay(requirement: string, scene: Scene): KnownDisplay | undefined {
  const known = KNOWN[requirement]?.(scene);
  if (!known) return undefined;
  const { columns, rows } = scene.images;
  return { requirement, image: KEY_SLICE + 1, columns, rows, white: whiteIn(scene), marks: [], texts: [], ...known };
}

/** The results among objects, as a viewer lists them. */
export function resultsAmong(objects: readonly StudyInstance[]): ViewerResult[] {
  const results = objects.flatMap(({ sopClassUid, sopInstanceUid, bytes }): ViewerResult[] => {
    const kind = KIND_OF[sopClassUid];
    if (!kind) return [];
    const { dataset } = readDicom(bytes, { skipPixelData: true });
    return [
      {
        kind,
        sopInstanceUid,
        description: dataset.string('SeriesDescription') ?? '',
        seriesNumber: dataset.number('SeriesNumber') ?? 0,
      },
    ];
  });
  return results.sort((a, b) => a.seriesNumber - b.seriesNumber);
}

/** The outer box of what is white in the key image. */
function whiteIn({ images: { images, columns, rows } }: Scene): KnownDisplay['white'] {
  const hu = images[KEY_SLICE]?.hu ?? new Int16Array(0);
  let [left, top, right, bottom] = [columns, rows, 0, 0];
  for (let at = 0; at < hu.length; at += 1) {
    if ((hu[at] ?? 0) < WHITE_HU) continue;
    const [x, y] = [at % columns, Math.floor(at / columns)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  }
  return [left, top, right, bottom];
}
