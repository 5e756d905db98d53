/** `2026-11-24T18-03-09-cranio-ct`: what a run's folder is called, in the order of time. */
export function runFolderName(what: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const name = what
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 100);
  return `${time}-${name || 'sut'}`;
}
