import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MultipartError } from './multipart-error';
import { boundaryOf, type MultipartLimits, readMultipart } from './read';
import { multipartRelated, newBoundary, writeMultipart } from './write';

/** The bytes as a stream of chunks of the given size, as a network would cut them. */
async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function read(
  text: string | Buffer,
  boundary: string,
  limits: Partial<MultipartLimits> = {},
  size = 7,
): Promise<{ headers: Record<string, string>; body: Buffer }[]> {
  const parts = [];
  for await (const part of readMultipart(inChunks(Buffer.from(text as string, 'latin1'), size), boundary, limits)) {
    parts.push({ headers: part.headers, body: await collect(part.body) });
  }
  return parts;
}

describe('reading what was written', () => {
  it('gives back every part byte for byte, however the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 64 }),
        async (bodies, size) => {
          const boundary = newBoundary();
          const parts = bodies.map((body) => ({ contentType: 'application/dicom', body }));
          const message = await collect(writeMultipart(parts, boundary));
          const back = await read(message, boundary, {}, size);
          expect(back.map((part) => [...part.body])).toEqual(bodies.map((body) => [...body]));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('survives bodies that look like boundaries', async () => {
    const body = Buffer.from('\r\n--\r\n--b\r\n--boundar\r\n\r\n--', 'latin1');
    const message = await collect(writeMultipart([{ contentType: 'a/b', body }], 'boundary'));
    expect((await read(message, 'boundary', {}, 1))[0]?.body).toEqual(body);
  });

  it('skips a part that is not read', async () => {
    const message = await collect(
      writeMultipart(
        ['first', 'second'].map((text) => ({ contentType: 'text/plain', body: Buffer.from(text) })),
        'b',
      ),
    );
    const seen: string[] = [];
    let index = 0;
    for await (const part of readMultipart(inChunks(message, 3), 'b')) {
      if (index++ === 1) seen.push((await collect(part.body)).toString());
    }
    expect(seen).toEqual(['second']);
  });

  it('takes a preamble, an epilogue, blanks after the boundary and folded headers', async () => {
    const parts = await read('hello\r\n--b \t\r\nX-A: 1\r\n 2\r\n\r\nbody\r\n--b--\r\nbye', 'b');
    expect(parts).toEqual([{ headers: expect.objectContaining({ 'x-a': '1 2' }), body: Buffer.from('body') }]);
  });
});

describe('a hostile message', () => {
  const whole = '--b\r\nContent-Type: application/dicom\r\n\r\n0123456789\r\n--b--\r\n';

  it('is refused wherever it is cut short', async () => {
    for (let length = 0; length < whole.length - 2; length++) {
      await expect(read(whole.slice(0, length), 'b'), `cut at ${length}`).rejects.toThrow(MultipartError);
    }
  });

  it('is refused when it exceeds a limit', async () => {
    await expect(read(whole, 'b', { maxPartBytes: 9 })).rejects.toThrow('part 1 exceeds 9 bytes');
    await expect(read(whole, 'b', { maxHeaderBytes: 10 })).rejects.toThrow('headers of a part exceed 10 bytes');
    await expect(read(whole, 'b', { maxParts: 0 })).rejects.toThrow('more than 0 parts');
    await expect(read('x'.repeat(70_000), 'b')).rejects.toThrow('before the first part exceeds');
  });

  it('is refused when a boundary line or a header is malformed', async () => {
    await expect(read('--bx\r\n\r\n\r\n--b--', 'b')).rejects.toThrow('boundary line');
    await expect(read('--b\r\nno colon here\r\n\r\nx\r\n--b--', 'b')).rejects.toThrow('no name: "no colon here"');
  });

  it('does not leak a prototype through header names', async () => {
    const [part] = await read('--b\r\n__proto__: x\r\n\r\ny\r\n--b--', 'b');
    expect(Object.getPrototypeOf(part?.headers ?? {})).toBeNull();
  });
});

describe('boundaryOf', () => {
  it('reads quoted and plain boundaries', () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b"')).toBe('a b');
    expect(boundaryOf(multipartRelated('application/dicom', 'xyz'))).toBe('xyz');
  });
  it('names what is wrong', () => {
    expect(() => boundaryOf('application/json')).toThrow('not multipart/related');
    expect(() => boundaryOf('multipart/related')).toThrow('no boundary');
    expect(() => boundaryOf(`multipart/related; boundary=${'x'.repeat(71)}`)).toThrow('no boundary');
    expect(() => boundaryOf(undefined)).toThrow('not multipart/related');
  });
});
