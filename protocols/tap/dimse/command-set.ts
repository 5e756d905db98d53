import type { DimseCommand } from '../../../model/events';

/** Command Field (0000,0100) in words (PS3.7 E.1). */
const COMMANDS: Record<number, string> = {
  0x0001: 'C-STORE-RQ',
  0x8001: 'C-STORE-RSP',
  0x0010: 'C-GET-RQ',
  0x8010: 'C-GET-RSP',
  0x0020: 'C-FIND-RQ',
  0x8020: 'C-FIND-RSP',
  0x0021: 'C-MOVE-RQ',
  0x8021: 'C-MOVE-RSP',
  0x0030: 'C-ECHO-RQ',
  0x8030: 'C-ECHO-RSP',
  0x0100: 'N-EVENT-REPORT-RQ',
  0x8100: 'N-EVENT-REPORT-RSP',
  0x0110: 'N-GET-RQ',
  0x8110: 'N-GET-RSP',
  0x0120: 'N-SET-RQ',
  0x8120: 'N-SET-RSP',
  0x0130: 'N-ACTION-RQ',
  0x8130: 'N-ACTION-RSP',
  0x0140: 'N-CREATE-RQ',
  0x8140: 'N-CREATE-RSP',
  0x0150: 'N-DELETE-RQ',
  0x8150: 'N-DELETE-RSP',
  0x0fff: 'C-CANCEL-RQ',
};
const NO_DATA_SET = 0x0101;

export type CommandSet = Pick<
  DimseCommand,
  | 'command'
  | 'messageId'
  | 'sopClassUid'
  | 'sopInstanceUid'
  | 'status'
  | 'errorComment'
  | 'moveDestination'
  | 'actionTypeId'
  | 'eventTypeId'
> & { hasDataset: boolean };

/** Reads a command set: group 0000, Implicit VR Little Endian (PS3.7 6.3.1). Throws when it is none. */
export function readCommandSet(bytes: Buffer): CommandSet {
  const values = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length || bytes.readUInt16LE(at) !== 0) throw new Error('a command set that cannot be read');
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > bytes.length) throw new Error('a command set that is longer than its fragments');
    values.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const number = (element: number) => {
    const value = values.get(element);
    return value && value.length >= 2 ? value.readUInt16LE(0) : undefined;
  };
  const text = (element: number) =>
    values
      .get(element)
      ?.toString('latin1')
      .replace(/[\0 ]+$/, '') || undefined;
  const field = number(0x0100);
  if (field === undefined) throw new Error('a command set without Command Field (0000,0100)');
  return {
    command: COMMANDS[field] ?? `unknown command ${field.toString(16).padStart(4, '0')}H`,
    messageId: number(0x0110) ?? number(0x0120) ?? 0,
    sopClassUid: text(0x0002) ?? text(0x0003),
    sopInstanceUid: text(0x1000) ?? text(0x1001),
    status: number(0x0900),
    errorComment: text(0x0902),
    moveDestination: text(0x0600),
    actionTypeId: number(0x1008),
    eventTypeId: number(0x1002),
    hasDataset: number(0x0800) !== NO_DATA_SET,
  };
}
