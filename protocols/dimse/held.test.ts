import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Held } from './held';

it.each([0, 1, 16_384, 16_385, 262_144, 700_001])('gives back %i bytes that came in any pieces', (length) => {
  const sent = randomBytes(length);
  for (const piece of [1000, 16_384, 300_000]) {
    const held = new Held();
    const room = Buffer.alloc(piece);
    for (let at = 0; at < length; at += piece) held.add(room.subarray(0, sent.copy(room, 0, at, at + piece)));
    expect(held.length).toBe(length);
    expect(Buffer.concat(held.pieces).equals(sent)).toBe(true);
    expect(held.whole.equals(sent)).toBe(true);
  }
});

it('keeps what was put together while its memory is used again', () => {
  const kept = Array.from({ length: 5 }, (_, n) => {
    const held = new Held();
    held.add(Buffer.alloc(20_000, n));
    return held.whole;
  });
  expect(kept.map((bytes) => new Set(bytes))).toEqual([0, 1, 2, 3, 4].map((n) => new Set([n])));
});

it('says so where bytes are read that were let go', () => {
  const held = new Held();
  held.add(Buffer.from('gone'));
  held.letGo();
  held.letGo();
  expect(() => held.whole).toThrow(/before it is answered/);
});
