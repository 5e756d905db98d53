import { readDicom } from '../../../model/dicom/reader';
import type { DicomDataset } from '../../../model/dicom/object';
import { natural } from '../../../protocols/dimse/part10';
import { AnalysisError, type ImageStudy, type SourceImage } from './types';

/** Storage classes of single-frame slices that can be read here: CT, MR, Secondary Capture of them are not. */
const SLICE_CLASSES = new Set(['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.4']);
const UNCOMPRESSED = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99']);
const SPACING_TOLERANCE_MM = 0.1;

const STUDY_ATTRIBUTES = [
  'PatientName', 'PatientID', 'IssuerOfPatientID', 'PatientBirthDate', 'PatientSex', 'PatientAge', 'StudyInstanceUID',
  'StudyDate', 'StudyTime', 'StudyID', 'StudyDescription', 'AccessionNumber', 'ReferringPhysicianName',
  'ProcedureCodeSequence', 'RequestAttributesSequence',
]; // prettier-ignore

/**
 * Reads the slices of a study: the largest series of single-frame images, sorted along its normal. `decode: false` leaves the
 * pixels out, for the decision whether the study is in scope. Throws {@link AnalysisError} where the study is no volume.
 */
export function readImages(files: Buffer[], { decode = true } = {}): ImageStudy {
  const slices = largestSeries(files.map((bytes) => ({ bytes, object: readDicom(bytes, { skipPixelData: !decode }) })));
  const first = slices[0];
  if (!first) throw new AnalysisError('The study holds no single-frame CT or MR image.');
  const head = first.object.dataset;
  const rows = required(head, 'Rows');
  const columns = required(head, 'Columns');
  const orientation = head.numbers('ImageOrientationPatient');
  if (orientation.length !== 6)
    throw new AnalysisError('The images do not say how they lie in the patient (Image Orientation).');
  const normal = cross(orientation);
  const images = slices
    .map(({ bytes, object }): SourceImage => {
      const { dataset } = object;
      if (dataset.number('Rows') !== rows || dataset.number('Columns') !== columns) {
        throw new AnalysisError('The images of the series differ in size.');
      }
      if (dataset.numbers('ImageOrientationPatient').some((value, i) => Math.abs(value - (orientation[i] ?? 0)) > 1e-3))
        throw new AnalysisError('The images of the series do not lie parallel.');
      const position = dataset.numbers('ImagePositionPatient');
      if (position.length !== 3) throw new AnalysisError('An image does not say where it lies (Image Position).');
      return {
        sopClassUid: object.sopClassUid,
        sopInstanceUid: object.sopInstanceUid,
        instanceNumber: dataset.number('InstanceNumber') ?? 0,
        positionMm: position as SourceImage['positionMm'],
        hu: decode ? hounsfield(dataset, object.transferSyntaxUid, rows * columns) : new Int16Array(0),
        dataset: withoutPixels(bytes),
      };
    })
    .sort((a, b) => dot(a.positionMm, normal) - dot(b.positionMm, normal));
  const [spacingRow = 1, spacingColumn = spacingRow] = head.numbers('PixelSpacing');
  return {
    images,
    rows,
    columns,
    pixelSpacingMm: [spacingRow, spacingColumn],
    sliceSpacingMm: sliceSpacing(images, normal, head, decode),
    sliceThicknessMm: head.number('SliceThickness') ?? 0,
    orientation,
    frameOfReferenceUid: head.string('FrameOfReferenceUID') ?? '',
    seriesInstanceUid: head.string('SeriesInstanceUID') ?? '',
    modality: head.string('Modality') ?? '',
    bodyPartExamined: head.string('BodyPartExamined') ?? '',
    study: studyAttributes(first.bytes),
  };
}

type Slice = { bytes: Buffer; object: ReturnType<typeof readDicom> };

function largestSeries(slices: Slice[]): Slice[] {
  const series = new Map<string, Slice[]>();
  for (const slice of slices) {
    const { sopClassUid, dataset } = slice.object;
    if (!SLICE_CLASSES.has(sopClassUid) || dataset.strings('ImageType').includes('LOCALIZER')) continue;
    const uid = dataset.string('SeriesInstanceUID') ?? '';
    series.set(uid, [...(series.get(uid) ?? []), slice]);
  }
  return [...series.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function hounsfield(dataset: DicomDataset, transferSyntaxUid: string, pixels: number): Int16Array {
  const element = dataset.element('PixelData');
  if (!element) throw new AnalysisError('An image has no pixel data.');
  if (!UNCOMPRESSED.has(transferSyntaxUid))
    throw new AnalysisError(`Pixel data in transfer syntax ${transferSyntaxUid} cannot be read.`);
  if (dataset.number('BitsAllocated') !== 16) throw new AnalysisError('The pixel data do not have 16 bits allocated.');
  if (element.bytes.length < pixels * 2) {
    throw new AnalysisError(
      `The pixel data of an image are cut short: ${element.bytes.length} of ${pixels * 2} bytes are there.`,
    );
  }
  const view = new DataView(element.bytes.buffer, element.bytes.byteOffset, element.bytes.byteLength);
  const signed = dataset.number('PixelRepresentation') === 1;
  // What is above the bits stored is no part of the value (old overlays were kept there).
  const unused = 16 - (dataset.number('BitsStored') ?? 16);
  const slope = dataset.number('RescaleSlope') ?? 1;
  const intercept = dataset.number('RescaleIntercept') ?? 0;
  const values = new Int16Array(pixels);
  for (let at = 0; at < pixels; at += 1) {
    const shifted = (view.getUint16(at * 2, true) << (unused + 16)) >>> 0;
    const stored = signed ? (shifted | 0) >> (unused + 16) : shifted >>> (unused + 16);
    values[at] = Math.max(-32768, Math.min(32767, Math.round(stored * slope + intercept)));
  }
  return values;
}

/** Distance between slices; a gap would make volumes wrong, so it is an error. */
function sliceSpacing(images: SourceImage[], normal: number[], head: DicomDataset, strict: boolean): number {
  const places = images.map(({ positionMm }) => dot(positionMm, normal));
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  const [first] = gaps;
  if (first === undefined) return head.number('SliceThickness') ?? 1;
  if (strict && gaps.some((gap) => Math.abs(gap - first) > SPACING_TOLERANCE_MM || gap < SPACING_TOLERANCE_MM)) {
    throw new AnalysisError('The slices are not evenly spaced: one is missing or there twice.');
  }
  return first;
}

function studyAttributes(bytes: Buffer) {
  const dataset = natural(bytes);
  return Object.fromEntries(
    STUDY_ATTRIBUTES.filter((name) => dataset[name] !== undefined).map((name) => [name, dataset[name]]),
  );
}

function withoutPixels(bytes: Buffer) {
  const { PixelData: _pixels, ...rest } = natural(bytes);
  return rest;
}

function required(dataset: DicomDataset, keyword: string): number {
  const value = dataset.number(keyword);
  if (value === undefined) throw new AnalysisError(`An image has no ${keyword}.`);
  return value;
}

function cross([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: number[]): number[] {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
