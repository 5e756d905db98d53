import type { ReactNode } from 'react';
import { Loading } from './empty';
import { Problem } from './notice';

/** A list that is being read: why it cannot be, what to do first where it is empty, or what is in it. */
export function Listed<Item>({
  items,
  error,
  what,
  empty,
  children,
}: {
  items: readonly Item[] | undefined;
  error: unknown;
  /** In "Loading what". */
  what: string;
  empty: ReactNode;
  children: (items: readonly Item[]) => ReactNode;
}) {
  if (error) return <Problem error={error} />;
  if (!items) return <Loading what={what} />;
  return items.length === 0 ? empty : children(items);
}
