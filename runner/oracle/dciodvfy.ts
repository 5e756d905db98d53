import { execFile } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import { unwrap, wrap } from '../../protocols/dimse/part10';
import { transcode } from '../../protocols/dimse/transcode';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN } from '../../protocols/dimse/uids';
import { NOT_INSTALLED } from './tools';

/** What dciodvfy (dicom3tools) says of one file. */
export type Reading = { errors: string[] } | { failure: 'not-installed' | 'failed'; sentence: string };

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** Lines of one object that are kept. */
const MAX_LINES = 200;

/** The file meta information is within it. */
const START_BYTES = 2048;

/** Has dciodvfy read a file. It cannot inflate, so a deflated data set is given to it as it is within. */
export async function readByDciodvfy(file: string, signal?: AbortSignal): Promise<Reading> {
  if (!(await isDeflated(file))) return runDciodvfy(file, signal);
  const folder = scratchFolder('airworthy-inflated');
  try {
    const { meta, datasetBytes } = unwrap(await readFile(file));
    const inflated = transcode(datasetBytes, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN);
    const copy = join(folder, 'inflated.dcm');
    await writeFile(copy, wrap(inflated, { ...meta, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN }));
    return await runDciodvfy(copy, signal);
  } catch (error) {
    return { failure: 'failed', sentence: `A deflated data set cannot be inflated: ${(error as Error).message}.` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isDeflated(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
  } finally {
    await handle.close();
  }
}

/** Its exit code says only whether there is an error; that it read to the end is told by its words. */
function runDciodvfy(file: string, signal?: AbortSignal): Promise<Reading> {
  return new Promise((resolve) => {
    const options = { encoding: 'utf8' as const, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, signal };
    execFile('dciodvfy', [file], options, (error, stdout, stderr) => {
      const failed = (sentence: string): void => resolve({ failure: 'failed', sentence });
      if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') {
        resolve({
          failure: 'not-installed',
          sentence: NOT_INSTALLED,
        });
        return;
      }
      if (error?.killed) return failed(`dciodvfy did not come to an end within ${TIMEOUT_MS / 1000} s.`);
      if (error?.signal) return failed(`dciodvfy broke off (${error.signal}).`);
      const said = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
      if (said.every((line) => line === '')) return failed('dciodvfy said nothing about the object.');
      resolve({ errors: said.filter((line) => /^(Error|Abort)\b/.test(line)).slice(0, MAX_LINES) });
    });
  });
}
