import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDicom } from '../../../model/dicom/reader';
import { encodePart10 } from '../../../tests/kit/dicom-bytes';
import { pdfText } from './pdf-text';

const textOf = (document: string): string | undefined =>
  pdfText(
    readDicom(
      encodePart10({
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1',
        SOPInstanceUID: '2.25.1',
        EncapsulatedDocument: {
          vr: 'OB',
          value: Buffer.from(`${document}${document.length % 2 ? ' ' : ''}`, 'latin1'),
        },
      }),
    ),
  );

const streamObject = (content: string, filter = ''): string =>
  `1 0 obj\n<</Length ${content.length}${filter}/Extra <</A 1>>>>\nstream\r\n${content}\nendstream\nendobj\n`;
const deflated = (content: string): string =>
  streamObject(deflateSync(Buffer.from(content, 'latin1')).toString('latin1'), '/Filter /FlateDecode');
const SHOWN = 'BT (Software version) Tj ET';

describe('the text of an encapsulated PDF', () => {
  it('is read from plain and deflated streams, also behind one that cannot be unpacked', () => {
    expect(textOf(streamObject(SHOWN))).toBe('Software version');
    expect(textOf(deflated(SHOWN))).toBe('Software version');
    expect(textOf(streamObject('no zlib', '/Filter /FlateDecode') + deflated(SHOWN))).toBe('Software version');
  });

  it.each([
    ['garbage', 'x'.repeat(1000)],
    ['an encrypted document', `${streamObject(SHOWN)}trailer <</Encrypt 5 0 R>>`],
    ['a document cut off in its stream', streamObject(SHOWN).slice(0, -20)],
    ['an empty page', streamObject('BT ET')],
    ['a stream that unpacks to more than is read', deflated(' '.repeat(9 * 1024 * 1024) + SHOWN)],
    ['dictionaries that never end', '<<'.repeat(500_000) + '>>'.repeat(500_000)],
    ['the keyword again and again', 'stream'.repeat(200_000)],
    ['a number that never ends', streamObject(`${'1'.repeat(200_000)}x Tj`)],
  ])('is not told from %s', (_, document) => {
    expect(textOf(document)).toBeUndefined();
  });
});
