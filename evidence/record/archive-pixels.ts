import type { ArchiveRecord } from '../../model/archive-record';
import type { DecodedPixels, DicomElement, DicomObject } from '../../model/dicom/object';
import { decodePixels } from '../pixels/decode';

type Exchanged = Pick<ArchiveRecord, 'sent' | 'retrieves' | 'web'>;

/**
 * An archive may give out an image in another transfer syntax than it came in. Where compressed Pixel Data of an instance came back
 * as other bytes, both are decoded, so that the pixels can be compared.
 */
export function withDecodedPixels({ sent, retrieves, web }: Exchanged): Exchanged {
  const originals = new Map(sent.flatMap(({ object }) => (object ? [[object.sopInstanceUid, object]] : [])));
  const given = [
    ...retrieves.flatMap(({ received }) => received.flatMap(({ object }) => object ?? [])),
    ...web.flatMap(({ instances }) => instances.map(({ object }) => object)),
  ];
  const chosen = new Set<DicomObject>();
  for (const object of given) {
    const original = originals.get(object.sopInstanceUid);
    if (!original || !differ(pixelsOf(original), pixelsOf(object))) continue;
    for (const each of [original, object]) if (pixelsOf(each)?.fragments) chosen.add(each);
  }
  if (chosen.size === 0) return { sent, retrieves, web };
  const objects = [...chosen];
  const decoded = new Map(decodePixels(objects).map((pixels, index) => [objects[index], pixels]));
  const withPixels = <T extends { object?: DicomObject }>(each: T): T => {
    const pixels: DecodedPixels | undefined = decoded.get(each.object);
    return pixels && each.object ? { ...each, object: { ...each.object, decoded: pixels } } : each;
  };
  return {
    sent: sent.map(withPixels),
    retrieves: retrieves.map((each) => ({ ...each, received: each.received.map(withPixels) })),
    web: web.map((each) => ({ ...each, instances: each.instances.map(withPixels) })),
  };
}

const pixelsOf = ({ dataset }: DicomObject): DicomElement | undefined => dataset.element('PixelData');

/** One of them is compressed, and their bytes are not the same. */
function differ(one: DicomElement | undefined, other: DicomElement | undefined): boolean {
  if (!one || !other || !(one.fragments || other.fragments)) return false;
  if (!one.fragments || !other.fragments) return true;
  return !Buffer.concat(one.fragments).equals(Buffer.concat(other.fragments));
}
