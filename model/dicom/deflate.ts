import { deflateRawSync } from 'node:zlib';

/** A data set as Deflated Explicit VR Little Endian has it: padded to an even length (PS3.5 A.5). */
export function deflated(dataset: Uint8Array): Buffer {
  const stream = deflateRawSync(dataset);
  return stream.length % 2 === 0 ? stream : Buffer.concat([stream, Buffer.alloc(1)]);
}
