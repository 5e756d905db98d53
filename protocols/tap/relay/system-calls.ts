import { constants as files } from 'node:fs';
import { constants } from 'node:os';

/** What came of a call: a number of bytes or descriptors, or, below 0, the number of the error (`errno`). */
type Outcome = number;

/** Calls of the system that Node has no way to make on a socket. They are made at once, by the thread that calls. */
export interface SystemCalls {
  /** Waits for the first of `count` descriptors that is ready. @param set see PollSet */
  poll(set: Buffer, count: number, timeoutMs: number): Outcome;
  /** 0 is the end of what the peer sends. */
  read(descriptor: number, into: Buffer, length: number): Outcome;
  write(descriptor: number, from: Buffer, length: number): Outcome;
  /** Another descriptor for the same socket; as all here, programs that are started do not get it. */
  duplicate(descriptor: number): Outcome;
  /** Both ends, reading end first. Undefined where there is none to be had. */
  pipe(): [number, number] | undefined;
  /** By what number the system knows the thread that calls; 0 where there is no such call. */
  threadId(): number;
}

interface Library {
  func(name: string, result: string, parameters: string[]): (...values: unknown[]) => number | bigint;
}
interface ForeignFunctions {
  load(path: null): Library;
  errno(): number;
}

// Linux, on every processor that Node runs on.
const F_DUPFD_CLOEXEC = 1030;
const O_CLOEXEC = 0o2000000;

let found: SystemCalls | null | undefined;

/** Undefined where the foreign function library is not installed, or the system is not Linux. */
export function systemCalls(): SystemCalls | undefined {
  found ??= process.platform === 'linux' ? load() : null;
  return found ?? undefined;
}

/** An outcome that says no more than: not now. */
export const isBusy = (outcome: Outcome): boolean =>
  outcome === -constants.errno.EAGAIN || outcome === -constants.errno.EINTR;

function load(): SystemCalls | null {
  try {
    // An optional dependency: there may be no build of it for this machine.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const koffi = require('koffi') as ForeignFunctions;
    const program = koffi.load(null);
    const call = (result: 'int' | 'long', name: string, parameters: string[]): ((...values: unknown[]) => Outcome) => {
      const made = program.func(name, result, parameters);
      return (...values) => {
        const outcome = Number(made(...values));
        return outcome < 0 ? -koffi.errno() : outcome;
      };
    };
    const pipe = call('int', 'pipe2', ['void *', 'int']);
    const threadId = optional(() => call('int', 'gettid', []));
    const control = call('int', 'fcntl', ['int', 'int', '...']);
    return {
      poll: call('int', 'poll', ['void *', 'unsigned long', 'int']),
      read: call('long', 'read', ['int', 'void *', 'unsigned long']),
      write: call('long', 'write', ['int', 'void *', 'unsigned long']),
      threadId: () => threadId?.() ?? 0,
      duplicate: (descriptor) => control(descriptor, F_DUPFD_CLOEXEC, 'int', 0),
      pipe: () => {
        const ends = Buffer.alloc(8);
        return pipe(ends, O_CLOEXEC | files.O_NONBLOCK) < 0 ? undefined : [ends.readInt32LE(0), ends.readInt32LE(4)];
      },
    };
  } catch {
    return null;
  }
}

/** Not every library of the system has each call. */
function optional<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

export const POLL = { in: 1, out: 4, error: 8, hangUp: 16 } as const;
const POLL_BYTES = 8;

/** What `poll` waits for, as it lies in memory (`struct pollfd`). */
export class PollSet {
  readonly memory: Buffer;

  constructor(readonly size: number) {
    this.memory = Buffer.alloc(size * POLL_BYTES);
  }

  /** Below 0, a descriptor is not waited for. */
  want(index: number, descriptor: number, events: number): void {
    this.memory.writeInt32LE(events === 0 ? -1 : descriptor, index * POLL_BYTES);
    this.memory.writeInt16LE(events, index * POLL_BYTES + 4);
  }

  got(index: number): number {
    return this.memory.readInt16LE(index * POLL_BYTES + 6);
  }
}
