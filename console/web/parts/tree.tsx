import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface TreeRow {
  /** Unique in the tree; a child's begins with its parent's. */
  path: string;
  content: ReactNode;
  children?: TreeRow[];
  /** Open from the start, e.g. because a finding lies below. */
  open?: boolean;
  marked?: boolean;
}

interface Seen {
  row: TreeRow;
  level: number;
  parent?: string;
  place: number;
  among: number;
}

/** A tree as WAI-ARIA describes it: one stop for Tab, arrows inside, Right opens, Left closes. */
export function Tree({ label, rows }: { label: string; rows: readonly TreeRow[] }) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [current, setCurrent] = useState<string>();
  const elements = useRef(new Map<string, HTMLDivElement>());
  const isOpen = (row: TreeRow) => toggled.get(row.path) ?? row.open ?? false;
  const seen = useMemo(() => {
    const found: Seen[] = [];
    const walk = (list: readonly TreeRow[], level: number, parent?: string) =>
      list.forEach((row, index) => {
        found.push({ row, level, parent, place: index + 1, among: list.length });
        if (row.children && (toggled.get(row.path) ?? row.open ?? false)) walk(row.children, level + 1, row.path);
      });
    walk(rows, 1);
    return found;
  }, [rows, toggled]);
  const stop = seen.some(({ row }) => row.path === current) ? current : seen[0]?.row.path;

  const toggle = (row: TreeRow, open: boolean) => setToggled((before) => new Map(before).set(row.path, open));
  const focus = (path: string | undefined) => {
    if (path === undefined) return;
    setCurrent(path);
    elements.current.get(path)?.focus();
  };
  const press = (event: KeyboardEvent, at: number) => {
    const here = seen[at];
    if (!here) return;
    const { row } = here;
    const actions: Record<string, () => void> = {
      ArrowDown: () => focus(seen[at + 1]?.row.path),
      ArrowUp: () => focus(seen[at - 1]?.row.path),
      Home: () => focus(seen[0]?.row.path),
      End: () => focus(seen.at(-1)?.row.path),
      ArrowRight: () =>
        row.children && !isOpen(row) ? toggle(row, true) : row.children && focus(row.children[0]?.path),
      ArrowLeft: () => (row.children && isOpen(row) ? toggle(row, false) : focus(here.parent)),
      Enter: () => row.children && toggle(row, !isOpen(row)),
      ' ': () => row.children && toggle(row, !isOpen(row)),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  return (
    <div role="tree" aria-label={label} className="tree">
      {seen.map(({ row, level, place, among }, index) => (
        <div
          key={row.path}
          role="treeitem"
          aria-level={level}
          aria-posinset={place}
          aria-setsize={among}
          aria-selected={row.path === stop}
          aria-expanded={row.children ? isOpen(row) : undefined}
          tabIndex={row.path === stop ? 0 : -1}
          className={row.marked ? 'tree-row marked' : 'tree-row'}
          data-level={Math.min(level, 12)}
          ref={(element) => {
            if (element) elements.current.set(row.path, element);
            else elements.current.delete(row.path);
          }}
          onKeyDown={(event) => press(event, index)}
          onClick={() => {
            setCurrent(row.path);
            if (row.children) toggle(row, !isOpen(row));
          }}
        >
          <span aria-hidden="true" className="twist">
            {row.children ? (isOpen(row) ? '▾' : '▸') : ''}
          </span>
          <span className="tree-content">{row.content}</span>
        </div>
      ))}
    </div>
  );
}
