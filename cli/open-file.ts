import { FileSource } from '../evidence/file-source';

/** @throws a sentence where the file cannot be read; `what` it should be: "a pack" */
export function openFile(file: string, what: string): FileSource {
  try {
    return new FileSource(file);
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Give the path of ${what}.`, {
      cause: error,
    });
  }
}
