import type { Finding } from '../../model/check';
import { codeOf, formatCode } from '../../model/dicom/codes';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { SOP } from './sop-classes';
import { isInContextGroup } from './codes/known-codes';
import type { ObjectContext } from './context';
import { checkDimensions } from './dimensions';
import { checkFunctionalGroups, coversAllFrames, functionalGroup, requireMacro } from './functional-groups';
import { checkFrameGeometry } from './frame-geometry';
import { checkPixelValues } from './pixel-values';
import { collapse, find, type Rule } from './rule';

const IMAGE_TYPE: Rule = { id: 'seg/derived-primary', clause: 'PS3.3 C.8.20.2', severity: 'error' };
const NUMBERS: Rule = { id: 'seg/segment-numbers', clause: 'PS3.3 C.8.20.2', severity: 'error' };
const CLASS: Rule = { id: 'seg/type-of-class', clause: 'PS3.3 A.51, A.90', severity: 'error' };
const CATEGORY: Rule = { id: 'seg/property-category', clause: 'PS3.16 CID 7150', severity: 'warning' };
const ALGORITHM: Rule = { id: 'seg/algorithm-names-agree', clause: 'PS3.3 C.8.20.2', severity: 'warning' };
const BITS: Rule = { id: 'seg/bits-by-type', clause: 'PS3.3 C.8.20.2', severity: 'error' };
const FRAME_SEGMENT: Rule = { id: 'seg/frame-names-segment', clause: 'PS3.3 C.8.20.3', severity: 'error' };
const UNUSED: Rule = { id: 'seg/segment-has-frames', clause: 'PS3.3 C.8.20.3', severity: 'warning' };
const AUTOMATIC: Rule = { id: 'seg/algorithm-type-of-ai', clause: 'PS3.3 C.8.20.2', severity: 'warning' };
const PLACE: Rule = { id: 'seg/frame-of-reference-or-source', clause: 'PS3.3 A.51.3', severity: 'error' };
const COMMON_REFERENCE: Rule = { id: 'seg/common-instance-reference', clause: 'PS3.3 A.51.3', severity: 'error' };
const SOURCE: Rule = { id: 'seg/refers-to-images', clause: 'PS3.3 A.51.3', severity: 'warning' };
const SAME_FRAME: Rule = { id: 'seg/frame-of-reference-of-images', clause: 'PS3.3 A.51.3', severity: 'warning' };

/** Segmentation IOD beyond its module tables (PS3.3 A.51, C.8.20). */
export function checkSegmentation(object: DicomObject, context: ObjectContext): Finding[] {
  return collapse([
    ...checkType(object),
    ...checkSegments(object),
    ...checkFunctionalGroups(object),
    ...checkDimensions(object),
    ...checkFrameGeometry(object, context),
    ...checkPixelValues(object, context),
    ...checkFrames(object),
    ...checkPlace(object, context),
  ]);
}

const isLabelMap = (object: DicomObject): boolean => object.dataset.string('SegmentationType') === 'LABELMAP';

const isTiledFull = (object: DicomObject): boolean =>
  object.dataset.string('DimensionOrganizationType') === 'TILED_FULL';

function checkType({ dataset, sopClassUid }: DicomObject): Finding[] {
  const findings: Finding[] = [];
  const imageType = dataset.strings('ImageType').slice(0, 2).join('\\');
  if (imageType !== '' && imageType !== 'DERIVED\\PRIMARY') {
    findings.push(
      find(IMAGE_TYPE, 'Image Type is not DERIVED\\PRIMARY.', {
        path: 'ImageType',
        seen: imageType,
        expected: 'DERIVED\\PRIMARY',
      }),
    );
  }
  const type = dataset.string('SegmentationType');
  const isLabelMapClass = sopClassUid === SOP.labelMapSegmentation;
  if (type !== undefined && (type === 'LABELMAP') !== isLabelMapClass) {
    const where = {
      path: 'SegmentationType',
      seen: type,
      expected: isLabelMapClass ? 'LABELMAP' : 'BINARY or FRACTIONAL',
    };
    findings.push(find(CLASS, 'Segmentation Type does not fit the SOP Class.', where));
  }
  const allocated = dataset.number('BitsAllocated');
  if (type === 'LABELMAP' && allocated !== undefined && allocated !== 8 && allocated !== 16) {
    const where = { path: 'BitsAllocated', seen: String(allocated), expected: '8 or 16' };
    findings.push(find(BITS, 'BitsAllocated does not fit a LABELMAP segmentation.', where));
  }
  const bits = type === 'BINARY' ? [1, 1, 0] : type === 'FRACTIONAL' ? [8, 8, 7] : undefined;
  if (bits) {
    ['BitsAllocated', 'BitsStored', 'HighBit'].forEach((keyword, i) => {
      const seen = dataset.number(keyword);
      if (seen === undefined || seen === bits[i]) return;
      const where = { path: keyword, seen: String(seen), expected: String(bits[i]) };
      findings.push(find(BITS, `${keyword} does not fit a ${type} segmentation.`, where));
    });
    const photometric = dataset.string('PhotometricInterpretation');
    if (photometric !== undefined && photometric !== 'MONOCHROME2') {
      const where = { path: 'PhotometricInterpretation', seen: photometric, expected: 'MONOCHROME2' };
      findings.push(find(BITS, `Photometric Interpretation does not fit a ${type} segmentation.`, where));
    }
  }
  return findings;
}

function checkSegments(object: DicomObject): Finding[] {
  const segments = object.dataset.items('SegmentSequence');
  const numbers = segments.map((segment) => segment.number('SegmentNumber'));
  const findings: Finding[] = [];
  const asExpected = isLabelMap(object)
    ? new Set(numbers).size === numbers.length
    : numbers.every((number, i) => number === i + 1);
  if (!asExpected) {
    const expected = isLabelMap(object) ? 'each number once' : '1, 2, 3 ... in this order';
    findings.push(
      find(NUMBERS, 'Segments are not numbered as they must be.', {
        path: 'SegmentSequence',
        seen: numbers.join(', '),
        expected,
      }),
    );
  }
  segments.forEach((segment, i) => {
    findings.push(...checkSegment(segment, `SegmentSequence[${i}]`));
    if (segment.string('SegmentAlgorithmType') !== 'MANUAL') return;
    const where = {
      path: `SegmentSequence[${i}].SegmentAlgorithmType`,
      seen: 'MANUAL',
      expected: 'AUTOMATIC or SEMIAUTOMATIC',
    };
    findings.push(find(AUTOMATIC, 'A segment says that it was drawn by hand.', where));
  });
  return findings;
}

function checkSegment(segment: DicomDataset, path: string): Finding[] {
  const findings: Finding[] = [];
  const category = codeOf(segment, 'SegmentedPropertyCategoryCodeSequence');
  if (category?.scheme === 'SCT' && !isInContextGroup(7150, category)) {
    const where = {
      path: `${path}.SegmentedPropertyCategoryCodeSequence[0]`,
      seen: formatCode(category),
      expected: 'a code of CID 7150',
    };
    findings.push(find(CATEGORY, 'The category of a segment is not one of those for segments.', where));
  }
  const name = segment.string('SegmentAlgorithmName');
  const identified = segment
    .items('SegmentationAlgorithmIdentificationSequence')
    .map((each) => each.string('AlgorithmName'));
  // Many put the version behind the name.
  const agrees = (each?: string) => each !== undefined && name?.startsWith(each);
  if (name !== undefined && identified.length > 0 && !identified.some(agrees)) {
    const where = { path: `${path}.SegmentAlgorithmName`, seen: name, expected: identified.join(' or ') };
    findings.push(find(ALGORITHM, 'A segment names one algorithm and identifies another.', where));
  }
  return findings;
}

function checkFrames(object: DicomObject): Finding[] {
  const { dataset } = object;
  // In a label map the pixels say it; in a fully tiled image the order of the frames.
  if (isLabelMap(object) || isTiledFull(object)) return [];
  const segments = new Set(dataset.items('SegmentSequence').map((segment) => segment.number('SegmentNumber')));
  const identified = functionalGroup(dataset, 'SegmentIdentificationSequence');
  const findings: Finding[] = [];
  if (!coversAllFrames(dataset, 'SegmentIdentificationSequence')) {
    const where = { path: 'PerFrameFunctionalGroupsSequence', expected: 'SegmentIdentificationSequence' };
    findings.push(find(FRAME_SEGMENT, 'Not every frame says which segment it shows.', where));
  }
  const used = new Set<number | undefined>();
  for (const { item, path } of identified) {
    const number = item.number('ReferencedSegmentNumber');
    used.add(number);
    if (segments.has(number)) continue;
    const where = {
      path: `${path}.ReferencedSegmentNumber`,
      seen: String(number ?? 'absent'),
      expected: [...segments].join(', '),
    };
    findings.push(find(FRAME_SEGMENT, 'A frame shows a segment that is not described.', where));
  }
  dataset.items('SegmentSequence').forEach((segment, i) => {
    const number = segment.number('SegmentNumber');
    if (number === undefined || used.has(number)) return;
    findings.push(
      find(UNUSED, 'A segment is described, but no frame shows it.', {
        path: `SegmentSequence[${i}]`,
        seen: String(number),
      }),
    );
  });
  return findings;
}

/** Where the segments lie: in a frame of reference, or by the images they were derived from (PS3.3 A.51.3). */
function checkPlace(object: DicomObject, { images = [] }: ObjectContext): Finding[] {
  const { dataset } = object;
  const findings: Finding[] = [];
  const frameOfReference = dataset.string('FrameOfReferenceUID');
  const derivation = functionalGroup(dataset, 'DerivationImageSequence');
  const listed = [
    ...dataset.items('ReferencedSeriesSequence'),
    ...dataset.items('StudiesContainingOtherReferencedInstancesSequence'),
  ];
  if (derivation.length === 0) {
    if (frameOfReference === undefined) {
      findings.push(
        find(PLACE, 'The segmentation has neither a Frame of Reference UID (0020,0052) nor source images.', {
          path: 'FrameOfReferenceUID',
          seen: 'absent',
        }),
      );
    } else {
      findings.push(...requireMacro(object, 'Pixel spacing', 'PS3.3 A.51.5', 'PixelMeasuresSequence'));
      if (!isTiledFull(object))
        findings.push(
          ...requireMacro(
            object,
            'Plane position',
            'PS3.3 A.51.5',
            'PlanePositionSequence',
            'PlanePositionSlideSequence',
          ),
        );
      if (!dataset.has('TotalPixelMatrixColumns')) {
        findings.push(...requireMacro(object, 'Plane orientation', 'PS3.3 A.51.5', 'PlaneOrientationSequence'));
      }
    }
  } else if (listed.length === 0) {
    const where = { path: 'ReferencedSeriesSequence', seen: 'absent' };
    findings.push(find(COMMON_REFERENCE, 'Source images are named by frame, but not listed by series.', where));
  }
  if (derivation.length === 0 && listed.length === 0) {
    findings.push(
      find(SOURCE, 'The segmentation does not say which images it was made from.', {
        path: 'ReferencedSeriesSequence',
        seen: 'absent',
      }),
    );
  }
  const ofImages = new Set(images.flatMap((image) => image.dataset.string('FrameOfReferenceUID') ?? []));
  if (frameOfReference !== undefined && ofImages.size > 0 && !ofImages.has(frameOfReference)) {
    const where = { path: 'FrameOfReferenceUID', seen: frameOfReference, expected: [...ofImages].join(' or ') };
    findings.push(find(SAME_FRAME, 'The segmentation lies in another frame of reference than the images.', where));
  }
  return findings;
}
