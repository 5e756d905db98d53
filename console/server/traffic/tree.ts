import { visible } from '../../../reports/html/escape';
import type { TreeFinding, TreeNode } from '../../contract';

/** More than a page can show, and a person read. */
export const MOST_NODES = 5000;
const MOST_TEXT = 1000;

/** Counts what is put into a tree, so that it stays within bounds whatever was sent. */
export class Budget {
  #left = MOST_NODES;
  /** Something was left out. */
  over = false;

  take(): boolean {
    if (this.#left > 0) {
      this.#left -= 1;
      return true;
    }
    this.over = true;
    return false;
  }
}

/** Text of a stranger, of a length and of characters that can be shown. */
export function shownText(text: string): string {
  const shown = visible(text.slice(0, MOST_TEXT));
  return text.length > MOST_TEXT ? `${shown}… (${text.length} characters)` : shown;
}

/** Marks findings at the branch that they name, or at the nearest one above it that is there. */
export function mark(nodes: readonly TreeNode[], findings: readonly TreeFinding[]): void {
  const known = new Map<string, TreeNode>();
  const visit = (node: TreeNode): void => {
    known.set(plainPath(node.path), node);
    node.children?.forEach(visit);
  };
  nodes.forEach(visit);
  findings.forEach(({ path }, index) => {
    for (let at = plainPath(path ?? ''); at !== ''; at = above(at)) {
      const node = known.get(at);
      if (!node) continue;
      node.findings = [...(node.findings ?? []), index];
      return;
    }
  });
}

/** HL7 paths may name the first segment or repetition as such, or not. */
export function plainPath(path: string): string {
  return /^[A-Z][A-Z0-9]{2}(\[\d+\])?(-|$)/.test(path) ? path.replaceAll('[1]', '') : path;
}

function above(path: string): string {
  return path.replace(/(\[\d+\]|[.-]?[^.[\]-]+)$/, '');
}
