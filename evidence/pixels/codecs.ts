import { type Context, NativeCodecs } from 'dcmjs-codecs';

type Coder = (context: Context, parameters?: Record<string, unknown>) => Context;

export interface Codec {
  encode: Coder;
  decode: Coder;
  /** For the encoder. */
  parameters: Record<string, unknown>;
  /** Photometric Interpretation of colour images by what the encoder makes of RGB (PS3.5 8.2). */
  colour: string;
  /** Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1); absent = lossless. */
  lossyMethod?: string;
  /** 16 where it takes 8 and 16 bits allocated. */
  maxBits: 8 | 16;
}

// The library's functions look for the module in `this`.
const coder = (name: keyof typeof NativeCodecs): Coder => (NativeCodecs[name] as Coder).bind(NativeCodecs);
const coders = (name: 'Rle' | 'Jpeg' | 'JpegLs' | 'Jpeg2000' | 'HtJpeg2000') => ({
  encode: coder(`encode${name}`),
  decode: coder(`decode${name}`),
});
const SUBSAMPLED_2_TO_1 = 1;

/** By transfer syntax. */
export const CODECS: Readonly<Record<string, Codec>> = {
  '1.2.840.10008.1.2.5': { ...coders('Rle'), parameters: {}, colour: 'RGB', maxBits: 16 },
  '1.2.840.10008.1.2.4.50': {
    ...coders('Jpeg'),
    parameters: { lossy: true, quality: 90, sampleFactor: SUBSAMPLED_2_TO_1 },
    colour: 'YBR_FULL_422',
    lossyMethod: 'ISO_10918_1',
    maxBits: 8,
  },
  '1.2.840.10008.1.2.4.70': {
    ...coders('Jpeg'),
    parameters: { lossy: false, predictor: 1, pointTransform: 0 },
    colour: 'RGB',
    maxBits: 16,
  },
  '1.2.840.10008.1.2.4.80': { ...coders('JpegLs'), parameters: { lossy: false }, colour: 'RGB', maxBits: 16 },
  '1.2.840.10008.1.2.4.81': {
    ...coders('JpegLs'),
    parameters: { lossy: true, allowedLossyError: 2 },
    colour: 'RGB',
    lossyMethod: 'ISO_14495_1',
    maxBits: 16,
  },
  '1.2.840.10008.1.2.4.90': { ...coders('Jpeg2000'), parameters: { lossy: false }, colour: 'YBR_RCT', maxBits: 16 },
  '1.2.840.10008.1.2.4.91': {
    ...coders('Jpeg2000'),
    parameters: { lossy: true, rate: 10 },
    colour: 'YBR_ICT',
    lossyMethod: 'ISO_15444_1',
    maxBits: 16,
  },
  '1.2.840.10008.1.2.4.201': { ...coders('HtJpeg2000'), parameters: { lossy: false }, colour: 'YBR_RCT', maxBits: 16 },
};

let initialised: Promise<void> | undefined;

/** Loads the library, once. */
export function loadCodecs(): Promise<void> {
  initialised ??= NativeCodecs.initializeAsync({ logCodecsInfo: false, logCodecsTrace: false });
  return initialised;
}
