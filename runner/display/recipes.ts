import { codeSequence, dcm, sct } from '../../simulators/ai-platform/objects/codes';
import { code, num, text } from '../../simulators/ai-platform/objects/content-items';
import { newUid } from '../../protocols/dimse/uids';
import { rewritten } from '../archive/results';
import { coronalSeries } from './coronal';
import { DISC, KEY_SLICE, REGIONS } from './known-regions';
import { CONTOUR, LINE, POINT } from './marks';
import { inSpace, LOCAL, onImage, report, site, subject, UNIT, UNKNOWN_FINDING } from './report';
import type { Scene } from './scene';
import type { DisplayRecipe } from './types';

const BRAIN = sct('12738006', 'Brain');
const FINDING = REGIONS[0]?.code ?? UNKNOWN_FINDING;
const key = KEY_SLICE + 1;
const group = (name: string) => subject(name, FINDING, newUid());
const regionsSeen = [
  `On image ${key}: Region A, a square at columns 38 to 51, rows 56 to 69; Region B, a disc about column ${DISC.column}, row ${DISC.row}.`,
];
const plainReport = (scene: Scene, title: string, kind?: Parameters<typeof report>[3]) =>
  report(scene, title, [[...group('Region A'), site(BRAIN), num(LOCAL('SIZE', 'Known size'), 12.5, UNIT.mm)]], kind);

/** What is sent, and what is to be seen, for each requirement that a person attests. */
export const RECIPES: readonly DisplayRecipe[] = [
  {
    requirement: 'RCR-S1.3',
    carriers: ['seg'],
    reports: true,
    lookFor: () => [
      'The study is opened from the usual worklist; the AI results are in the usual viewer.',
      ...regionsSeen,
    ],
  },
  {
    requirement: 'RCR-6.2',
    carriers: ['seg', 'presentation-state'],
    reports: true,
    lookFor: () => ['For a trainee the image comes without the two regions at first; they can be revealed later.'],
  },
  {
    requirement: 'RCR-P1.1',
    carriers: ['seg'],
    lookFor: () => [...regionsSeen, 'The labels Region A and Region B are readable.'],
  },
  {
    requirement: 'RCR-P1.2',
    reports: true,
    draw: 'text',
    lookFor: ({ results }) =>
      results.flatMap(({ lesions }) =>
        lesions.map(
          ({ trackingId, volumeMm3, maxDiameterMm }) =>
            `${trackingId}: ${volumeMm3.toFixed(1)} mm3, ${maxDiameterMm.toFixed(1)} mm`,
        ),
      ),
  },
  {
    requirement: 'RCR-P1.3',
    carriers: ['seg', 'presentation-state'],
    reports: true,
    lookFor: () => [
      'With the AI display on, the two regions are to be seen; with it off, the image alone.',
      ...regionsSeen,
    ],
  },
  {
    requirement: 'RCR-P2.1',
    carriers: ['encapsulated-pdf'],
    reports: true,
    draw: 'text',
    lookFor: () => REGIONS.map(({ code: { meaning } }) => `${meaning}: sensitivity 91 %, specificity 87 %`),
  },
  {
    requirement: 'AIR-ID-03',
    carriers: ['seg'],
    reports: true,
    lookFor: () => ['Before anything is opened, the study is marked as having AI results.'],
  },
  {
    requirement: 'AIR-ID-04',
    carriers: ['seg', 'key-object'],
    reports: true,
    lookFor: () => [
      'The report "AI results, preliminary" comes first; segmentation and key images are reached from it.',
    ],
  },
  {
    requirement: 'AIR-ID-05',
    draw: 'text',
    more: (scene) => [
      report(scene, 'AI qualitative findings', [
        [
          ...group('Region A'),
          site(sct('16014003', 'Parietal lobe structure'), [
            code('HAS CONCEPT MOD', sct('272741003', 'Laterality'), sct('7771000', 'Left')),
          ]),
          code('CONTAINS', sct('246112005', 'Severity'), sct('24484000', 'Severe')),
        ],
      ]),
    ],
    lookFor: () => ['Finding: Intracranial hemorrhage', 'Site: Parietal lobe structure, left', 'Severity: Severe'],
  },
  {
    requirement: 'AIR-ID-06',
    draw: 'text',
    more: (scene) => [
      report(scene, 'AI measurements', [
        [
          ...group('Region A'),
          num(sct('81827009', 'Diameter'), 12.5, UNIT.mm, [
            code('HAS CONCEPT MOD', dcm('121401', 'Derivation'), sct('56851009', 'Maximum')),
          ]),
          num(sct('118565006', 'Volume'), 3.4, UNIT.cm3),
          num(LOCAL('CONFIDENCE', 'Confidence'), 87, UNIT.percent),
        ],
      ]),
    ],
    lookFor: () => ['Diameter, maximum: 12.5 mm', 'Volume: 3.4 cm3', 'Confidence: 87 %'],
  },
  {
    requirement: 'AIR-ID-07',
    draw: 'points',
    more: (scene) => [
      report(scene, 'AI points and lines', [
        [...group('Point'), onImage(scene, 'POINT', [...POINT])],
        [...group('Line'), onImage(scene, 'POLYLINE', [...LINE])],
      ]),
    ],
    lookFor: () => [
      `On image ${key}: a point at column 45.5, row 63.5, and a line from 70, 40 to 100, 80; nothing on other images.`,
    ],
  },
  {
    requirement: 'AIR-ID-08',
    draw: 'point-in-space',
    more: (scene) => [
      ...coronalSeries(scene),
      report(scene, 'AI point in space', [
        [...group('Centre of B'), inSpace(scene, 'POINT', scene.results[0]?.lesions[1]?.centroidMm ?? [0, 0, 0])],
      ]),
    ],
    lookFor: () => [
      `On axial image ${key}: a point at column ${DISC.column}, row ${DISC.row}.`,
      `In the coronal series, on the image nearest to row ${DISC.row} of the axial ones (image 16 or 17): the same point at column ${DISC.column}.`,
    ],
  },
  {
    requirement: 'AIR-ID-09',
    carriers: ['seg'],
    lookFor: () => [...regionsSeen, 'The two segments differ in colour or pattern, and each bears its label.'],
  },
  {
    requirement: 'AIR-ID-10',
    draw: 'contours',
    more: (scene) => [report(scene, 'AI contour', [[...group('Contour'), onImage(scene, 'POLYLINE', [...CONTOUR])]])],
    lookFor: () => [`On image ${key}: a closed diamond through 64, 44; 84, 64; 64, 84; 44, 64.`],
  },
  {
    requirement: 'AIR-ID-11',
    carriers: ['parametric-map'],
    draw: 'text',
    lookFor: ({ images }) => {
      const at = DISC.row * images.columns + DISC.column;
      const value = Math.max(0, images.images[KEY_SLICE]?.hu[at] ?? 0);
      return [
        'The map lies over the images and says: Attenuation Coefficient, Hounsfield unit.',
        `On image ${key} at column ${DISC.column}, row ${DISC.row} (counted from 0) it reads ${value}.`,
      ];
    },
  },
  {
    requirement: 'AIR-ID-12',
    carriers: ['seg', 'presentation-state', 'parametric-map'],
    reports: true,
    lookFor: () => ['Results can be hidden and shown again.', ...regionsSeen],
  },
  {
    requirement: 'AIR-ID-13',
    carriers: ['key-object'],
    lookFor: () => [
      `The key object "Of Interest" leads to image ${key}.`,
      'Its description reads: Selected by AI, not verified: Region A, Region B.',
    ],
  },
  {
    requirement: 'AIR-ID-14',
    carriers: ['seg'],
    reports: true,
    lookFor: () => [
      `From "Region A" in the report one reaches image ${key}, and from that image the report.`,
      ...regionsSeen,
    ],
  },
  {
    requirement: 'AIR-ID-15',
    reports: true,
    carriers: ['seg'],
    second: 'same-patient',
    lookFor: () => [
      'Region A of the first study and Region A of the second are shown as the same lesion; so is Region B.',
    ],
  },
  {
    requirement: 'AIR-ID-16',
    carriers: ['seg'],
    reports: true,
    draw: 'text',
    lookFor: () => [
      'Display test pattern, version 4.2.0',
      'Maker: airworthy test works',
      'The result is marked as made by an AI.',
    ],
  },
  {
    requirement: 'AIR-ID-17',
    draw: 'text',
    more: (scene) => [withSecondAlgorithm(plainReport(scene, 'AI results of two algorithms'))],
    lookFor: () => ['Display test pattern 4.2.0', 'Second algorithm 7.3'],
  },
  {
    requirement: 'AIR-ID-18',
    draw: 'points',
    more: (scene) => {
      const [x = 0, y = 0, z = 0] = scene.results[0]?.lesions[0]?.centroidMm ?? [];
      const axes = [x - 9, y, z, x + 9, y, z, x, y - 6, z, x, y + 6, z, x, y, z - 5, x, y, z + 5];
      return [
        report(scene, 'AI ellipsoid and point', [
          [...group('Ellipsoid'), inSpace(scene, 'ELLIPSOID', axes)],
          [...group('Point'), onImage(scene, 'POINT', [...POINT])],
        ]),
      ];
    },
    lookFor: () => [
      'The point is drawn; of the ellipsoid, which few viewers draw, the user is told that it cannot be shown, unless it is.',
    ],
  },
  {
    requirement: 'AIR-ID-19',
    draw: 'text',
    more: (scene) => [
      report(scene, 'AI results of an unknown algorithm', [
        [
          ...subject('Stripe', UNKNOWN_FINDING, newUid()),
          site(BRAIN),
          num(LOCAL('STRIPES', 'Number of stripes'), 7, { value: '1', scheme: 'UCUM', meaning: 'no units' }),
        ],
      ]),
    ],
    lookFor: () => ['Finding: Zebra stripe sign', 'Number of stripes: 7', 'Algorithm: Display test pattern'],
  },
  {
    requirement: 'AIR-ID-20',
    draw: 'text',
    more: (scene) => [
      plainReport(scene, 'AI results as Enhanced SR', 'enhanced'),
      plainReport(scene, 'AI results as Comprehensive SR', 'comprehensive'),
    ],
    lookFor: () => ['Enhanced SR: Known size 12.5 mm', 'Comprehensive SR: Known size 12.5 mm'],
  },
  {
    requirement: 'AIR-ID-21',
    draw: 'text',
    more: (scene) => [
      report(scene, 'AI absent findings', [
        [
          ...group('Whole brain').filter(
            (item) => item['ValueType'] !== 'CODE' || item['RelationshipType'] !== 'CONTAINS',
          ),
          site(BRAIN),
          ...REGIONS.map(({ code: finding }) => code('CONTAINS', finding, sct('272519000', 'Absent'))),
        ],
      ]),
    ],
    lookFor: () => [
      'Intracranial hemorrhage: Absent',
      'Intracranial calcification: Absent',
      'Nothing looks like a finding.',
    ],
  },
  {
    requirement: 'AIR-ID-22b',
    carriers: ['seg'],
    reports: true,
    second: 'other-patient',
    lookFor: () => [
      'The first study shows the two regions. The second, of a patient with a similar name and number, shows no AI result at all.',
      ...regionsSeen,
    ],
  },
  {
    requirement: 'AIR-ID-23',
    draw: 'text',
    more: (scene) => [
      report(scene, 'AI: Größe, размер, 大きさ', [
        [
          ...group('Läsion ä ö ü ß é'),
          site(BRAIN),
          text('CONTAINS', dcm('121106', 'Comment'), 'Größe é ñ – кровоизлияние – 出血 – αιμορραγία'),
        ],
      ]),
    ],
    lookFor: () => [
      'The comment reads: Größe é ñ – кровоизлияние – 出血 – αιμορραγία',
      'The lesion is called: Läsion ä ö ü ß é',
    ],
  },
  {
    requirement: 'AIR-ID-24',
    carriers: ['seg', 'secondary-capture'],
    reports: true,
    lookFor: () => [
      'What the viewer draws agrees with the Secondary Capture in the same study, and with this picture.',
      ...regionsSeen,
    ],
  },
];

function withSecondAlgorithm<T extends { bytes: Buffer }>(object: T): T {
  return {
    ...object,
    bytes: rewritten(object.bytes, (dataset) => {
      const [first, ...rest] = dataset['ContributingEquipmentSequence'] as Record<string, unknown>[];
      const second = {
        ...first,
        PurposeOfReferenceCodeSequence: codeSequence(dcm('109102', 'Processing Equipment')),
        ManufacturerModelName: 'Second algorithm',
        SoftwareVersions: '7.3',
        DeviceUID: '2.25.7301',
      };
      return { ...dataset, ContributingEquipmentSequence: [first, ...rest, second] };
    }),
  };
}
