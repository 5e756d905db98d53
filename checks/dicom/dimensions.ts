import type { Finding } from '../../model/check';
import { formatTag } from '../../model/dicom/dictionary';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { collapse, find, type Rule } from './rule';

const LISTED: Rule = { id: 'multi-frame/dimension-organisation-listed', clause: 'PS3.3 C.7.6.17', severity: 'error' };
const RESOLVES: Rule = { id: 'multi-frame/dimension-pointer-resolves', clause: 'PS3.3 C.7.6.17.1', severity: 'error' };
const POSITIVE: Rule = { id: 'multi-frame/dimension-index-from-one', clause: 'PS3.3 C.7.6.17.1', severity: 'error' };
const UNIQUE: Rule = { id: 'multi-frame/dimension-index-unique', clause: 'PS3.3 C.7.6.17', severity: 'warning' };
const CONSISTENT: Rule = {
  id: 'multi-frame/dimension-index-consistent',
  clause: 'PS3.3 C.7.6.17.1',
  severity: 'warning',
};

const FRAMES = 'PerFrameFunctionalGroupsSequence';

/** Dimensions: each points at an attribute that the frames have, and the indices of the frames go with its values. */
export function checkDimensions({ dataset }: DicomObject): Finding[] {
  const dimensions = dataset.items('DimensionIndexSequence');
  const organisations = dataset
    .items('DimensionOrganizationSequence')
    .map((each) => each.string('DimensionOrganizationUID'));
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  const frames = dataset.items(FRAMES);
  const indices = frames.map(
    (groups) => groups.items('FrameContentSequence')[0]?.numbers('DimensionIndexValues') ?? [],
  );
  const findings = dimensions.flatMap((dimension, d): Finding[] => {
    const at = `DimensionIndexSequence[${d}]`;
    const uid = dimension.string('DimensionOrganizationUID');
    const own: Finding[] = [];
    if (uid !== undefined && !organisations.includes(uid)) {
      const where = { path: `${at}.DimensionOrganizationUID`, seen: uid, expected: organisations.join(' or ') };
      own.push(find(LISTED, 'A dimension belongs to an organisation that is not listed.', where));
    }
    return [...own, ...checkValues(dimension, d, at, shared, frames, indices)];
  });
  return collapse([...findings, ...checkIndices(indices, dimensions.length)]);
}

function checkValues(
  dimension: DicomDataset,
  d: number,
  at: string,
  shared: DicomDataset | undefined,
  frames: readonly DicomDataset[],
  indices: readonly number[][],
): Finding[] {
  const [pointer] = dimension.strings('DimensionIndexPointer');
  const [group] = dimension.strings('FunctionalGroupPointer');
  // Without a functional group it points into the data set, and with a private one to what only its maker knows.
  if (!pointer || !group || dimension.has('DimensionIndexPrivateCreator') || frames.length === 0) return [];
  const values = frames.map((groups) => {
    const item = groups.items(group)[0] ?? shared?.items(group)[0];
    return item?.has(pointer) ? item.strings(pointer).join('\\') : undefined;
  });
  const without = values.findIndex((value) => value === undefined);
  if (without !== -1) {
    const where = {
      path: `${at}.DimensionIndexPointer`,
      seen: `${formatTag(pointer)} in ${formatTag(group)}`,
      expected: `in ${FRAMES}[${without}]`,
    };
    return [find(RESOLVES, 'A dimension points at an attribute that not every frame has.', where)];
  }
  const indexOf = new Map<string, number>();
  const valueOf = new Map<number, string>();
  for (const [i, value = ''] of values.entries()) {
    const index = indices[i]?.[d];
    if (index === undefined) continue;
    const [known, back] = [indexOf.get(value) ?? index, valueOf.get(index) ?? value];
    indexOf.set(value, known);
    valueOf.set(index, back);
    if (known === index && back === value) continue;
    const where = {
      path: `${FRAMES}[${i}].FrameContentSequence[0].DimensionIndexValues`,
      seen: `index ${index} for ${value}`,
      expected: known === index ? `index ${index} is for ${back}` : `index ${known}`,
    };
    return [find(CONSISTENT, 'The index of a frame does not go with the value that it stands for.', where)];
  }
  return [];
}

function checkIndices(indices: readonly number[][], dimensions: number): Finding[] {
  const seen = new Map<string, number>();
  return indices.flatMap((values, i): Finding[] => {
    if (values.length === 0 || values.length !== dimensions) return [];
    const path = `${FRAMES}[${i}].FrameContentSequence[0].DimensionIndexValues`;
    const key = values.join('\\');
    if (values.some((value) => value < 1)) {
      return [find(POSITIVE, 'A dimension index is below 1.', { path, seen: key, expected: '1 or more' })];
    }
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, i);
      return [];
    }
    const where = { path, seen: key, expected: `other indices than ${FRAMES}[${other}]` };
    return [find(UNIQUE, 'Two frames have the same dimension indices.', where)];
  });
}
