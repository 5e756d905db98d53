import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { deflated } from './deflate';

it('pads what has an odd length, and only that: a PDV has an even one (PS3.5 A.5, PS3.8 9.3.5.1)', () => {
  const streams = Array.from({ length: 16 }, (_, length) =>
    deflated(Buffer.from('AIRWORTHY DEFLATED'.slice(0, length))),
  );
  for (const [length, stream] of streams.entries()) {
    expect(stream.length % 2).toBe(0);
    expect(inflateRawSync(stream).length).toBe(length);
  }
  expect(streams.some((stream) => stream.at(-1) === 0)).toBe(true);
});
