import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '../../../evidence/file-source';
import { looksLikeDicom } from '../../../model/dicom/reader';
import { BadArchive, unzip } from '../../../runner/check-files/unzip';
import type { Work } from '../worker/messages';

const START_BYTES = 1024;

export interface UnpackAsk {
  zip: string;
  /** Made; nothing stays of it where the zip file cannot be read. */
  folder: string;
  scratch: string;
}

/** Puts the DICOM objects of a zip file into a folder, under names of ours: what is in the archive is a stranger's choice. */
export const unpackStudies: Work<'unpack-studies'> = async ({ zip, folder, scratch }) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const source = new FileSource(zip);
  let [objects, bytes, large] = [0, 0, 0];
  try {
    unzip(
      source,
      () => `${scratch}-${(large += 1)}`,
      ({ content }) => {
        const to = join(folder, `${String(objects + 1).padStart(6, '0')}.dcm`);
        if ('bytes' in content) {
          if (!looksLikeDicom(content.bytes)) return;
          writeFileSync(to, content.bytes);
        } else {
          const file = new FileSource(content.path);
          const dicom = looksLikeDicom(file.copy(0, START_BYTES));
          file.close();
          if (!dicom) return;
          copyFileSync(content.path, to);
        }
        objects += 1;
        bytes += statSync(to).size;
      },
    );
    if (objects === 0) throw new BadArchive('there is no DICOM object in it');
    return { objects, bytes };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!(error instanceof BadArchive)) throw error;
    throw new Error(`The zip file cannot be used: ${error.message}. Pack the DICOM objects of one study.`, {
      cause: error,
    });
  } finally {
    source.close();
  }
};
