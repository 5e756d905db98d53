import { MASK_BYTE, type Mask } from './types';

const A_ASSOCIATE_RQ = 0x01;
/** PDU header, protocol version, titles and reserved bytes: PS3.8 Table 9-11. */
const FIXED_BYTES = 74;
const PDU_HEADER_BYTES = 6;
const USER_INFORMATION = 0x50;
/** PS3.7 Table D.3-14. */
const USER_IDENTITY = 0x58;
const USER_NAME_AND_PASSCODE = 2;

/**
 * Masks the user identity of an association request (PS3.7 D.3.3.7): passcode, Kerberos ticket, SAML assertion or JSON Web
 * Token; a user name stays. It is a walk through the first PDU byte by byte, since that may come in any pieces.
 */
export class DimseMask implements Mask {
  private readonly walk = secrets();
  private over = false;

  constructor() {
    this.walk.next();
  }

  mask(bytes: Buffer): Buffer {
    let out = bytes;
    for (let at = 0; at < bytes.length && !this.over; at += 1) {
      const { value, done } = this.walk.next(bytes[at] ?? 0);
      if (value === true) {
        if (out === bytes) out = Buffer.from(bytes);
        out[at] = MASK_BYTE;
      }
      this.over = done === true;
    }
    return out;
  }
}

/** Is given one byte after the other, and says of each whether it is secret. Ends with the first PDU. */
function* secrets(): Generator<boolean, void, number> {
  let left = Infinity;
  let byte = yield false;
  const skip = function* (count: number, secret = false): Generator<boolean, void, number> {
    for (let n = 0; n < count && left > 0; n += 1) {
      left -= 1;
      byte = yield secret;
    }
  };
  const number = function* (count: number): Generator<boolean, number, number> {
    let value = 0;
    for (let n = 0; n < count && left > 0; n += 1) {
      value = value * 256 + byte;
      yield* skip(1);
    }
    return value;
  };
  if (byte !== A_ASSOCIATE_RQ) return;
  yield* skip(2);
  left = PDU_HEADER_BYTES - 2;
  left = yield* number(4);
  yield* skip(FIXED_BYTES - PDU_HEADER_BYTES);
  while (left > 0) {
    const type = yield* number(1);
    yield* skip(1);
    const length = yield* number(2);
    // What user information holds are items of the same form.
    if (type === USER_INFORMATION) continue;
    if (type !== USER_IDENTITY) {
      yield* skip(length);
      continue;
    }
    const kind = yield* number(1);
    yield* skip(1);
    yield* skip(yield* number(2), kind > USER_NAME_AND_PASSCODE);
    yield* skip(yield* number(2), true);
  }
}
