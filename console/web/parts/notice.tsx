import type { ReactNode } from 'react';
import { Shown } from './shown';

export type Tone = 'plain' | 'good' | 'warning' | 'bad';

/** `live`: it came up by something the reader did, and is read out. */
export function Notice({
  tone = 'plain',
  title,
  live = false,
  children,
}: {
  tone?: Tone;
  title: string;
  live?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={`notice ${tone}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** What went wrong and what to do about it, in the server's words. */
export function Problem({ error, title = 'There is a problem' }: { error: unknown; title?: string }) {
  const { message, fix, details } = wordsOf(error);
  return (
    <Notice tone="bad" title={title} live>
      <p>
        <Shown text={message} />
      </p>
      {fix !== undefined && (
        <p>
          <strong>What to do: </strong>
          <Shown text={fix} />
        </p>
      )}
      <Details details={details} />
    </Notice>
  );
}

/** Sentences one below the other; nothing where there is none. */
export function Details({ details }: { details: readonly string[] }) {
  if (details.length === 0) return null;
  return (
    <ul>
      {details.map((detail) => (
        <li key={detail}>
          <Shown text={detail} />
        </li>
      ))}
    </ul>
  );
}

function wordsOf(error: unknown): { message: string; fix?: string; details: string[] } {
  if (error instanceof Error) {
    const { fix, details } = error as Error & { fix?: string; details?: string[] };
    return { message: error.message, fix, details: details ?? [] };
  }
  return { message: String(error), details: [] };
}
