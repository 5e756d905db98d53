import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { ObjectContext } from './context';
import { functionalGroup } from './functional-groups';
import { type PixelSummary, summaryInMemory } from './pixel-summary';
import { find, type Rule } from './rule';
import { SOP } from './sop-classes';

const FRACTION: Rule = { id: 'seg/value-within-maximum', clause: 'PS3.3 C.8.20.2.3', severity: 'error' };
const LABEL: Rule = { id: 'seg/label-described', clause: 'PS3.3 C.8.20.2', severity: 'error' };
const FINITE: Rule = { id: 'map/values-finite', clause: 'PS3.3 C.7.6.24, C.7.6.25', severity: 'warning' };
const MAPPED: Rule = { id: 'map/values-in-mapped-range', clause: 'PS3.3 C.7.6.16.2.11', severity: 'warning' };

/** Pixel values against what the object says of them. Not judged where the pixels cannot be read. */
export function checkPixelValues(object: DicomObject, { pixels = summaryInMemory(object) }: ObjectContext): Finding[] {
  if (!pixels) return [];
  return object.sopClassUid === SOP.parametricMap ? checkMap(object, pixels) : checkSegments(object, pixels);
}

function checkSegments({ dataset }: DicomObject, { most, values }: PixelSummary): Finding[] {
  const path = 'PixelData';
  if (dataset.string('SegmentationType') === 'FRACTIONAL') {
    const maximum = dataset.number('MaximumFractionalValue');
    if (maximum === undefined || most <= maximum) return [];
    const where = { path, seen: String(most), expected: `at most ${maximum}` };
    return [find(FRACTION, 'A pixel is above Maximum Fractional Value (0062,000E).', where)];
  }
  const described = new Set(dataset.items('SegmentSequence').map((segment) => segment.number('SegmentNumber')));
  // 0 and the padding value are background.
  const background = new Set([0, dataset.number('PixelPaddingValue')]);
  const unknown = [...values].filter((value) => !described.has(value) && !background.has(value));
  if (unknown.length === 0) return [];
  const where = { path, seen: unknown.slice(0, 10).join(', '), expected: [...described].join(', ') };
  return [find(LABEL, 'Pixels have a label that no segment describes.', where)];
}

function checkMap({ dataset }: DicomObject, { least, most, notFinite }: PixelSummary): Finding[] {
  const path = dataset.has('FloatPixelData')
    ? 'FloatPixelData'
    : dataset.has('PixelData')
      ? 'PixelData'
      : 'DoubleFloatPixelData';
  const findings: Finding[] = [];
  if (notFinite > 0 && !dataset.has('FloatPixelPaddingValue') && !dataset.has('DoubleFloatPixelPaddingValue')) {
    findings.push(find(FINITE, 'Pixels of the map are no numbers.', { path, seen: `${notFinite} pixels` }));
  }
  const ranges = functionalGroup(dataset, 'RealWorldValueMappingSequence').map(({ item }) => [
    item.number('DoubleFloatRealWorldValueFirstValueMapped') ?? item.number('RealWorldValueFirstValueMapped'),
    item.number('DoubleFloatRealWorldValueLastValueMapped') ?? item.number('RealWorldValueLastValueMapped'),
  ]);
  const low = Math.min(...ranges.map(([first]) => first ?? -Infinity));
  const high = Math.max(...ranges.map(([, last]) => last ?? Infinity));
  if (ranges.length > 0 && least <= most && (least < low || most > high)) {
    const where = { path, seen: `${least} to ${most}`, expected: `${low} to ${high}` };
    findings.push(find(MAPPED, 'Pixels of the map lie outside the range that has a real world value.', where));
  }
  return findings;
}
