import { expect, it } from 'vitest';
import { associateRequest, data, fragment } from '../../tests/kit/pdus';
import { PduStream } from './pdu-stream';

const request = associateRequest([{ id: 1, abstractSyntax: '1.2', transferSyntaxes: ['1.3'] }]);
const sent = Buffer.concat([
  request,
  data(
    fragment(1, 3, Buffer.from('a command')),
    fragment(3, 0, Buffer.from('data, ')),
    fragment(3, 0, Buffer.alloc(0)),
  ),
  data(fragment(3, 2, Buffer.from('and more'))),
  data(),
  request,
]);

it.each([1, 2, 5, 7, 1000])(
  'hands on PDUs and values that come in pieces of %i bytes, from memory that changes',
  (size) => {
    const pdus: Buffer[] = [];
    const values: string[] = [];
    let begun = '';
    const stream = new PduStream(
      (pdu) => pdus.push(pdu),
      ({ contextId, isCommand, isLastFragment, bytes, ends }) => {
        begun += bytes.toString();
        if (ends) values.push(`${contextId} ${isCommand} ${isLastFragment} ${begun}`);
        if (ends) begun = '';
      },
    );
    for (let at = 0; at < sent.length; at += size) {
      const chunk = Buffer.from(sent.subarray(at, at + size));
      stream.push(chunk);
      chunk.fill(0xff);
    }
    expect(pdus).toEqual([request, request]);
    expect(values).toEqual([
      '1 true true a command',
      '3 false false data, ',
      '3 false false ',
      '3 false true and more',
    ]);
  },
);

it('says what does not fit', () => {
  const push = (...bytes: number[]) =>
    new PduStream(
      () => {},
      () => {},
    ).push(Buffer.from(bytes));
  expect(() => push(4, 0, 0, 0, 0, 5, 0)).toThrow(/longer than its fragments/);
  expect(() => push(4, 0, 0, 0, 0, 6, 0, 0, 0, 1, 5, 3)).toThrow(/does not fit/);
  expect(() => push(4, 0, 0, 0, 0, 6, 0, 0, 0, 9, 5, 3)).toThrow(/does not fit/);
  expect(() => push(0x16, 3, 1, 0, 0, 0)).toThrow(/TLS/);
});
