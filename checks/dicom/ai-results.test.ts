import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { realFile } from '../../tests/kit/real-files';
import { readDicom } from '../../model/dicom/reader';
import { algorithmsNamed, declaredPerformance, kindOfResult, statedFindings } from './ai-results';

const { code, read, report, reportHeader, measurements, container, codeItem, textItem, numItem } = make;
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const GROUP = dcm('125007', 'Measurement Group');
const ABSENT = code('2667000', 'SCT', 'Absent');
const PRESENT = code('52101004', 'SCT', 'Present');
const FRACTURE = code('371162008', 'SCT', 'Skull fracture');
const SENSITIVITY = code('C41394', 'NCIt', 'Sensitivity');
const SPECIFICITY = code('C41395', 'NCIt', 'Specificity');
const EVALUATIONS = code('C0034375', 'UMLS', 'Qualitative Evaluations');
const ratio = code('1', 'UCUM', 'no units');

const stated = (content: Natural[]) =>
  statedFindings(read(report([...reportHeader(), ...content]))).map(({ code: { value, meaning }, presence }) => [
    value || meaning,
    presence,
  ]);
const declared = (content: Natural[]) =>
  declaredPerformance(read(report([...reportHeader(), ...content]))).map(
    ({ abnormality, sensitivity, specificity, coded }) => ({
      of: abnormality.value || abnormality.meaning,
      sensitivity,
      specificity,
      coded,
    }),
  );

describe('kindOfResult', () => {
  it('tells carriers by class, and overlays by their plane', () => {
    const kinds = [
      make.report,
      make.segmentation,
      make.parametricMap,
      make.presentationState,
      make.keyObjects,
      make.secondaryCapture,
      make.encapsulatedPdf,
      () => make.ctImage(0),
    ];
    expect(kinds.map((build) => kindOfResult(read(build())))).toEqual([
      'sr',
      'seg',
      'parametric-map',
      'presentation-state',
      'key-object',
      'secondary-capture',
      'encapsulated-pdf',
      'image',
    ]);
    expect(kindOfResult(read({ ...make.secondaryCapture(), '60003000': { vr: 'OW', value: new Uint8Array(2) } }))).toBe(
      'overlay',
    );
    expect(kindOfResult(readDicom(readFileSync(realFile('pydicom/MR-overlays.dcm'))))).toBe('overlay');
    expect(kindOfResult(read({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3' }))).toBe('other');
  });
});

describe('statedFindings', () => {
  it('reads findings with tracking and location', () => {
    const [measured, marked] = statedFindings(read(report()));
    expect(measured).toMatchObject({
      code: { value: '50960005' },
      presence: 'present',
      path: 'ContentSequence[4].ContentSequence[0].ContentSequence[2]',
      tracking: { id: 'Lesion 1', uid: make.TRACKING_UID },
      location: {
        segments: [{ sopInstanceUid: make.SEG_UID, numbers: [1] }],
        images: [make.IMAGE_UIDS[0]],
        site: { value: '12738006' },
      },
    });
    expect(marked?.location?.coordinates).toEqual(['ContentSequence[4].ContentSequence[1].ContentSequence[3]']);
  });

  it.each<[string, Natural[], (string | undefined)[][]]>([
    [
      'evaluations named after the abnormality',
      [
        container(EVALUATIONS, [
          codeItem('CONTAINS', make.HAEMORRHAGE, PRESENT),
          codeItem('CONTAINS', FRACTURE, ABSENT),
        ]),
      ],
      [
        ['50960005', 'present'],
        ['371162008', 'absent'],
      ],
    ],
    [
      'a finding qualified beside it',
      [
        measurements([
          container(GROUP, [
            codeItem('CONTAINS', make.FINDING, FRACTURE),
            codeItem('CONTAINS', code('705057003', 'SCT', 'Presence'), ABSENT),
          ]),
        ]),
      ],
      [['371162008', 'absent']],
    ],
    [
      'a finding qualified below it',
      [
        measurements([
          container(GROUP, [
            codeItem('CONTAINS', make.FINDING, FRACTURE, [
              codeItem('HAS PROPERTIES', code('1', '99X', 'State'), ABSENT),
            ]),
          ]),
        ]),
      ],
      [['371162008', 'absent']],
    ],
    [
      'another thing that is absent beside a finding',
      [
        measurements([
          container(GROUP, [
            codeItem('CONTAINS', make.FINDING, make.HAEMORRHAGE),
            codeItem('CONTAINS', code('2', '99X', 'Midline shift'), ABSENT),
          ]),
        ]),
      ],
      [
        ['50960005', 'present'],
        ['2', 'absent'],
      ],
    ],
    [
      'negative in words of the value',
      [container(EVALUATIONS, [textItem('CONTAINS', FRACTURE, 'Negative')])],
      [['371162008', 'absent']],
    ],
    [
      'a finding in words',
      [container(EVALUATIONS, [textItem('CONTAINS', make.FINDING, 'No skull fracture')])],
      [['No skull fracture', 'absent']],
    ],
    [
      'words elsewhere are no finding',
      [container(EVALUATIONS, [textItem('CONTAINS', dcm('121106', 'Comment'), 'Fracture?')])],
      [],
    ],
  ])('%s', (_what, content, expected) => {
    expect(stated(content)).toEqual(expected);
  });

  it('does not take a declaration of performance for a finding', () => {
    const declaration = container(code('D', '99X', 'Declaration'), [
      container(code('E', '99X', 'Evaluated abnormality'), [
        codeItem('CONTAINS', make.FINDING, FRACTURE),
        numItem(SENSITIVITY, '0.9', ratio),
      ]),
    ]);
    expect(stated([declaration])).toEqual([]);
  });
});

describe('declaredPerformance', () => {
  const both = [numItem(SENSITIVITY, '0.92', ratio), numItem(SPECIFICITY, '95', code('%', 'UCUM', 'percent'))];
  const expected = [{ of: '371162008', sensitivity: 0.92, specificity: 0.95, coded: true }];

  it.each<[string, Natural[]]>([
    ['in a group with a Finding', [container(GROUP, [codeItem('CONTAINS', make.FINDING, FRACTURE), ...both])]],
    [
      'in a group with one code',
      [
        container(code('E', '99X', 'Evaluated'), [
          codeItem('CONTAINS', code('A', '99X', 'Abnormality'), FRACTURE),
          ...both,
        ]),
      ],
    ],
    [
      'in a container named after the abnormality',
      [container(code('D', '99X', 'Declaration'), [container(FRACTURE, both)])],
    ],
    [
      'below the code itself',
      [
        container(code('D', '99X', 'Declaration'), [
          codeItem(
            'CONTAINS',
            code('A', '99X', 'Abnormality'),
            FRACTURE,
            both.map((each) => ({ ...each, RelationshipType: 'HAS PROPERTIES' })),
          ),
        ]),
      ],
    ],
    [
      'below an evaluation',
      [
        container(EVALUATIONS, [
          codeItem(
            'CONTAINS',
            FRACTURE,
            ABSENT,
            both.map((each) => ({ ...each, RelationshipType: 'HAS PROPERTIES' })),
          ),
        ]),
      ],
    ],
    [
      'with the abnormality below each figure',
      [
        container(
          code('D', '99X', 'Declaration'),
          both.map((each) => ({ ...each, ContentSequence: [codeItem('HAS CONCEPT MOD', make.FINDING, FRACTURE)] })),
        ),
      ],
    ],
  ])('coded %s', (_what, content) => {
    expect(declared(content)).toEqual(expected);
  });

  it('keeps several abnormalities apart', () => {
    const groups = [FRACTURE, make.HAEMORRHAGE].map((each) =>
      container(GROUP, [codeItem('CONTAINS', make.FINDING, each), ...both]),
    );
    expect(declared([measurements(groups)]).map(({ of }) => of)).toEqual(['371162008', '50960005']);
  });

  it('works the rates out of the fourfold table', () => {
    const counts = [
      ['True positives', '90'],
      ['False negatives', '10'],
      ['True negatives', '80'],
      ['False positives', '20'],
    ];
    const items = counts.map(([name = '', value = '']) => numItem(code(name, '99X', name), value, ratio));
    expect(declared([container(FRACTURE, items)])).toEqual([
      { of: '371162008', sensitivity: 0.9, specificity: 0.8, coded: true },
    ]);
  });

  it('reads words, a line for each abnormality', () => {
    const text = textItem(
      'CONTAINS',
      dcm('121106', 'Comment'),
      'Skull fracture: sensitivity 92 %, specificity 0.95\r\nBleed (sensitivity of 80%)',
    );
    expect(declared([text])).toEqual([
      { of: 'Skull fracture', sensitivity: 0.92, specificity: 0.95, coded: false },
      { of: 'Bleed', sensitivity: 0.8, specificity: undefined, coded: false },
    ]);
  });

  it('finds none in a report without figures', () => {
    expect(declaredPerformance(read(report()))).toEqual([]);
  });
});

describe('algorithmsNamed', () => {
  it('reads equipment, content and algorithm sequences', () => {
    const named = algorithmsNamed(read(report())).map((each) => [each.in, each.name, each.version, each.deviceUid]);
    expect(named).toEqual([
      ['contributing-equipment', 'Finder', '2.1', '1.2.3.4'],
      ['sr-device-observer', '', '', '1.2.3.4'],
      ['sr-algorithm', 'Finder', '2.1', ''],
      ['general-equipment', 'Finder', '2.1', ''],
    ]);
    const real = algorithmsNamed(readDicom(readFileSync(realFile('highdicom/seg_image_ct_binary.dcm'))));
    expect(real[0]).toMatchObject({ in: 'algorithm-sequence', name: 'test', version: 'v1.0' });
  });
});
