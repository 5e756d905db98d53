/** Why a PACS cannot be had or cannot do what was asked: one plain sentence, without a full stop at its end. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/** The message of whatever was thrown, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 400);
}
