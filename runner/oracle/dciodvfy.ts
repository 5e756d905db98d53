import { execFile } from 'node:child_process';
import { NOT_INSTALLED } from './tools';

/** What dciodvfy (dicom3tools) says of one file. */
export type Reading = { errors: string[] } | { failure: 'not-installed' | 'failed'; sentence: string };

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** Lines of one object that are kept. */
const MAX_LINES = 200;

/** Has dciodvfy read a file. Its exit code says only whether there is an error; that it read to the end is told by its words. */
export function readByDciodvfy(file: string, signal?: AbortSignal): Promise<Reading> {
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
