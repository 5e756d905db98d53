import { CODECS, loadCodecs } from '../../evidence/pixels/codecs';
import { decodeFrames } from '../../evidence/pixels/frames';
import { bytesOfFrame, contextOf, shapeOf } from '../../evidence/pixels/image';
import { readDicom } from '../../model/dicom/reader';
import { unwrap, wrap } from './file-meta';
import { toPart10 } from './encode';
import { natural } from './natural';
import { EXPLICIT_VR_LITTLE_ENDIAN } from './uids';

const PIXEL_DATA_HEADER = 12;

/** Whether the image in a Part 10 file can lawfully be compressed so: not floats, not single bits, not more bits than that has. */
export function canCompress(part10: Buffer, transferSyntaxUid: string): boolean {
  const { dataset } = readDicom(part10, { skipPixelData: true });
  const bits = dataset.number('BitsAllocated') ?? 0;
  return dataset.has('PixelData') && bits >= 8 && bits <= (CODECS[transferSyntaxUid]?.maxBits ?? 0);
}

/**
 * The same image with its Pixel Data compressed, one fragment a frame (PS3.5 A.4), and with the attributes that say how.
 * @throws where it cannot be
 */
export async function compress(part10: Buffer, transferSyntaxUid: string): Promise<Buffer> {
  const codec = CODECS[transferSyntaxUid];
  if (!codec) throw new Error(`Nothing here compresses images in transfer syntax ${transferSyntaxUid}.`);
  await loadCodecs();
  const { dataset } = readDicom(part10);
  const shape = shapeOf(dataset, transferSyntaxUid);
  const pixels = dataset.element('PixelData')?.bytes ?? new Uint8Array(0);
  const size = bytesOfFrame(shape);
  const frames = Array.from({ length: shape.frames }, (_, index) => {
    const decodedBuffer = pixels.subarray(index * size, (index + 1) * size);
    const encoded = codec.encode(contextOf(shape, { decodedBuffer }), codec.parameters).getEncodedBuffer();
    if (!encoded) throw new Error(`A frame could not be compressed in transfer syntax ${transferSyntaxUid}.`);
    // The library's memory is used again for the next frame.
    return Buffer.from(encoded);
  });
  const ratio = (size * shape.frames) / frames.reduce((sum, { length }) => sum + length, 0);
  // Not a copy of it: what it hides says the VR of private attributes.
  const changed = Object.assign(natural(part10), {
    ...(shape.samplesPerPixel === 3 ? { PhotometricInterpretation: codec.colour } : {}),
    ...(codec.lossyMethod === undefined
      ? {}
      : {
          LossyImageCompression: '01',
          LossyImageCompressionRatio: Number(ratio.toFixed(3)),
          LossyImageCompressionMethod: codec.lossyMethod,
        }),
    PixelData: Buffer.alloc(2),
  });
  return encapsulated(toPart10(changed, EXPLICIT_VR_LITTLE_ENDIAN), frames, transferSyntaxUid);
}

/**
 * The same image with native Pixel Data, colours as RGB, in Explicit VR Little Endian.
 * @throws where its pixels cannot be decoded
 */
export async function decompress(part10: Buffer): Promise<Buffer> {
  await loadCodecs();
  const { dataset, transferSyntaxUid } = readDicom(part10);
  const shape = shapeOf(dataset, transferSyntaxUid);
  const fragments = dataset.element('PixelData')?.fragments ?? [];
  const changed = Object.assign(natural(part10), {
    ...(shape.samplesPerPixel === 3 ? { PhotometricInterpretation: 'RGB', PlanarConfiguration: 0 } : {}),
    PixelData: decodeFrames({ shape, fragments }),
  });
  return toPart10(changed, EXPLICIT_VR_LITTLE_ENDIAN);
}

export const isCompressed = (transferSyntaxUid: string): boolean => transferSyntaxUid in CODECS;

/** Puts the frames in the place of native Pixel Data. */
function encapsulated(part10: Buffer, frames: readonly Buffer[], transferSyntaxUid: string): Buffer {
  const element = readDicom(part10).dataset.element('PixelData');
  if (!element) throw new Error('There is no Pixel Data to be compressed.');
  const { meta, datasetBytes } = unwrap(part10);
  const at = element.offset - (part10.length - datasetBytes.length);
  const items = frames.map((frame) => (frame.length % 2 === 0 ? frame : Buffer.concat([frame, Buffer.alloc(1)])));
  const offsets = Buffer.alloc(4 * items.length);
  items.reduce((sum, { length }, index) => {
    offsets.writeUInt32LE(sum, 4 * index);
    return sum + 8 + length;
  }, 0);
  const header = Buffer.from('e07f10004f420000ffffffff', 'hex');
  return wrap(
    [
      datasetBytes.subarray(0, at - PIXEL_DATA_HEADER),
      header,
      ...[offsets, ...items].flatMap((item) => [tag('feff00e0', item.length), item]),
      tag('feffdde0', 0),
      datasetBytes.subarray(at + element.length),
    ],
    { ...meta, transferSyntaxUid },
  );
}

function tag(hex: string, length: number): Buffer {
  const bytes = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(4)]);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}
