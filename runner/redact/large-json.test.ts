import { expect, it } from 'vitest';
import { type ByteSource, CHUNK_BYTES, memorySource } from '../../model/byte-source';
import { LargeJson } from './large-json';
import { Pseudonyms } from './pseudonyms';

const MIB = 1024 * 1024;
const wholeOf = (pieces: Iterable<Buffer>): string => Buffer.concat([...pieces]).toString('utf8');

const OBJECT = (binary: string) =>
  JSON.stringify([
    {
      PatientName: 'Okonkwo^Adaeze',
      text: 'Dear "Adaeze",\nOkonkwo\\',
      '7FE00010': { vr: 'OW', InlineBinary: binary },
      after: 'Okonkwo',
    },
  ]);

/** The same again and again between two ends, of which nothing is in memory. */
function between(begin: string, size: number, end: string): ByteSource {
  const [head, tail] = [Buffer.from(begin), Buffer.from(end)];
  const middle = Buffer.alloc(CHUNK_BYTES, 'QUJD');
  const read = (at: number, length: number): Buffer => {
    if (at >= head.length && at + length <= head.length + size && length <= CHUNK_BYTES)
      return middle.subarray(0, length);
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, head.length + size + tail.length - at)), 'QUJD');
    if (at < head.length) head.copy(bytes, 0, at);
    const tailAt = head.length + size - at;
    if (tailAt >= 0) tail.copy(bytes, Math.min(tailAt, bytes.length));
    else tail.copy(bytes, 0, -tailAt);
    return bytes;
  };
  return { size: head.length + size + tail.length, read, copy: read };
}

it('redacts a body of more than a string can hold, and leaves its inline binary as it was', () => {
  const [begin = '', end = ''] = OBJECT('|').split('|');
  const source = between(begin, 520 * MIB, end);
  const pseudonyms = new Pseudonyms();
  const json = new LargeJson(source);
  json.learn(pseudonyms);
  let [bytes, first, last] = [0, '', ''];
  for (const piece of json.redact(pseudonyms)) {
    if (bytes === 0) first = piece.toString('utf8');
    bytes += piece.length;
    if (piece.length > 0 && piece.length < 1000) last = piece.toString('utf8');
  }
  expect(bytes).toBe(source.size);
  expect(first.length).toBe(begin.length);
  expect(first + last).not.toMatch(/Okonkwo|Adaeze/);
  expect(JSON.parse(first + last)).toMatchObject([{ '7FE00010': { vr: 'OW', InlineBinary: '' } }]);
});

it('reads strings with escapes, wherever the pieces that it reads end', () => {
  for (const shift of [0, 1, 2, 3]) {
    const long = `${'x'.repeat(CHUNK_BYTES - 60 + shift)}\\"Okonkwo\\\\`;
    const text = JSON.stringify({ family: 'Okonkwo', long, last: 'B'.repeat(70_000), end: 'Okonkwo' });
    const pseudonyms = new Pseudonyms();
    const json = new LargeJson(memorySource(Buffer.from(text)));
    json.learn(pseudonyms);
    const redacted = JSON.parse(wholeOf(json.redact(pseudonyms))) as Record<string, string>;
    expect(JSON.stringify(redacted)).not.toContain('Okonkwo');
    expect(redacted['last']).toBe('B'.repeat(70_000));
    expect(redacted['long']).toHaveLength(long.length);
  }
});

it('says what to do where too much is left to be read at once', () => {
  const text = Buffer.from(JSON.stringify(Array.from({ length: 300_000 }, () => 'word')));
  expect(() => new LargeJson(memorySource(text), MIB)).toThrow(
    'it is JSON of 3 MiB, of which 3 MiB would have to be read at once, and no more than 1 MiB can be. Let the system under test send less',
  );
});

it('replaces known names in what is no JSON, too', () => {
  const pseudonyms = new Pseudonyms();
  pseudonyms.learn('Okonkwo');
  const text = `{"a": "${'C'.repeat(70_000)}", Okonkwo`;
  const made = wholeOf(new LargeJson(memorySource(Buffer.from(text))).redact(pseudonyms));
  expect(made).toHaveLength(text.length);
  expect(made).not.toContain('Okonkwo');
});
