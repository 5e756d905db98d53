import { renameSync, writeFileSync, writevSync } from 'node:fs';
import { basename } from 'node:path';

/** The record could not be written: a full disk, a folder that was taken away. Nobody's traffic is to blame. */
export class RecordingError extends Error {
  constructor(what: string, cause: Error) {
    super(
      `The run record is incomplete: ${what} could not be written (${cause.message}). Check free space and rights of the output folder.`,
      { cause },
    );
    this.name = 'RecordingError';
  }
}

/** Writes every byte. @throws RecordingError naming `what` */
export function writeAll(fd: number, bytes: Uint8Array, what: string): void {
  attempt(what, () => writeParts(fd, [bytes]));
}

/** As the system takes at once (IOV_MAX). */
const MOST_PARTS = 1024;

/** Writes every byte, in as many steps as the system needs. */
export function writeParts(fd: number, parts: readonly Uint8Array[]): void {
  for (let first = 0; first < parts.length; first += MOST_PARTS) {
    let left = parts.slice(first, first + MOST_PARTS);
    while (left.length > 0) {
      let written = writevSync(fd, left);
      while (left.length > 0 && written >= (left[0] as Uint8Array).length) {
        written -= (left[0] as Uint8Array).length;
        left = left.slice(1);
      }
      if (written > 0) left = [(left[0] as Uint8Array).subarray(written), ...left.slice(1)];
    }
  }
}

/** Runs a file operation; its failure becomes a RecordingError. */
export function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof RecordingError ? error : new RecordingError(what, error as Error);
  }
}

/** Writes a small file that is there whole or as it was, whenever the process is killed. @throws RecordingError */
export function writeWhole(file: string, text: string): void {
  attempt(basename(file), () => {
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  });
}
