import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALCIFICATION, HAEMORRHAGE } from '../../../fixtures/studies/catalogue';
import type { StudySource } from '../../../model/sut';
import { syntheticFiles } from '../../kit/synthetic';

/** Of each image. The thread takes a study over after 8 MiB: by far the most of this one is passed on by it. */
const MORE_BYTES = 3 * 1024 * 1024;

/**
 * Private elements behind the pixels, as scanners have put them there: an image becomes long, and there is nothing more to analyse.
 * (Data Set Trailing Padding is dropped by Orthanc.)
 */
function more(length: number): Buffer {
  const creator = Buffer.from('AIRWORTHY TEST', 'latin1');
  const bytes = Buffer.alloc(8 + creator.length + 12 + length);
  const head = (at: number, element: number, vr: string): void => {
    bytes.writeUInt16LE(0x7fe1, at);
    bytes.writeUInt16LE(element, at + 2);
    bytes.write(vr, at + 4, 'latin1');
  };
  head(0, 0x0010, 'LO');
  bytes.writeUInt16LE(creator.length, 6);
  creator.copy(bytes, 8);
  const at = 8 + creator.length;
  head(at, 0x1001, 'OB');
  bytes.writeUInt32LE(length, at + 8);
  return bytes;
}

/** The normal head as a study of some 80 MB: a folder as sut.yaml names it. */
export function longStudy(folder: string): StudySource {
  mkdirSync(folder, { recursive: true });
  const end = more(MORE_BYTES);
  for (const [index, file] of syntheticFiles('ct-head-normal').entries())
    writeFileSync(join(folder, `${index}.dcm`), Buffer.concat([file, end]));
  return { source: folder, absent: [HAEMORRHAGE, CALCIFICATION] };
}
