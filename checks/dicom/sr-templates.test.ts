import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { isAlike, meaningOf, plainWords } from './codes/known-codes';
import { isCommensurable, unitProblem } from './codes/units';
import { checkObject } from './object';
import { SOP } from './sop-classes';

const { code, codeItem, container, imageItem, measurements, numItem, read, report, reportHeader, textItem, uidItem } =
  make;
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning);
const parts = make.reportParts();
const [image1 = '', image2 = ''] = make.IMAGE_UIDS;
const images = [0, 1].map((n) => read(make.ctImage(n as 0 | 1)));
const results = [read(make.segmentation())];

const found = (natural: Natural): string[] =>
  checkObject(read(natural), { images, results }).map(({ rule, severity }) => `${rule} ${severity}`);
const ofGroup = (children: Natural[], template?: string): Natural =>
  report([...reportHeader(), measurements([container(dcm('125007', 'Measurement Group'), children, template)])]);
const ofHeader = (change: (header: Natural[]) => Natural[]): Natural =>
  report([...change(reportHeader()), measurements([parts.group])]);
const withHeader = (...items: Natural[]): Natural => ofHeader((header) => [...header, ...items]);
const scoord = (type: string, data: number[], uid = image1): Natural => ({
  ...parts.point,
  GraphicType: type,
  GraphicData: data,
  ContentSequence: [imageItem('SELECTED FROM', undefined, make.reference(make.CT, uid))],
});
const scoord3d = (type: string, data: number[], frame = make.FRAME_OF_REFERENCE): Natural => ({
  ...parts.point,
  ValueType: 'SCOORD3D',
  GraphicType: type,
  GraphicData: data,
  ReferencedFrameOfReferenceUID: frame,
  ContentSequence: undefined,
});
const segment = (more: Natural): Natural =>
  imageItem('CONTAINS', dcm('121191', 'Referenced Segment'), make.reference(make.SEG, make.SEG_UID, more));
const segmentationFrame = (more: Natural): Natural =>
  imageItem('CONTAINS', dcm('121214', 'Referenced Segmentation Frame'), make.reference(make.SEG, make.SEG_UID, more));
const source = imageItem('CONTAINS', dcm('121233', 'Source image for segmentation'), make.reference(make.CT, image1));
const library = (...groups: Natural[]): Natural => container(dcm('111028', 'Image Library'), groups);
const libraryGroup = (...entries: Natural[]): Natural => container(dcm('126200', 'Image Library Group'), entries);
const modality = (relationship: string): Natural =>
  codeItem(relationship, dcm('121139', 'Modality'), dcm('CT', 'Computed Tomography'));
const entry = (children?: Natural[]): Natural => ({
  ...imageItem('CONTAINS', undefined, make.reference(make.CT, image1)),
  ContentSequence: children,
});
const mm3 = code('mm3', 'UCUM', 'cubic millimeter');
const volume = code('118565006', 'SCT', 'Volume');

describe('a lawful report has no finding', () => {
  it.each<[string, Natural]>([
    ['by TID 1500', report()],
    [
      'with a person as observer too',
      withHeader(codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person')), {
        RelationshipType: 'HAS OBS CONTEXT',
        ValueType: 'PNAME',
        ConceptNameCodeSequence: dcm('121008', 'Person Observer Name'),
        PersonName: 'Doe^J',
      }),
    ],
    [
      'with an image library',
      report([
        ...reportHeader(),
        library(libraryGroup(modality('HAS ACQ CONTEXT'), entry([modality('HAS ACQ CONTEXT')]))),
        measurements([parts.group]),
      ]),
    ],
    [
      'with a planar group',
      ofGroup(
        [
          ...parts.tracking,
          parts.finding,
          parts.point,
          numItem(code('42798000', 'SCT', 'Area'), '4', code('cm2', 'UCUM', 'cm2')),
        ],
        '1410',
      ),
    ],
    [
      'with a segmentation frame',
      ofGroup([...parts.tracking, parts.finding, segmentationFrame({ ReferencedFrameNumber: '1' }), source], '1410'),
    ],
    [
      'with an ellipse, a circle and a line',
      ofGroup([
        parts.finding,
        scoord('ELLIPSE', [0, 2, 4, 2, 2, 1, 2, 3]),
        scoord('CIRCLE', [2, 2, 3, 2]),
        scoord('POLYLINE', [0, 0, 4, 4]),
      ]),
    ],
    [
      'with points in space',
      ofGroup([
        parts.finding,
        scoord3d('POINT', [1, 1, 2.5]),
        scoord3d('POLYGON', [0, 0, 0, 3, 0, 0, 3, 3, 5, 0, 3, 5, 0, 0, 0]),
      ]),
    ],
    [
      'in another language',
      withHeader(codeItem('HAS CONCEPT MOD', dcm('121049', 'Language'), code('de-DE', 'RFC5646', 'Deutsch'))),
    ],
  ])('%s', (_, natural) => expect(found(natural)).toEqual([]));
});

describe('codes', () => {
  it.each<[string, Natural, string]>([
    [
      'a meaning of no code',
      ofGroup([codeItem('CONTAINS', dcm('121071', 'What was seen'), make.HAEMORRHAGE)]),
      'code/meaning-as-defined warning',
    ],
    [
      'a DCM code that means another',
      ofGroup([codeItem('CONTAINS', dcm('121071', 'Tracking Identifier'), make.HAEMORRHAGE)]),
      'code/meaning-of-another-code error',
    ],
    [
      'a SNOMED code that means another',
      ofGroup([codeItem('CONTAINS', make.FINDING, code('50960005', 'SCT', 'Brain'))]),
      'code/meaning-of-another-code error',
    ],
    [
      'a code that DCM has not',
      ofGroup([codeItem('CONTAINS', make.FINDING, dcm('100999', 'Something'))]),
      'code/defined-in-dcm warning',
    ],
    [
      'a retired scheme',
      ofGroup([codeItem('CONTAINS', make.FINDING, code('T-62000', 'SRT', 'Liver'))]),
      'code/scheme-in-use warning',
    ],
    ['a unit that is none', ofGroup([numItem(volume, '1', code('HU', 'UCUM', 'HU'))]), 'code/unit-valid-in-ucum error'],
    [
      'a unit with blanks',
      ofGroup([numItem(volume, '1', code('no units', 'UCUM', 'no units'))]),
      'code/unit-valid-in-ucum error',
    ],
  ])('find %s', (_, natural, expected) => expect(found(natural)).toContain(expected));

  it('let spelling, synonyms and remarks pass', () => {
    expect(plainWords('Intracranial haemorrhage (disorder)')).toEqual(['intracranial', 'hemorrhage']);
    expect(isAlike('Tumor', 'Tumour')).toBe(true);
    expect(isAlike('Processing Equipment', 'Equipment')).toBe(true);
    expect(isAlike('Finding', 'Brain')).toBe(false);
    expect(meaningOf('DCM', '109102')).toBe('Processing Equipment');
    expect(unitProblem("[hnsf'U]")).toBeUndefined();
    expect(isCommensurable('ml', 'mm3')).toBe(true);
    expect(isCommensurable('mm', 'mm3')).toBe(false);
  });
});

describe('templates', () => {
  it.each<[string, Natural, string]>([
    [
      'an observer of no type',
      ofHeader((h) =>
        h.map((each, i) =>
          i === 1 ? codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121025', 'Patient')) : each,
        ),
      ),
      'tid1002/observer-type error',
    ],
    [
      'a person without a name',
      withHeader(codeItem('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person'))),
      'tid1003/person-named error',
    ],
    [
      'a device UID that is none',
      ofHeader((h) =>
        h.map((each, i) => (i === 2 ? uidItem('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), '1.02') : each)),
      ),
      'tid1004/device-uid-valid error',
    ],
    [
      'a device name as a code',
      withHeader(codeItem('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), make.HAEMORRHAGE)),
      'tid1001/form error',
    ],
    [
      'an observer by containment',
      withHeader(textItem('CONTAINS', dcm('121015', 'Device Observer Model Name'), 'x')),
      'tid1001/form error',
    ],
    [
      'a language as text',
      withHeader(textItem('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), 'en')),
      'tid1204/form error',
    ],
    [
      'a language of no standard',
      ofHeader((h) => [
        codeItem(
          'HAS CONCEPT MOD',
          dcm('121049', 'Language of Content Item and Descendants'),
          code('English', '99X', 'English'),
        ),
        ...h.slice(1),
      ]),
      'tid1204/language-code warning',
    ],
    [
      'a library without groups',
      report([...reportHeader(), library(entry()), measurements([parts.group])]),
      'tid1600/groups error',
    ],
    [
      'a library group without images',
      report([...reportHeader(), library(libraryGroup(modality('HAS ACQ CONTEXT'))), measurements([parts.group])]),
      'tid1600/entries error',
    ],
    [
      'a descriptor that is contained',
      report([
        ...reportHeader(),
        library(libraryGroup(entry([modality('HAS CONCEPT MOD')]))),
        measurements([parts.group]),
      ]),
      'tid1600/descriptors error',
    ],
    ['a planar group without region', ofGroup([...parts.tracking, parts.finding], '1410'), 'tid1410/one-region error'],
    [
      'a planar group with two',
      ofGroup([...parts.tracking, parts.finding, parts.point, parts.point], '1410'),
      'tid1410/one-region error',
    ],
    [
      'a segmentation frame without number',
      ofGroup([parts.finding, segmentationFrame({}), source], '1410'),
      'tid1410/segmentation-frame-named error',
    ],
    ['a volume without region', ofGroup([...parts.tracking, parts.finding], '1411'), 'tid1411/region-given error'],
    ['a segment without number', ofGroup([parts.finding, segment({}), source], '1411'), 'tid1411/segment-named error'],
    [
      'a measurement that is inferred',
      ofGroup([parts.finding, { ...numItem(volume, '1', mm3), RelationshipType: 'INFERRED FROM' }]),
      'tid1419/measurement-form error',
    ],
    [
      'a volume in millimetres',
      ofGroup([parts.finding, numItem(volume, '1', code('mm', 'UCUM', 'mm'))]),
      'tid300/unit-fits-quantity error',
    ],
  ])('find %s', (_, natural, expected) => expect(found(natural)).toContain(expected));
});

describe('coordinates', () => {
  it.each<[string, Natural, string]>([
    ['beyond the last column', scoord('POINT', [4.5, 1]), 'sr/coordinates-inside-image error'],
    ['above the first row', scoord('POLYLINE', [1, -0.5, 2, 2], image2), 'sr/coordinates-inside-image error'],
    ['of an ellipse that is none', scoord('ELLIPSE', [0, 2, 4, 2, 0, 1, 2, 4]), 'sr/ellipse-axes warning'],
    ['of a line of no length', scoord('POLYLINE', [1, 1, 1, 1]), 'sr/graphic-has-extent warning'],
    [
      'of a bent polygon',
      scoord3d('POLYGON', [0, 0, 0, 3, 0, 0, 3, 3, 2, 0, 3, 0, 0, 0, 0]),
      'sr/coordinates-coplanar error',
    ],
    ['in an unknown space', scoord3d('POINT', [1, 1, 1], '1.2.3.9'), 'sr/coordinates-in-known-space warning'],
    ['beside the volume', scoord3d('POINT', [50, 1, 1]), 'sr/coordinates-in-volume warning'],
    ['above the volume', scoord3d('POINT', [1, 1, 30]), 'sr/coordinates-in-volume warning'],
  ])('%s are found', (_, item, expected) => expect(found(ofGroup([parts.finding, item]))).toContain(expected));
});

describe('an Enhanced SR', () => {
  const enhanced = (content?: Natural[]): Natural => ({ ...report(content), SOPClassUID: SOP.enhancedSr });

  it('may have values and coordinates, but nothing in space and no containers below values', () => {
    expect(found(enhanced())).toEqual([]);
    const inSpace = [
      ...reportHeader(),
      measurements([container(dcm('125007', 'Measurement Group'), [scoord3d('POINT', [1, 1, 1])])]),
    ];
    expect(found(enhanced(inSpace))).toContain('sr/relationship-allowed error');
    const byReference = { RelationshipType: 'INFERRED FROM', ReferencedContentItemIdentifier: [1, 1] };
    const number = { ...numItem(volume, '1', mm3), ContentSequence: [byReference] };
    expect(
      found(enhanced([...reportHeader(), measurements([container(dcm('125007', 'Measurement Group'), [number])])])),
    ).toContain('sr/by-reference-allowed error');
  });
});
