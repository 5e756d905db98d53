import { describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand } from './command-set';

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
