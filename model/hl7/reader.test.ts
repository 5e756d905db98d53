import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hl7ReadError, readHl7 } from './reader';

const ORDER = [
  'MSH|^~\\&|AI|HOSP|RIS|HOSP|20260101120000||ORM^O01^ORM_O01|M1|P|2.5.1||||||UNICODE UTF-8',
  'PID|1||P1^^^HOSP^MR~N2^^^NHS^NH||MÜLLER&VON^JANE',
  'ORC|SC|PL1|FL1||A',
  'OBX|1|CWE|1386000^Haemorrhage^SCT||52101004^Present^SCT|||AA|||P',
  'OBX|2|TX|||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f \\X4142\\ \\.br\\x \\H\\bold\\N\\ C:\\dir|||||||P',
].join('\r');

const read = (text: string) => readHl7(Buffer.from(text, 'utf8'));

describe('readHl7', () => {
  it('gives fields, components, subcomponents and repetitions by path', () => {
    const message = read(ORDER);
    expect(message.type).toBe('ORM^O01^ORM_O01');
    expect(message.controlId).toBe('M1');
    expect(message.version).toBe('2.5.1');
    expect(message.get('MSH-1')).toBe('|');
    expect(message.get('MSH-2')).toBe('^~\\&');
    expect(message.get('MSH-9.2')).toBe('O01');
    expect(message.get('ORC-5')).toBe('A');
    expect(message.get('PID-3.1')).toBe('P1');
    expect(message.get('PID-3[2].1')).toBe('N2');
    expect(message.get('PID-3[2]')).toBe('N2^^^NHS^NH');
    expect(message.get('PID-5.1.1')).toBe('MÜLLER');
    expect(message.get('PID-5.1.2')).toBe('VON');
    expect(message.get('OBX[1]-8')).toBe('AA');
    expect(message.get('OBX[3]-5.1')).toBe('');
    expect(message.get('ZZZ-1')).toBe('');
    expect(message.all('OBX').map((segment) => [segment.position, segment.index])).toEqual([
      [4, 1],
      [5, 2],
    ]);
    expect(message.all('PID')[0]?.repetitions(3)).toHaveLength(2);
  });

  it('resolves escape sequences and leaves unknown ones as sent', () => {
    expect(read(ORDER).get('OBX[2]-5.1')).toBe('a|b^c&d~e\\f AB \nx bold C:\\dir');
  });

  it('takes the delimiters from MSH', () => {
    const message = read('MSH#*~!%#A#B#C#D#1##ORM*O01#7#P#2.3\rPID#1##X*Y');
    expect(message.type).toBe('ORM*O01');
    expect(message.get('MSH-9.2')).toBe('O01');
    expect(message.get('PID-3.2')).toBe('Y');
  });

  it('accepts LF and CRLF as segment ends', () => {
    for (const end of ['\n', '\r\n']) expect(read(ORDER.replaceAll('\r', end)).get('ORC-5')).toBe('A');
  });

  it('decodes by MSH-18 and says when the bytes do not fit', () => {
    const latin = (charset: string) =>
      readHl7(Buffer.from(`MSH|^~\\&|||||||ORM|1|P|2.5||||||${charset}\rPID|M\xfcller`, 'latin1'));
    expect(latin('8859/1').get('PID-1')).toBe('Müller');
    expect(latin('8859/1').charset).toEqual({ declared: '8859/1', decodedAs: 'latin1', invalid: false });
    expect(latin('UNICODE UTF-8').charset.invalid).toBe(true);
    expect(latin('').charset).toEqual({ declared: '', decodedAs: 'latin1', invalid: true });
    expect(read('MSH|^~\\&|||||||ORM|1|P|2.5\rPID|M').charset).toEqual({
      declared: '',
      decodedAs: 'ascii',
      invalid: false,
    });
  });

  it('refuses what has no MSH with a plain sentence', () => {
    expect(() => read('PID|1')).toThrow(
      new Hl7ReadError('The message does not begin with an MSH segment but with "PID|".'),
    );
    expect(() => read('')).toThrow('The message is empty.');
    expect(() => read('MSH')).toThrow(Hl7ReadError);
  });

  it('throws nothing but Hl7ReadError, whatever is cut or flipped', () => {
    const whole = Buffer.from(ORDER, 'utf8');
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length), fc.nat(255)), { maxLength: 5 }),
        (cut, flips) => {
          const bytes = Buffer.from(whole.subarray(0, cut));
          for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
          try {
            const message = readHl7(bytes);
            for (const segment of message.segments) segment.fields.forEach((_, n) => segment.component(n, 1, 1));
          } catch (error) {
            if (!(error instanceof Hl7ReadError)) throw error;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
