import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { ObjectContext } from './context';
import { checkFunctionalGroups, coversAllFrames, functionalGroup, requireMacro } from './functional-groups';
import { checkDimensions } from './dimensions';
import { checkFrameGeometry } from './frame-geometry';
import { checkPixelValues } from './pixel-values';
import { collapse, find, type Rule } from './rule';

const PIXELS: Rule = { id: 'map/one-kind-of-pixels', clause: 'PS3.3 A.75.4', severity: 'error' };
const BITS: Rule = { id: 'map/bits-by-kind', clause: 'PS3.3 C.8.32.2', severity: 'error' };
const MAPPING: Rule = { id: 'map/values-have-meaning', clause: 'PS3.3 C.7.6.16.2.11', severity: 'error' };
const QUANTITY: Rule = { id: 'map/quantity-defined', clause: 'AIR 6.5.3.6', severity: 'warning' };
const COMMON_REFERENCE: Rule = { id: 'map/common-instance-reference', clause: 'PS3.3 A.75.3', severity: 'error' };

/** Bits Allocated by the element that holds the values. */
const KINDS: Record<string, number> = { PixelData: 16, FloatPixelData: 32, DoubleFloatPixelData: 64 };

/** Parametric Map IOD beyond its module tables (PS3.3 A.75, C.8.32). */
export function checkParametricMap(object: DicomObject, context: ObjectContext): Finding[] {
  const { dataset } = object;
  const findings: Finding[] = [];
  const kinds = Object.keys(KINDS).filter((keyword) => dataset.has(keyword));
  if (kinds.length !== 1) {
    const where = {
      path: 'PixelData',
      seen: kinds.join(', ') || 'absent',
      expected: 'one of Pixel Data, Float Pixel Data, Double Float Pixel Data',
    };
    findings.push(find(PIXELS, 'A map has its values in exactly one pixel data element.', where));
  }
  const [kind = ''] = kinds;
  const bits = dataset.number('BitsAllocated');
  if (kinds.length === 1 && bits !== undefined && bits !== KINDS[kind]) {
    findings.push(
      find(BITS, `Bits Allocated does not fit ${kind}.`, {
        path: 'BitsAllocated',
        seen: String(bits),
        expected: String(KINDS[kind]),
      }),
    );
  }
  if (!coversAllFrames(dataset, 'RealWorldValueMappingSequence')) {
    const where = { path: 'SharedFunctionalGroupsSequence', expected: 'RealWorldValueMappingSequence' };
    findings.push(find(MAPPING, 'Not every frame says what its values mean.', where));
  }
  for (const { item, path } of functionalGroup(dataset, 'RealWorldValueMappingSequence')) {
    if (context.air && item.items('QuantityDefinitionSequence').length === 0) {
      findings.push(
        find(QUANTITY, 'The quantity of the map is not coded.', {
          path: `${path}.QuantityDefinitionSequence`,
          seen: 'absent',
        }),
      );
    }
  }
  findings.push(...requireMacro(object, 'Pixel spacing', 'PS3.3 A.75.5', 'PixelMeasuresSequence'));
  findings.push(
    ...requireMacro(object, 'Pixel value transformation', 'PS3.3 A.75.5', 'PixelValueTransformationSequence'),
  );
  findings.push(...requireMacro(object, 'Frame type', 'PS3.3 A.75.5', 'ParametricMapFrameTypeSequence'));
  if (!dataset.has('TotalPixelMatrixColumns')) {
    findings.push(...requireMacro(object, 'Plane position', 'PS3.3 A.75.5', 'PlanePositionSequence'));
    findings.push(...requireMacro(object, 'Plane orientation', 'PS3.3 A.75.5', 'PlaneOrientationSequence'));
  }
  const derivation = functionalGroup(dataset, 'DerivationImageSequence');
  const listed = ['ReferencedSeriesSequence', 'StudiesContainingOtherReferencedInstancesSequence'].some(
    (key) => dataset.items(key).length > 0,
  );
  if (derivation.length > 0 && !listed) {
    findings.push(
      find(COMMON_REFERENCE, 'Source images are named by frame, but not listed by series.', {
        path: 'ReferencedSeriesSequence',
        seen: 'absent',
      }),
    );
  }
  return collapse([
    ...findings,
    ...checkFunctionalGroups(object),
    ...checkDimensions(object),
    ...checkFrameGeometry(object, context),
    ...checkPixelValues(object, context),
  ]);
}
