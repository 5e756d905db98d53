import type { TreeNode } from '../../contract';
import { type Budget, shownText } from './tree';

/** Members and entries; parsed by model/json.ts, which bounds how deep they nest. */
export function jsonTree(value: unknown, budget: Budget, prefix = ''): TreeNode[] {
  const members: [name: string, path: string, member: unknown][] = Array.isArray(value)
    ? value.map((member: unknown, index) => [`[${index}]`, `${prefix}[${index}]`, member])
    : Object.entries(value ?? {}).map(([key, member]) => [key, prefix === '' ? key : `${prefix}.${key}`, member]);
  const nodes: TreeNode[] = [];
  for (const [name, path, member] of members) {
    if (!budget.take()) break;
    const shown = { path, name: shownText(name) };
    if (typeof member === 'object' && member !== null)
      nodes.push({ ...shown, children: jsonTree(member, budget, path) });
    else nodes.push({ ...shown, value: shownText(String(member)) });
  }
  return nodes;
}
