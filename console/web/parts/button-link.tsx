import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** Leads to the place where the next thing is done, and looks like the button that it stands for. */
export function ButtonLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} className="button main">
      {children}
    </Link>
  );
}
