import { readFileSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { DecodedPixels } from '../../model/dicom/object';
import { loadCodecs } from './codecs';
import { type Compressed, decodeFrames } from './frames';

/** Where the answer goes: what the library says itself goes elsewhere. */
const ANSWER_FD = 3;

// A process of its own: what a stranger compressed is decoded by native code, and who asks can wait for it.
void (async () => {
  const images = deserialize(readFileSync(0)) as Compressed[];
  await loadCodecs();
  const answer = serialize(images.map(decodeOrSay));
  for (let at = 0; at < answer.length;) at += writeSync(ANSWER_FD, answer, at);
})();

function decodeOrSay(image: Compressed): DecodedPixels {
  try {
    return { samples: decodeFrames(image) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
