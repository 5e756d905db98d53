import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { checkObject } from './object';

const { code, read, report, reportHeader, measurements, container, codeItem, textItem, numItem, imageItem } = make;
const parts = make.reportParts();
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const group = (...children: Natural[]): Natural[] => [
  ...reportHeader(),
  measurements([container(dcm('125007', 'Measurement Group'), children)]),
];
const rules = (content: Natural[]): string[] => checkObject(read(report(content))).map(({ rule }) => rule);
const image = make.reference(make.CT, make.IMAGE_UIDS[0] ?? '');
const scoord = (
  type: string,
  data: number[],
  children: Natural[] = [imageItem('SELECTED FROM', undefined, image)],
): Natural => ({
  ...parts.point,
  GraphicType: type,
  GraphicData: data,
  ContentSequence: children,
});
const scoord3d = (type: string, data: number[], more: Natural = {}): Natural => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'SCOORD3D',
  ConceptNameCodeSequence: dcm('111030', 'Image Region'),
  GraphicType: type,
  GraphicData: data,
  ReferencedFrameOfReferenceUID: make.FRAME_OF_REFERENCE,
  ...more,
});

const SPOILT: [string, Natural[], string][] = [
  ['a value type that does not exist', group({ ...parts.volume, ValueType: 'NUMBER' }), 'sr/value-type-known'],
  [
    'a number without a name',
    group({ ...parts.volume, ConceptNameCodeSequence: undefined }),
    'sr/concept-name-present',
  ],
  [
    'a code without meaning',
    group({ ...parts.finding, ConceptCodeSequence: [{ CodeValue: '1', CodingSchemeDesignator: 'X' }] }),
    'sr/code-complete',
  ],
  [
    'a text without text',
    group({ ...textItem('CONTAINS', parts.finding.ConceptNameCodeSequence as Natural[], ''), TextValue: null }),
    'sr/value-present',
  ],
  [
    'a number without unit',
    group({ ...parts.volume, MeasuredValueSequence: [{ NumericValue: '1' }] }),
    'sr/number-has-unit',
  ],
  [
    'a number that is none',
    group({
      ...parts.volume,
      MeasuredValueSequence: [{ NumericValue: '', MeasurementUnitsCodeSequence: code('1', 'UCUM', '1') }],
    }),
    'sr/number-has-unit',
  ],
  ['no number and no reason', group({ ...parts.volume, MeasuredValueSequence: [] }), 'sr/missing-number-explained'],
  ['no measured value sequence', group({ ...parts.volume, MeasuredValueSequence: undefined }), 'sr/value-present'],
  [
    'a frame of a CT slice',
    group(
      parts.finding,
      scoord('POINT', [1, 1], [imageItem('SELECTED FROM', undefined, { ...image, ReferencedFrameNumber: '1' })]),
    ),
    'sr/frames-only-of-multi-frame',
  ],
  [
    'a segment of a CT slice',
    group(
      parts.finding,
      scoord('POINT', [1, 1], [imageItem('SELECTED FROM', undefined, { ...image, ReferencedSegmentNumber: 1 })]),
    ),
    'sr/segments-only-of-segmentation',
  ],
  ['a point of three coordinates', group(scoord('POINT', [1, 1, 1])), 'sr/graphic-data-count'],
  ['an odd polyline', group(scoord('POLYLINE', [1, 1, 2, 2, 3])), 'sr/graphic-data-count'],
  ['a square', group(scoord('SQUARE', [1, 1])), 'sr/graphic-type-known'],
  ['coordinates in no image', group(scoord('POINT', [1, 1], [])), 'sr/coordinates-name-their-image'],
  [
    'coordinates in two images',
    group(
      scoord(
        'POINT',
        [1, 1],
        [1, 2].map(() => imageItem('SELECTED FROM', undefined, image)),
      ),
    ),
    'sr/coordinates-name-one-image',
  ],
  ['an infinite coordinate', group(scoord('POINT', [1, Infinity])), 'sr/graphic-data-finite'],
  ['an open polygon', group(scoord3d('POLYGON', [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])), 'sr/polygon-closed'],
  [
    'a point in no frame of reference',
    group(scoord3d('POINT', [0, 0, 0], { ReferencedFrameOfReferenceUID: undefined })),
    'sr/frame-of-reference-named',
  ],
  [
    'a child of 3D coordinates',
    group(scoord3d('POINT', [0, 0, 0], { ContentSequence: [imageItem('SELECTED FROM', undefined, image)] })),
    'sr/relationship-allowed',
  ],
  [
    'a container that modifies',
    group({ ...measurements([]), RelationshipType: 'HAS CONCEPT MOD' }),
    'sr/relationship-allowed',
  ],
  [
    'a relationship that does not exist',
    group({ ...parts.finding, RelationshipType: 'HAS' }),
    'sr/relationship-allowed',
  ],
  [
    'CONTAINS by reference',
    group({ RelationshipType: 'CONTAINS', ReferencedContentItemIdentifier: [1, 1] }),
    'sr/by-reference-allowed',
  ],
  [
    'a reference to an ancestor',
    group({
      ...parts.volume,
      ContentSequence: [{ RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 5] }],
    }),
    'sr/by-reference-allowed',
  ],
  [
    'a reference to nothing',
    group({
      ...parts.volume,
      ContentSequence: [{ RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 99] }],
    }),
    'sr/reference-target-exists',
  ],
  [
    'an image that is not evidence',
    group(imageItem('CONTAINS', dcm('121112', 'Source of Measurement'), make.reference(make.CT, '1.9'))),
    'sr/evidence-complete',
  ],
  [
    'another class than in evidence',
    group(
      imageItem('CONTAINS', dcm('121112', 'Source of Measurement'), make.reference(make.SEG, make.IMAGE_UIDS[0] ?? '')),
    ),
    'sr/evidence-class-agrees',
  ],
  ['no language', [...reportHeader().slice(1), measurements([parts.marked])], 'tid1500/language'],
  [
    'no observer',
    [...reportHeader().filter((_, i) => i === 0 || i === 3), measurements([parts.marked])],
    'tid1500/observer-context',
  ],
  [
    'a device without UID',
    [...reportHeader().filter((_, i) => i !== 2), measurements([parts.marked])],
    'tid1500/device-observer-uid',
  ],
  ['no procedure', [...reportHeader().slice(0, 3), measurements([parts.marked])], 'tid1500/procedure-reported'],
  [
    'a procedure that is contained',
    [
      ...reportHeader().slice(0, 3),
      { ...reportHeader()[3], RelationshipType: 'CONTAINS' },
      measurements([parts.marked]),
    ],
    'tid1500/procedure-reported',
  ],
  ['no results', reportHeader(), 'tid1500/has-results'],
  [
    'a unit of our own',
    group(numItem(code('118565006', 'SCT', 'Volume'), '1', code('ml', '99X', 'ml'))),
    'tid1500/units-in-ucum',
  ],
  ['an algorithm without version', group(...parts.algorithm.slice(0, 1), parts.finding), 'tid4019/name-and-version'],
  [
    'a contained finding site',
    group(parts.finding, { ...parts.site, RelationshipType: 'CONTAINS' }),
    'tid1501/finding-site-modifies',
  ],
  ['a tracking label alone', group(...parts.tracking.slice(0, 1), parts.finding), 'tid1501/tracking-in-pairs'],
  [
    'a tracking UID as text',
    group(
      ...parts.tracking.slice(0, 1),
      textItem('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), '1.2'),
      parts.finding,
    ),
    'tid1501/tracking-form',
  ],
  ['a group that says nothing', group(...parts.tracking), 'tid1501/group-says-something'],
  ['a segment without its source', group(parts.finding, ...parts.segment.slice(0, 1)), 'tid1411/segment-source-named'],
  [
    'another container among groups',
    [...reportHeader(), measurements([container(code('1', '99X', 'Mine'), [parts.finding])])],
    'tid1500/measurements-in-groups',
  ],
  [
    'a number among evaluations',
    [...reportHeader(), container(code('C0034375', 'UMLS', 'Qualitative Evaluations'), [parts.volume])],
    'tid1500/no-numbers-in-evaluations',
  ],
];

describe('a spoilt report', () => {
  it.each(SPOILT)('%s', (_what, content, rule) => {
    expect(rules(content)).toContain(rule);
  });

  it('with another title is told by its template', () => {
    const natural = { ...report(), ConceptNameCodeSequence: code('18748-4', 'LN', 'Imaging Report') };
    expect(checkObject(read(natural)).map(({ rule }) => rule)).toEqual(['tid1500/title']);
  });
});

describe('lawful variants of a report', () => {
  const unclear = code('114000', 'DCM', 'Not a number');
  const VARIANTS: [string, Natural[]][] = [
    [
      'a person observes',
      [
        ...reportHeader().slice(0, 1),
        {
          RelationshipType: 'HAS OBS CONTEXT',
          ValueType: 'PNAME',
          ConceptNameCodeSequence: dcm('121008', 'Person Observer Name'),
          PersonName: 'DOE^J',
        },
        ...reportHeader().slice(3),
        measurements([parts.marked]),
      ],
    ],
    [
      'only qualitative evaluations',
      [
        ...reportHeader(),
        container(code('C0034375', 'UMLS', 'Qualitative Evaluations'), [
          codeItem('CONTAINS', make.HAEMORRHAGE, code('2667000', 'SCT', 'Absent')),
        ]),
      ],
    ],
    [
      'a value that is unknown for a reason',
      group({ ...parts.volume, MeasuredValueSequence: [], NumericValueQualifierCodeSequence: unclear }),
    ],
    [
      'a reference to a measurement elsewhere',
      [
        ...reportHeader(),
        measurements([
          container(dcm('125007', 'Measurement Group'), [parts.volume]),
          container(dcm('125007', 'Measurement Group'), [
            {
              ...parts.volume,
              ContentSequence: [{ RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 5, 1, 1] }],
            },
          ]),
        ]),
      ],
    ],
    [
      'points and shapes',
      group(
        scoord('MULTIPOINT', [1, 1]),
        scoord('POLYLINE', [1, 1, 2, 2, 1, 1]),
        scoord('CIRCLE', [1, 1, 2, 2]),
        scoord('ELLIPSE', [1, 1, 2, 2, 1, 2, 2, 1]),
        scoord3d('POLYGON', [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0]),
        scoord3d(
          'ELLIPSOID',
          Array.from({ length: 18 }, (_, i) => i),
        ),
      ),
    ],
  ];
  it.each(VARIANTS)('%s', (_what, content) => {
    expect(checkObject(read(report(content)))).toEqual([]);
  });
});

describe('what the profile asks of a report', () => {
  const air = (natural: Natural) =>
    checkObject(read(natural), { air: true }).flatMap(({ rule, severity }) =>
      rule.startsWith('air/') && severity !== 'info' ? [rule] : [],
    );

  it('is satisfied by a lawful one', () => {
    expect(air(report())).toEqual([]);
    const statement = container(code('1', '99X', 'Declaration'), [
      textItem('CONTAINS', dcm('121106', 'Comment'), 'Limits'),
    ]);
    const other = {
      ...report([statement]),
      ContentTemplateSequence: undefined,
      ConceptNameCodeSequence: code('2', '99X', 'Declaration'),
    };
    expect(air(other)).toEqual([]);
  });

  it('is TID 1500 in a Comprehensive 3D SR', () => {
    const other = {
      ...report(),
      ContentTemplateSequence: undefined,
      ConceptNameCodeSequence: code('18748-4', 'LN', 'Report'),
    };
    expect(air(other)).toEqual([
      'air/findings-by-tid-1500',
      'air/measurements-by-tid-1500',
      'air/locations-by-tid-1500',
    ]);
    expect(air({ ...report(), SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33' })).toEqual([
      'air/findings-in-comprehensive-3d-sr',
      'air/measurements-in-comprehensive-3d-sr',
      'air/locations-in-comprehensive-3d-sr',
    ]);
  });

  it('is no matter of the figures that declare how well an algorithm detects', () => {
    const figure = numItem(dcm('111088', 'Case Sensitivity'), '96', code('%', 'UCUM', 'percent'));
    const declaration = {
      ...report([container(code('1', '99X', 'Declaration'), [figure])]),
      ContentTemplateSequence: undefined,
      ConceptNameCodeSequence: code('2', '99X', 'Declaration'),
    };
    expect(air(declaration)).toEqual([]);
  });

  it('is a line that is a POLYLINE', () => {
    const ends = {
      ...parts.point,
      RelationshipType: 'INFERRED FROM',
      GraphicType: 'MULTIPOINT',
      GraphicData: [1, 1, 3, 3],
    };
    const diameter = (line: Natural) =>
      report(group(parts.finding, numItem(code('81827009', 'SCT', 'Diameter'), '3', code('mm', 'UCUM', 'mm'), [line])));
    expect(air(diameter(ends))).toEqual(['air/line-is-polyline']);
    expect(air(diameter({ ...ends, GraphicType: 'POLYLINE' }))).toEqual([]);
  });

  it('may be that findings are tracked', () => {
    const info = (natural: Natural) =>
      checkObject(read(natural), { air: true }).filter(({ severity }) => severity === 'info');
    expect(info(report())).toEqual([]);
    expect(info(report(group(parts.finding)))).toMatchObject([{ rule: 'air/finding-tracked' }]);
    expect(info(report(group(...parts.tracking.slice(0, 1), parts.finding)))).toHaveLength(1);
  });

  it('is a procedure that is not the algorithm, and locations named Image Region', () => {
    const procedure = codeItem('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), code('1', '99X', 'Finder'));
    expect(air(report([...reportHeader().slice(0, 3), procedure, measurements([parts.group])]))).toEqual([
      'air/procedure-is-the-imaging',
    ]);
    const point = { ...parts.point, ConceptNameCodeSequence: code('1', '99X', 'Spot') };
    expect(air(report(group(parts.finding, point)))).toEqual(['air/location-is-image-region']);
  });
});

describe('a Basic Text SR', () => {
  const relationships = (...content: Natural[]): [string, string][] =>
    checkObject(read({ ...report(content), SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11' })).flatMap(
      ({ rule, clause }): [string, string][] => (/relationship|by-reference/.test(rule) ? [[rule, clause]] : []),
    );
  const seen = imageItem('INFERRED FROM', undefined, image);
  const said = (...children: Natural[]) => ({
    ...textItem('CONTAINS', dcm('121071', 'Finding'), 'A haemorrhage'),
    ContentSequence: children,
  });

  it('has texts and codes, and what they were inferred from', () => {
    const modifier = codeItem('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), code('1', '99X', 'CT'));
    expect(relationships(modifier, container(dcm('121070', 'Findings'), [said(seen)]))).toEqual([]);
  });

  it.each([
    ['a measurement', numItem(code('118565006', 'SCT', 'Volume'), '1', code('ml', 'UCUM', 'ml'))],
    ['coordinates', scoord('POINT', [1, 1])],
    [
      'a container in a text',
      said({ ...container(dcm('121070', 'Findings'), []), RelationshipType: 'HAS PROPERTIES' }),
    ],
    [
      'what a code was inferred from',
      { ...codeItem('CONTAINS', dcm('121071', 'Finding'), code('1', '99X', 'X')), ContentSequence: [seen] },
    ],
  ])('has no place for %s', (_, item) => {
    expect(relationships(item)).toContainEqual(['sr/relationship-allowed', 'PS3.3 A.35.1.3.1.2']);
  });

  it('has no relationships by reference', () => {
    const byReference = { RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 1] };
    expect(relationships(said(byReference))).toEqual([['sr/by-reference-allowed', 'PS3.3 A.35.1.3.1.2']]);
  });
});
