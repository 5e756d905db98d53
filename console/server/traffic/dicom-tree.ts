import { counted } from '../../../model/counted';
import { formatTag } from '../../../model/dicom/dictionary';
import type { DicomDataset, DicomElement } from '../../../model/dicom/object';
import type { TreeNode } from '../../contract';
import { type Budget, shownText } from './tree';

const MOST_DEPTH = 32;
const BINARY = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN']);
const SHOWN_BYTES = 32;
const MOST_VALUES = 64;

/** The elements of a data set, sequences with their items, paths as rules name them. */
export function dicomTree(dataset: DicomDataset, budget: Budget, prefix = '', depth = 0): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const element of dataset.elements) {
    if (!budget.take()) break;
    const path = prefix === '' ? element.keyword : `${prefix}.${element.keyword}`;
    nodes.push(elementNode(element, dataset, path, budget, depth));
  }
  return nodes;
}

function elementNode(
  element: DicomElement,
  dataset: DicomDataset,
  path: string,
  budget: Budget,
  depth: number,
): TreeNode {
  const { keyword, tag, vr, length, offset, items } = element;
  const node: TreeNode = { path, name: keyword, tag: formatTag(tag), vr, length, offset };
  if (!items) return { ...node, value: valueOf(element, dataset) };
  if (depth >= MOST_DEPTH) {
    budget.over = true;
    return node;
  }
  const children: TreeNode[] = [];
  for (const [index, item] of items.entries()) {
    if (!budget.take()) break;
    const at = `${path}[${index}]`;
    children.push({
      path: at,
      name: `Item ${index + 1}`,
      value: conceptOf(item),
      children: dicomTree(item, budget, at, depth + 1),
    });
  }
  return { ...node, value: counted(items.length, 'item'), children };
}

function valueOf(element: DicomElement, dataset: DicomDataset): string {
  const { vr, bytes, length, fragments } = element;
  if (fragments) return counted(fragments.length, 'fragment');
  if (BINARY.has(vr)) {
    if (bytes.length === 0) return length === 0 ? '' : `${counted(length, 'byte')}, not shown`;
    const hex = Buffer.from(bytes.subarray(0, SHOWN_BYTES))
      .toString('hex')
      .replace(/(..)(?=.)/g, '$1 ');
    return bytes.length > SHOWN_BYTES ? `${hex} … (${length} bytes)` : hex;
  }
  const values = dataset.strings(element.tag);
  const more = values.length > MOST_VALUES ? ` … (${values.length} values)` : '';
  return shownText(values.slice(0, MOST_VALUES).join('\\')) + more;
}

/** What tells a reader which item this is: its concept and its value (PS3.3 C.17.3, 8.8). */
function conceptOf(item: DicomDataset): string | undefined {
  const meaning = (keyword: string) => item.items(keyword)[0]?.string('CodeMeaning');
  const concept = meaning('ConceptNameCodeSequence');
  const value =
    meaning('ConceptCodeSequence') ??
    item.string('TextValue') ??
    item.items('MeasuredValueSequence')[0]?.string('NumericValue') ??
    item.string('CodeMeaning') ??
    item.string('SegmentLabel');
  const shown = [concept, value].filter((part) => part !== undefined).join(' = ');
  return shown === '' ? undefined : shownText(shown);
}
