import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { DecodedPixels, DicomObject } from '../../model/dicom/object';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { Compressed } from './frames';
import { shapeOf } from './image';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'evidence', 'pixels', 'program.js');
/** Where evidence/pixels/program.ts answers. */
const ANSWER_FD = 3;
const MAX_MS = 60_000;
const MAX_BYTES = 1024 * 1024 * 1024;

/** Compressed Pixel Data of each, decoded in a process of its own; judging waits for it and stays a plain function. */
export function decodePixels(objects: readonly DicomObject[]): DecodedPixels[] {
  const asked = objects.map(compressedOf);
  const images = asked.filter((each) => 'fragments' in each);
  const answers = images.length === 0 ? [] : askProgram(images);
  let next = 0;
  return asked.map((each) =>
    'problem' in each ? each : (answers[next++] ?? { problem: 'the decoder gave no answer' }),
  );
}

function compressedOf({ dataset, transferSyntaxUid }: DicomObject): Compressed | { problem: string } {
  try {
    const fragments = dataset.element('PixelData')?.fragments ?? [];
    return { shape: shapeOf(dataset, transferSyntaxUid), fragments };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function askProgram(images: readonly Compressed[]): DecodedPixels[] {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing; run "npm run build".`);
  const { output, error, status } = spawnSync(process.execPath, [PROGRAM], {
    input: serialize(images),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    timeout: MAX_MS,
    maxBuffer: MAX_BYTES,
  });
  const answer = (output as (Buffer | null)[] | null)?.[ANSWER_FD];
  if (status === 0 && answer && answer.length > 0) return deserialize(answer) as DecodedPixels[];
  const problem = error ? `the decoder did not end: ${error.message}` : `the decoder ended with ${status}`;
  return images.map(() => ({ problem }));
}
