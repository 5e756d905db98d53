import type { Finding } from '../../model/check';
import { sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import { attributePath, buildContentTree, childNamed, type ContentItem } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';
import { CONCEPT } from './concepts';
import { type Drawn, drawnByTrackingUid } from './drawn-segments';
import { kindOfResult } from './kind';
import { measurementGroups } from './measurement-groups';
import { find, type Rule } from './rule';

const SIZE: Rule = { id: 'graph/measured-as-segmented', clause: 'PS3.16 TID 1411, CID 7461', severity: 'error' };

const VOLUME: readonly Code[] = [
  { value: '118565006', scheme: 'SCT', meaning: 'Volume' },
  { value: 'G-D705', scheme: 'SRT', meaning: 'Volume' },
];
const CUBIC_MM: Readonly<Record<string, number>> = { mm3: 1, cm3: 1e3, ml: 1e3, mL: 1e3, dm3: 1e6, l: 1e6, L: 1e6 };

/** A surface cuts voxels, slices overlap, fractions are rounded: only another order of magnitude is another size. */
const FACTOR = 5;
const FEWEST_VOXELS = 20;

/** The volume in a report is that of the segment that is tracked by the same UID, as far as its pixels can be counted. */
export function checkMeasuredVolumes(results: readonly DicomObject[]): Finding[] {
  const segments = new Map(results.filter((each) => kindOfResult(each) === 'seg').flatMap(drawnByTrackingUid));
  return results
    .filter((each) => kindOfResult(each) === 'sr')
    .flatMap((report) => measurementGroups(buildContentTree(report.dataset)))
    .flatMap((group) => {
      const uid = childNamed(group, CONCEPT.trackingUid)?.text ?? '';
      const size = uid === '' ? undefined : sizeOf(segments.get(uid) ?? []);
      return size === undefined ? [] : group.children.flatMap((item) => checkVolume(item, size));
    });
}

/** In cubic millimetres; undefined where it cannot be told. */
function sizeOf(drawn: readonly Drawn[]): number | undefined {
  const voxels = drawn.reduce((sum, { count }) => sum + count, 0);
  if (voxels < FEWEST_VOXELS || drawn.some(({ thickness }) => !thickness)) return undefined;
  return drawn.reduce(
    (sum, { count, plane, thickness = 0 }) => sum + count * plane.spacing[0] * plane.spacing[1] * thickness,
    0,
  );
}

function checkVolume(item: ContentItem, size: number): Finding[] {
  const { measured } = item;
  if (!VOLUME.some((concept) => sameCode(item.name, concept)) || measured?.value === undefined) return [];
  const unit = measured.unit?.scheme === 'UCUM' ? CUBIC_MM[measured.unit.value] : undefined;
  if (unit === undefined) return [];
  const said = measured.value * unit;
  if (said <= size * FACTOR && said >= size / FACTOR) return [];
  const where = {
    path: attributePath(item, 'MeasuredValueSequence[0]'),
    seen: `${measured.text} ${measured.unit?.value ?? ''}`,
    expected: `about ${Number((size / unit).toPrecision(2))} ${measured.unit?.value ?? ''}`,
  };
  return [find(SIZE, 'The volume in the report is not that of its segment.', where)];
}
