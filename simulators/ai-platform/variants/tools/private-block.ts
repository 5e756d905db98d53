import { readMeta } from '../../../../protocols/dimse/part10';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../../../protocols/dimse/uids';
import type { Deliverable } from '../../delivery/deliverable';

/** Behind Pixel Data (7FE0,0010), where a private group can stand without any other being moved. */
const GROUP = 0x7fe1;

/** The object with a private creator and two attributes of its block at the end (PS3.5 7.8.1), Explicit VR. */
export function withPrivateBlock(object: Deliverable): Deliverable {
  if (readMeta(object.bytes).meta.transferSyntaxUid !== EXPLICIT_VR_LITTLE_ENDIAN) return object;
  const block = [
    element(0x0010, 'LO', Buffer.from('AIRWORTHY VARIANT 1 ')),
    element(0x1001, 'LO', Buffer.from('queue 3 ')),
    element(0x1002, 'DS', Buffer.from('0.93')),
  ];
  return { ...object, bytes: Buffer.concat([object.bytes, ...block]) };
}

function element(number: number, vr: string, value: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(GROUP, 0);
  header.writeUInt16LE(number, 2);
  header.write(vr, 4, 'latin1');
  header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}
