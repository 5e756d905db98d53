import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import type { TreeNode } from '../../contract';
import { type Budget, shownText } from './tree';

/** Segments with their fields, repetitions and components; what is empty is left out. */
export function hl7Tree(message: Hl7Message, budget: Budget): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const segment of message.segments) {
    if (!budget.take()) break;
    const path = segment.index > 1 ? `${segment.name}[${segment.index}]` : segment.name;
    nodes.push({ path, name: segment.name, children: fieldsOf(segment, path, message, budget) });
  }
  return nodes;
}

function fieldsOf(segment: Hl7Segment, at: string, message: Hl7Message, budget: Budget): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let number = 1; number < segment.fields.length; number += 1) {
    const raw = segment.field(number);
    if (raw === '') continue;
    if (!budget.take()) break;
    const path = `${at}-${number}`;
    const node: TreeNode = { path, name: `${segment.name}-${number}`, value: shownText(raw) };
    // MSH-1 and MSH-2 are the delimiters themselves.
    if (segment.name !== 'MSH' || number > 2) {
      const children = partsOf(segment, number, path, message, budget);
      if (children.length > 0) node.children = children;
    }
    nodes.push(node);
  }
  return nodes;
}

function partsOf(segment: Hl7Segment, number: number, path: string, message: Hl7Message, budget: Budget): TreeNode[] {
  const { component } = message.delimiters;
  const repetitions = segment.repetitions(number);
  if (repetitions.length > 1) {
    return repetitions.flatMap((raw, index) => {
      if (!budget.take()) return [];
      const at = index === 0 ? path : `${path}[${index + 1}]`;
      const name = `Repetition ${index + 1}`;
      // The first repetition has the path of the field itself; its own must differ.
      const children = componentsOf(raw.split(component), at, budget);
      return [
        { path: `${path}[${index + 1}]`, name, value: shownText(raw), ...(children.length > 0 ? { children } : {}) },
      ];
    });
  }
  return componentsOf((repetitions[0] ?? '').split(component), path, budget);
}

function componentsOf(components: string[], path: string, budget: Budget): TreeNode[] {
  if (components.length < 2) return [];
  return components.flatMap((value, index) =>
    value !== '' && budget.take()
      ? [{ path: `${path}.${index + 1}`, name: `Component ${index + 1}`, value: shownText(value) }]
      : [],
  );
}
