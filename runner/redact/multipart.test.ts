import { describe, expect, it } from 'vitest';
import { type ByteSource, CHUNK_BYTES, memorySource, type OpenSource } from '../../model/byte-source';
import { readDicom } from '../../model/dicom/reader';
import { encodePart10 } from '../../tests/kit/dicom-bytes';
import { redactMultipart } from './multipart';
import { learnObject } from './objects';
import { Pseudonyms } from './pseudonyms';
import { cleanText } from './text';

const NAME = 'ASHDOWN^MARGARET';
const BIRTH = '19591026';
const pseudonyms = new Pseudonyms(Buffer.from('a key for this test'));
const object = (uid: string, pixels = 1000): Buffer =>
  encodePart10({
    ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: uid, PatientName: NAME, PatientBirthDate: BIRTH },
    PixelData: { vr: 'OW', value: Buffer.alloc(pixels, uid) },
  });
const large = object('1.2.3.4.5.1', 3 * CHUNK_BYTES);
const objects = [large, object('1.2.3.4.5.2'), object('1.2.3.4.5.3')];
for (const each of objects) learnObject(memorySource(each), pseudonyms);

const between = (n: number): Buffer =>
  Buffer.from(`\r\n--b\r\nContent-Type: application/dicom\r\nContent-Location: /of/Margaret/${NAME}/${n}\r\n\r\n`);
const bodyOf = (parts: readonly Buffer[], preamble: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([preamble, ...parts.flatMap((part, n) => [between(n), part]), Buffer.from('\r\n--b--\r\n')]);

/** Reads of a source, the longest of them, and what is open of it. */
class Watched {
  longest = 0;
  open = 0;
  mostOpen = 0;

  readonly source = (bytes: Buffer): OpenSource => {
    const inner = memorySource(bytes);
    const note = (length: number): number => {
      this.longest = Math.max(this.longest, Math.min(length, bytes.length));
      return length;
    };
    this.mostOpen = Math.max(this.mostOpen, (this.open += 1));
    return {
      size: bytes.length,
      read: (at, length) => inner.read(at, note(length)),
      copy: (at, length) => inner.copy(at, note(length)),
      close: () => void (this.open -= 1),
    };
  };
}

const redacted = (body: ByteSource, parts: readonly Buffer[], source = memorySource): Buffer =>
  Buffer.concat([
    ...redactMultipart(
      body,
      parts.map((part) => () => source(part)),
      pseudonyms,
    ),
  ]);

describe('a multipart body', () => {
  it('has its objects redacted where they lie, and the text around them', () => {
    const body = bodyOf(objects);
    const out = redacted(memorySource(body), objects);
    expect(out.length).toBe(body.length);
    expect(out.includes('MARGARET')).toBe(false);
    let from = 0;
    for (const [n, part] of objects.entries()) {
      const at = body.indexOf(part, from);
      const header = out.toString('latin1', from, at);
      expect(header).toBe(pseudonyms.clean(String(between(n))));
      const { dataset, problems } = readDicom(out.subarray(at, at + part.length));
      expect([dataset.string('PatientName'), problems]).toEqual([pseudonyms.value(NAME), []]);
      expect(out.subarray(at + part.length - 1000, at + part.length)).toEqual(part.subarray(-1000));
      from = at + part.length;
    }
    expect(out.toString('latin1', from)).toBe('\r\n--b--\r\n');
  });

  it('is read in pieces, one object after the other', () => {
    const watched = new Watched();
    redacted(watched.source(bodyOf(objects)), objects, watched.source);
    expect(watched.longest).toBeLessThanOrEqual(CHUNK_BYTES);
    expect([watched.mostOpen, watched.open]).toEqual([2, 1]);
  });

  it.each([
    ['what begins like it', large.subarray(0, -1)],
    ['where it begins at the end of a piece', Buffer.alloc(CHUNK_BYTES - between(0).length - 100)],
  ])('is not mistaken in an object by %s', (_what, preamble: Buffer) => {
    const body = bodyOf([large], preamble);
    const at = preamble.length + between(0).length;
    const { dataset, problems } = readDicom(redacted(memorySource(body), [large]).subarray(at, at + large.length));
    expect(problems).toEqual([]);
    expect(dataset.string('PatientBirthDate')).toBe(pseudonyms.birthDate(BIRTH));
  });

  it.each([
    ['cut in its last object', bodyOf(objects).subarray(0, -500), objects],
    ['with its objects in another order', bodyOf(objects), [...objects].reverse()],
  ])('%s is left out as a whole', (_what, body, parts) => {
    expect(String(redacted(memorySource(body), parts))).toMatch(/^Left out of the redacted record: [^.]+\.\n$/);
  });
});

describe('text that is cleaned in pieces', () => {
  const cleaned = (bytes: Buffer): Buffer => Buffer.concat([...cleanText(memorySource(bytes), pseudonyms)]);

  it('has names and UIDs replaced that lie across two of them', () => {
    for (const word of ['MARGARET', '1.2.3.4.5.3'])
      for (const before of [1, 2, word.length - 1]) {
        const text = `${' '.repeat(CHUNK_BYTES - before)}${word} .`;
        expect(cleaned(Buffer.from(text)).equals(Buffer.from(pseudonyms.clean(text)))).toBe(true);
      }
  });

  it('is read as UTF-8 where it is that', () => {
    pseudonyms.learn('Grünwald');
    expect(String(cleaned(Buffer.from('of Grünwald')))).toBe(pseudonyms.clean('of Grünwald'));
    expect(cleaned(Buffer.from('of Grünwald', 'latin1')).toString('latin1')).toBe(pseudonyms.clean('of Grünwald'));
    // Neither: as it was.
    const neither = Buffer.from('e2280080', 'hex');
    expect(cleaned(neither)).toEqual(neither);
  });

  it('without any place to cut at is cut all the same', () => {
    const endless = Buffer.alloc(3 * CHUNK_BYTES, '1');
    expect(cleaned(endless).equals(endless)).toBe(true);
    expect(Math.max(...[...cleanText(memorySource(endless), pseudonyms)].map(({ length }) => length))).toBeLessThan(
      2 * CHUNK_BYTES,
    );
  });
});
