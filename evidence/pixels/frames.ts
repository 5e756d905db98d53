import { CODECS } from './codecs';
import { bytesOfFrame, contextOf, type ImageShape } from './image';

export interface Compressed {
  shape: ImageShape;
  fragments: readonly Uint8Array[];
}

/**
 * All frames one after the other, samples interleaved by pixel, colours as RGB. The codecs must have been loaded.
 * @throws where they cannot be decoded
 */
export function decodeFrames({ shape, fragments }: Compressed): Buffer {
  const codec = CODECS[shape.transferSyntaxUid];
  if (!codec) throw new Error(`nothing here decodes transfer syntax ${shape.transferSyntaxUid}`);
  const size = bytesOfFrame(shape);
  const frames = framesOf(fragments, shape.frames).map((encodedBuffer) => {
    const context = codec.decode(contextOf(shape, { encodedBuffer }), { convertColorspaceToRgb: true });
    const decoded = context.getDecodedBuffer();
    if (decoded?.length !== size) throw new Error(`a frame has ${decoded?.length ?? 0} bytes in place of ${size}`);
    // The library's memory is used again for the next frame.
    return context.getPlanarConfiguration() === 1 ? interleaved(decoded, shape) : Uint8Array.from(decoded);
  });
  return Buffer.concat(frames);
}

/** A frame is one fragment, but for an image of a single frame, which may have any number (PS3.5 A.4). */
function framesOf(fragments: readonly Uint8Array[], frames: number): Uint8Array[] {
  if (frames === 1) return [Buffer.concat(fragments)];
  if (fragments.length !== frames) throw new Error(`${frames} frames lie in ${fragments.length} fragments`);
  return [...fragments];
}

function interleaved(planar: Uint8Array, { samplesPerPixel, bitsAllocated }: ImageShape): Uint8Array {
  const size = bitsAllocated / 8;
  const pixels = planar.length / size / samplesPerPixel;
  const result = new Uint8Array(planar.length);
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (sample * pixels + pixel) * size;
      result.set(planar.subarray(from, from + size), (pixel * samplesPerPixel + sample) * size);
    }
  }
  return result;
}
