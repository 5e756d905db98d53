import type { Side } from '../../../model/events';

/** What one read of a socket brought, as it stands in the spool: this head, then the bytes. */
export interface Entry {
  lane: number;
  side: Side;
  length: number;
  /** When it came, in milliseconds of the system's monotonic clock, which all threads read alike. */
  ms: number;
}

export const HEAD_BYTES = 24;

export function entryHead(memory: Buffer, at: number, { lane, side, length, ms }: Entry): void {
  memory.writeUInt32LE(lane, at);
  memory.writeUInt32LE(side === 'client' ? 0 : 1, at + 4);
  memory.writeUInt32LE(length, at + 8);
  memory.writeDoubleLE(ms, at + 16);
}

export function readEntryHead(memory: Buffer, at: number): Entry {
  return {
    lane: memory.readUInt32LE(at),
    side: memory.readUInt32LE(at + 4) === 0 ? 'client' : 'server',
    length: memory.readUInt32LE(at + 8),
    ms: memory.readDoubleLE(at + 16),
  };
}

/** `Entry.ms` of now. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
