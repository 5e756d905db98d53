import { describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand } from './command-set';
import { joined, Pieces, pdvsOf } from './p-data';

const FIELDS = {
  AffectedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  CommandField: 0x8001,
  MessageIDBeingRespondedTo: 7,
  CommandDataSetType: 0x0101,
  Status: 0xa700,
  ErrorComment: 'no room',
  AffectedSOPInstanceUID: '1.2.3',
};

describe('a command set', () => {
  it('is read as it was written, its elements in order behind its length', () => {
    const bytes = encodeCommand({ ...FIELDS, Priority: undefined });
    expect(decodeCommand(bytes)).toEqual(FIELDS);
    expect(bytes.readUInt32LE(8)).toBe(bytes.length - 12);
    const elements: number[] = [];
    for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) elements.push(bytes.readUInt16LE(at + 2));
    expect(elements).toEqual([...elements].sort((a, b) => a - b));
    expect(bytes.length % 2).toBe(0);
  });

  it('is read as far as it goes, and is none where nothing of it can be read', () => {
    const bytes = encodeCommand(FIELDS);
    expect(decodeCommand(bytes.subarray(0, -3))).toEqual({ ...FIELDS, AffectedSOPInstanceUID: undefined });
    for (const none of [Buffer.alloc(0), Buffer.from('not a command set'), Buffer.from('0000000000ffffff', 'hex')])
      expect(() => decodeCommand(none)).toThrow(/cannot be read/);
  });
});

describe('a P-DATA-TF', () => {
  const value = (control: number, text: string): Buffer => {
    const header = Buffer.from([0, 0, 0, text.length + 2, 5, control]);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const body = Buffer.concat([value(3, 'command'), value(0, ''), value(2, 'data set')]);
  const pdu = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, body.length]), body]);

  it.each([1, 2, 5, 7, 1000])('gives the same values in pieces of %i bytes', (size) => {
    const pieces = Array.from({ length: Math.ceil(pdu.length / size) }, (_, n) =>
      pdu.subarray(n * size, n * size + size),
    );
    const seen = pdvsOf(pieces).map((pdv) => ({ ...pdv, pieces: Buffer.concat(pdv.pieces).toString() }));
    expect(seen).toEqual([
      { contextId: 5, isCommand: true, isLastFragment: true, pieces: 'command' },
      { contextId: 5, isCommand: false, isLastFragment: false, pieces: '' },
      { contextId: 5, isCommand: false, isLastFragment: true, pieces: 'data set' },
    ]);
  });

  it('is refused where a fragment does not fit it', () => {
    expect(() => pdvsOf([pdu.subarray(0, -1)])).toThrow(/does not fit/);
    expect(() => pdvsOf([pdu, Buffer.from([0, 0])])).toThrow(/longer than its fragments/);
    expect(() => pdvsOf([Buffer.from([4, 0, 0, 0, 0, 6, 0, 0, 0, 1, 5, 3])])).toThrow(/does not fit/);
  });

  it('is taken from the front without being copied', () => {
    const rest = new Pieces();
    for (const text of ['ab', 'cde', 'f']) rest.add(Buffer.from(text));
    expect(joined([rest.peek(4).subarray(0, 4)]).toString()).toBe('abcd');
    expect(rest.take(3).map(String)).toEqual(['ab', 'c']);
    expect([rest.length, String(rest.take(3).join(''))]).toEqual([3, 'def']);
  });
});
