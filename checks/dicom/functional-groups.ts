import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import { find, joinPath, type Rule } from './rule';

const FRAMES: Rule = { id: 'multi-frame/items-match-frames', clause: 'PS3.3 C.7.6.16', severity: 'error' };
const SHARED: Rule = { id: 'multi-frame/one-shared-item', clause: 'PS3.3 C.7.6.16', severity: 'error' };
const CONTENT: Rule = { id: 'multi-frame/frame-content-present', clause: 'PS3.3 C.7.6.16.2.2', severity: 'error' };
const INDEX: Rule = { id: 'multi-frame/dimension-index-complete', clause: 'PS3.3 C.7.6.17', severity: 'error' };
const MACRO: Rule = { id: 'multi-frame/functional-group-present', clause: 'PS3.3 C.7.6.16', severity: 'error' };

const SHARED_GROUPS = 'SharedFunctionalGroupsSequence';
const PER_FRAME_GROUPS = 'PerFrameFunctionalGroupsSequence';

/** The items of one functional group macro, shared ones and those of each frame, with their paths. */
export function functionalGroup(
  dataset: DicomDataset,
  macro: string,
): { item: DicomDataset; path: string; frame?: number }[] {
  const read = (key: string) =>
    dataset.items(key).flatMap((groups, i) =>
      groups.items(macro).map((item, n) => ({
        item,
        path: `${joinPath(`${key}[${i}]`, macro)}[${n}]`,
        ...(key === PER_FRAME_GROUPS ? { frame: i + 1 } : {}),
      })),
    );
  return [...read(SHARED_GROUPS), ...read(PER_FRAME_GROUPS)];
}

/** Whether a macro holds for all frames: shared, or in the item of every frame. */
export function coversAllFrames(dataset: DicomDataset, ...macros: string[]): boolean {
  const has = (groups: DicomDataset): boolean => macros.some((macro) => groups.items(macro).length > 0);
  const frames = dataset.items(PER_FRAME_GROUPS);
  return dataset.items(SHARED_GROUPS).some(has) || (frames.length > 0 && frames.every(has));
}

/** Asks for a macro on all frames. `macros` are alternatives. */
export function requireMacro(object: DicomObject, what: string, clause: string, ...macros: string[]): Finding[] {
  if (coversAllFrames(object.dataset, ...macros)) return [];
  const where = { path: SHARED_GROUPS, expected: macros.join(' or ') };
  return [find({ ...MACRO, clause }, `${what} is not given for all frames.`, where)];
}

/** Per-frame items, shared item and dimension indices of a multi-frame object (PS3.3 C.7.6.16, C.7.6.17). */
export function checkFunctionalGroups(object: DicomObject): Finding[] {
  const { dataset } = object;
  const findings: Finding[] = [];
  const shared = dataset.items(SHARED_GROUPS).length;
  if (shared > 1) {
    findings.push(
      find(SHARED, 'There is more than one shared functional groups item.', {
        path: SHARED_GROUPS,
        seen: String(shared),
        expected: '1',
      }),
    );
  }
  // Tiled images may leave the per-frame groups out (PS3.3 C.7.6.17.3).
  if (dataset.string('DimensionOrganizationType') === 'TILED_FULL') return findings;
  const frames = dataset.number('NumberOfFrames');
  const items = dataset.items(PER_FRAME_GROUPS);
  if (frames !== undefined && items.length !== frames) {
    const where = { path: PER_FRAME_GROUPS, seen: counted(items.length, 'item'), expected: counted(frames, 'frame') };
    findings.push(find(FRAMES, 'There is not one per-frame item for each frame.', where));
  }
  const dimensions = dataset.items('DimensionIndexSequence').length;
  items.forEach((groups, i) => {
    const content = groups.items('FrameContentSequence')[0];
    const path = `${PER_FRAME_GROUPS}[${i}].FrameContentSequence`;
    if (!content)
      findings.push(find(CONTENT, 'A frame has no Frame Content Sequence (0020,9111).', { path, seen: 'absent' }));
    else if (dimensions > 0) {
      const values = content.numbers('DimensionIndexValues').length;
      if (values === dimensions) return;
      const where = {
        path: `${path}[0].DimensionIndexValues`,
        seen: `${values} values`,
        expected: `${dimensions}, one for each dimension`,
      };
      findings.push(find(INDEX, 'A frame is not placed in all dimensions.', where));
    }
  });
  return findings;
}
