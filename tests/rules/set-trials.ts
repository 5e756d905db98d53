import { checkGraphicsPlaces } from '../../checks/dicom/graphics-places';
import { checkMeasuredVolumes } from '../../checks/dicom/measured-volumes';
import { checkMachineReadable, checkReferences, checkResultTree } from '../../checks/dicom/result-graph';
import { checkTrackedPlaces } from '../../checks/dicom/tracked-places';
import type { Finding } from '../../model/check';
import { bundle, checkThe, type Content, notice, study } from '../check-files/files-kit';
import type { Natural } from '../kit/dicom-bytes';
import * as make from '../kit/objects';
import { CALCIFICATION, HAEMORRHAGE, obxLines } from '../kit/scenario';
import { changed, type Row, type Trial } from './trial';

/** Performance that is declared for haemorrhage. */
const figure = (name: string): Natural =>
  make.numItem(make.code(name, '99AIRW', name), '0.95', make.code('1', 'UCUM', 'no units'));
const declaration: Natural = {
  ...make.report([
    make.container(make.code('D1', '99AIRW', 'Declared performance'), [
      make.codeItem('CONTAINS', make.FINDING, make.HAEMORRHAGE),
      figure('Sensitivity'),
      figure('Specificity'),
    ]),
  ]),
  ConceptNameCodeSequence: make.code('D0', '99AIRW', 'Declaration'),
  ContentTemplateSequence: undefined,
  SOPInstanceUID: '1.2.3.100.3.9',
};
const capture: Natural = { ...make.secondaryCapture(), Modality: 'CT' };
const FILES: Record<string, Content> = {
  ...study(),
  'sc.dcm': capture,
  'declaration.dcm': declaration,
  'notice.hl7': notice(),
  'report.json': bundle(),
};

/** Rules across objects alone: what is said of one object by itself is tried elsewhere. */
const judged = (files: Record<string, Content>): string[] =>
  checkThe(files).objects.flatMap(({ findings }) =>
    findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('set/')),
  );
const lawful = () => judged(FILES);

/** One file of the set is spoilt in a place that it has. */
const spoilt = (file: string, rows: readonly Row[]): Trial[] =>
  rows.map(([rule, ...changes]) => ({
    rule,
    of: `set of files: ${file}, ${changes.map(([where]) => where).join(', ')}`,
    lawful,
    spoilt: () =>
      judged({
        ...FILES,
        [file]: changes.reduce((natural, [where, value]) => changed(natural, where, value), FILES[file] as Natural),
      }),
  }));
const instead = (rule: string, file: string, content: Content, of: string): Trial => ({
  rule,
  of: `set of files: ${file}, ${of}`,
  lawful,
  spoilt: () => judged({ ...FILES, [file]: content }),
});

const ids = (findings: readonly Finding[]): string[] => findings.map(({ rule }) => rule);
const { read } = make;
const images = [read(make.ctImage(0)), read(make.ctImage(1))];

const TRUE_COLOUR = '1.2.840.10008.5.1.4.1.1.7.4';
/** Key objects that name a frame of a picture that has three. */
const namesFrame = (number: string): string[] => {
  const target = read({ ...make.secondaryCapture(), SOPClassUID: TRUE_COLOUR, NumberOfFrames: '3' });
  const frame = make.reference(TRUE_COLOUR, target.sopInstanceUid, { ReferencedFrameNumber: number });
  const natural = { ...make.keyObjects(), ContentSequence: [make.imageItem('CONTAINS', undefined, frame)] };
  return ids(checkReferences(read(natural), { images, results: [target] }));
};

/** A point that is tracked, and a segment of the same UID in the corner of pixels that are so many millimetres apart. */
const placed = (spacing: string): string[] => {
  const { tracking, finding, point } = make.reportParts();
  const group = make.container(make.code('125007', 'DCM', 'Measurement Group'), [...tracking, finding, point], '1501');
  const corner = { ...make.segmentation(), PixelData: { vr: 'OB', value: Uint8Array.of(0b1000_0000, 0, 0, 0) } };
  const measures = 'SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing';
  const segmentation = changed(corner, measures, [spacing, spacing]);
  return ids(checkTrackedPlaces([read(make.report([make.measurements([group])])), read(segmentation)], images));
};

/** A segment of all pixels of two frames, and a group of its Tracking UID that gives its volume in that unit. */
const measured = (unit: string): string[] => {
  const { tracking, finding, segment } = make.reportParts();
  const ucum = make.code(unit, 'UCUM', unit);
  const volume = make.numItem(make.code('118565006', 'SCT', 'Volume'), '0.16', ucum);
  const parts = [...tracking, finding, ...segment, volume];
  const group = make.container(make.code('125007', 'DCM', 'Measurement Group'), parts, '1411');
  const full = { ...make.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array(4).fill(0xff) } };
  return ids(checkMeasuredVolumes([read(make.report([make.measurements([group])])), read(full)]));
};

/** Outlines on an image, and a segment in the corner of pixels that are so many millimetres apart. */
const outlined = (spacing: string): string[] => {
  const corner = { ...make.segmentation(), PixelData: { vr: 'OB', value: Uint8Array.of(0b1000_0000, 0, 0, 0) } };
  const measures = 'SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing';
  const segmentation = changed(corner, measures, [spacing, spacing]);
  return ids(checkGraphicsPlaces(read(make.presentationState()), [read(segmentation)], images));
};

export const SET_TRIALS: Trial[] = [
  ...spoilt('sr.dcm', [
    ['set/same-patient', ['PatientID', 'P2']],
    ['set/same-accession-number', ['AccessionNumber', 'A2']],
    ['set/same-study-attributes', ['StudyDate', '20250101']],
    ['set/same-series-attributes', ['SeriesInstanceUID', make.IMAGE_SERIES]],
  ]),
  ...spoilt('seg.dcm', [['set/result-in-study-of-images', ['StudyInstanceUID', '1.2.3.200']]]),
  ...spoilt('sc.dcm', [['set/result-in-series-of-its-own', ['SeriesInstanceUID', make.IMAGE_SERIES]]]),
  ...spoilt('ct1.dcm', [['set/unique-sop-instance-uid', ['SOPInstanceUID', make.IMAGE_UIDS[0]]]]),
  ...spoilt('declaration.dcm', [
    [
      'set/declaration-covers-findings',
      [
        'ContentSequence[0].ContentSequence[0].ConceptCodeSequence',
        make.code(CALCIFICATION.value, 'SCT', CALCIFICATION.meaning),
      ],
    ],
  ]),
  instead('set/object-once', 'ct1.dcm', make.ctImage(0), 'which is the other one again'),
  instead(
    'set/findings-agree',
    'notice.hl7',
    notice({
      lines: obxLines([
        [HAEMORRHAGE, 'absent'],
        [CALCIFICATION, 'absent'],
      ]),
    }),
    'OBX[1]-5',
  ),
  instead('set/message-names-same-patient', 'report.json', bundle('present', 'P9'), 'subject'),
  {
    rule: 'graph/frame-exists',
    of: 'key objects: ReferencedFrameNumber',
    lawful: () => namesFrame('1\\3'),
    spoilt: () => namesFrame('1\\4'),
  },
  {
    rule: 'graph/tracked-in-one-place',
    of: 'report and segmentation: PixelSpacing',
    lawful: () => placed('1'),
    spoilt: () => placed('15'),
  },
  {
    rule: 'graph/measured-as-segmented',
    of: 'report and segmentation: MeasurementUnitsCodeSequence',
    lawful: () => measured('ml'),
    spoilt: () => measured('mm3'),
  },
  {
    rule: 'graph/graphics-in-one-place',
    of: 'presentation state and segmentation: PixelSpacing',
    lawful: () => outlined('1'),
    spoilt: () => outlined('30'),
  },
  {
    rule: 'graph/one-root-report',
    of: 'report and segmentation: the segmentation is key objects instead',
    lawful: () => ids(checkResultTree([read(make.report()), read(make.segmentation())])),
    spoilt: () => ids(checkResultTree([read(make.report()), read(make.keyObjects())])),
  },
  {
    rule: 'graph/machine-readable-result',
    of: 'pictures: the segmentation is a PDF instead',
    lawful: () => ids(checkMachineReadable([read(make.secondaryCapture()), read(make.segmentation())])),
    spoilt: () => ids(checkMachineReadable([read(make.secondaryCapture()), read(make.encapsulatedPdf())])),
  },
];
