import { mkdirSync } from 'node:fs';
import { LaunchError } from '../launch-error';
import { findOrthanc } from '../orthanc/find-orthanc';
import { OrthancPacs } from '../orthanc/orthanc-pacs';
import { ProcessHost } from '../orthanc/process-host';
import type { LaunchOptions, Pacs } from '../pacs';

const START_TIMEOUT_MS = 30_000;

/** Orthanc as our own process, from PATH or where distributions put it. */
export async function path(options: LaunchOptions): Promise<Pacs> {
  const program = findOrthanc();
  if (program === undefined) throw new LaunchError('There is no Orthanc on PATH');
  return startOrthanc(program, 'path', `from ${program}`, options);
}

/** @param origin completes "Orthanc 1.10.1 ..." */
export async function startOrthanc(
  program: string,
  launcher: 'path' | 'apt',
  origin: string,
  options: LaunchOptions,
): Promise<Pacs> {
  mkdirSync(options.storageDir, { recursive: true });
  const pacs = new OrthancPacs(new ProcessHost(program, launcher, origin, options), {
    ...options,
    startTimeoutMs: START_TIMEOUT_MS,
  });
  await pacs.start();
  return pacs;
}
