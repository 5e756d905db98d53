import fc from 'fast-check';

/** Values that lengths and counts are set to: nothing, one, limits of signed and unsigned fields. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

type Defect = (bytes: Buffer) => Buffer;

/** Where in the bytes, whatever their length then is: 0 to 1. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (bytes: Buffer, where: number): number => Math.floor(where * bytes.length);

const splice = (bytes: Buffer, from: number, drop: number, insert: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(Math.min(bytes.length, from + drop))]);

const flipped = fc.tuple(place, fc.nat(7)).map(([where, bit]): Defect => (bytes) => {
  const copy = Buffer.from(bytes);
  const index = at(bytes, where);
  if (index < copy.length) copy[index] = (copy[index] as number) ^ (1 << bit);
  return copy;
});

const extreme = fc
  .tuple(place, fc.constantFrom(...EXTREMES), fc.constantFrom(1, 2, 4), fc.boolean())
  .map(([where, value, width, little]): Defect => (bytes) => {
    const field = Buffer.alloc(width);
    const fitting = width === 4 ? value : value % 2 ** (8 * width);
    if (little) field.writeUIntLE(fitting, 0, width);
    else field.writeUIntBE(fitting, 0, width);
    return splice(bytes, at(bytes, where), width, field);
  });

const cut = place.map(
  (where): Defect =>
    (bytes) =>
      bytes.subarray(0, at(bytes, where)),
);

const dropped = fc.tuple(place, fc.integer({ min: 1, max: 64 })).map(
  ([where, length]): Defect =>
    (bytes) =>
      splice(bytes, at(bytes, where), length, Buffer.alloc(0)),
);

const doubled = fc.tuple(place, fc.integer({ min: 1, max: 2000 })).map(([where, length]): Defect => (bytes) => {
  const from = at(bytes, where);
  return splice(bytes, from, 0, bytes.subarray(from, from + length));
});

const swapped = fc
  .tuple(place, place, fc.integer({ min: 1, max: 200 }))
  .map(([one, other, length]): Defect => (bytes) => {
    const [a = 0, b = 0] = [at(bytes, one), at(bytes, other)].sort((x, y) => x - y);
    return Buffer.concat([
      bytes.subarray(0, a),
      bytes.subarray(b, b + length),
      bytes.subarray(a, b),
      bytes.subarray(b + length),
    ]);
  });

const inserted = fc
  .tuple(
    place,
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      // What means something in one of the protocols.
      fc
        .constantFrom(
          '\0',
          '\x0b',
          '\x1c\r',
          '\r',
          '\r\n\r\n',
          '|',
          '^',
          '&',
          '\\',
          '~',
          '../',
          '%00',
          '<',
          '"',
          '\u202e',
        )
        .map((text) => Buffer.from(text)),
      fc
        .tuple(fc.constantFrom('A', '\0', '9', '\\', '('), fc.integer({ min: 100, max: 70_000 }))
        .map(([of, length]) => Buffer.alloc(length, of)),
    ),
  )
  .map(
    ([where, bytes]): Defect =>
      (whole) =>
        splice(whole, at(whole, where), 0, bytes),
  );

const defect = fc.oneof(flipped, extreme, extreme, cut, dropped, doubled, swapped, inserted);

export interface Thrown {
  bytes: Buffer;
  /** Sent in so many pieces, about equal. */
  pieces: number;
}

/** One of the good conversations with one to four defects. */
export function spoiled(good: readonly Buffer[]): fc.Arbitrary<Thrown> {
  return fc
    .tuple(fc.constantFrom(...good), fc.array(defect, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5 }))
    .map(([bytes, defects, pieces]) => ({ bytes: defects.reduce((spoilt, spoil) => spoil(spoilt), bytes), pieces }));
}
