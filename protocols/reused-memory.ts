import { connect, type OnReadOpts, Socket, type TcpNetConnectOpts } from 'node:net';

/**
 * Sees what came. `release` is called, once or more, when nobody will look at the bytes again, be it a write that is still on its
 * way: other bytes come to lie there afterwards. Whoever does not call it, or keeps nothing but copies and calls it, is safe.
 */
export type Reader = (bytes: Buffer, release: () => void) => void;

/** What a busy link sends is read in pieces of this size; it is what peers that are quick put into their PDUs. */
const BUSY_BYTES = 256 * 1024;
/** A connection on which little comes, or nothing, holds no more than this. */
export const QUIET_BYTES = 16 * 1024;
/** Of either size, beyond what is in use. */
const MOST_FREE = 16;

const free: Record<number, Buffer[]> = { [BUSY_BYTES]: [], [QUIET_BYTES]: [] };

const nothing = (): void => undefined;

/** How a socket is read. */
export interface Reading {
  reader: Reader | undefined;
  /** For the socket: where the next bytes go, and what to do with them. */
  readonly options: OnReadOpts;
}

/** Of all connections whose reader keeps nothing but copies: what comes is read and looked at in one go. */
const common = Buffer.allocUnsafeSlow(64 * 1024);

/** Reads into memory that all such connections have in common, so that they hold none. The reader must keep nothing but copies. */
export class CommonMemory implements Reading {
  reader: Reader | undefined;
  readonly options: OnReadOpts = {
    buffer: common,
    callback: (length) => {
      this.reader?.(common.subarray(0, length), nothing);
      return true;
    },
  };
}

/**
 * Reads a socket into memory that is used again and again. Node allocates 64 KiB for each read otherwise, and the collector goes
 * through the whole heap each time that so much has come: of a busy link's processor time that was the most.
 */
class Reads implements Reading {
  reader: Reader | undefined;
  private current = takeMemory('quiet');
  private filled = false;

  readonly options: OnReadOpts = {
    buffer: () => {
      this.current = takeMemory(this.filled ? 'busy' : 'quiet');
      return this.current;
    },
    callback: (length) => {
      const { current } = this;
      this.filled = length === current.length || length > QUIET_BYTES;
      let released = false;
      this.reader?.(current.subarray(0, length), () => {
        if (!released) giveMemory(current);
        released = true;
      });
      return true;
    },
  };
}

/** Memory with anything in it, of either size; whoever does not give it back leaves it to the collector. */
export function takeMemory(size: 'busy' | 'quiet'): Buffer {
  const length = size === 'busy' ? BUSY_BYTES : QUIET_BYTES;
  return free[length]?.pop() ?? Buffer.allocUnsafeSlow(length);
}

/** For memory that was taken here, once, when nobody will look at it again. */
export function giveMemory(buffer: Buffer): void {
  const kept = free[buffer.length];
  if (kept && kept.length < MOST_FREE) kept.push(buffer);
}

const readsOf = new WeakMap<Socket, Reading>();

/** Connects; what comes is to be had with `onBytes` alone. */
export function connectReusing(options: TcpNetConnectOpts, reads: Reading = new Reads()): Socket {
  const socket = connect({ ...options, onread: reads.options });
  readsOf.set(socket, reads);
  return socket;
}

/**
 * Takes an accepted connection over, from a server with `pauseOnConnect`; what comes is to be had with `onBytes` alone. Servers of
 * Node cannot be told how their sockets are to read, so the connection gets another socket.
 */
export function acceptReusing(accepted: Socket, allowHalfOpen: boolean, reads: Reading = new Reads()): Socket {
  const holder = accepted as unknown as { _handle: object | null };
  const handle = holder._handle;
  if (!handle) return accepted;
  holder._handle = null;
  const options = { handle, allowHalfOpen, onread: reads.options };
  const socket = new Socket(options as ConstructorParameters<typeof Socket>[0]);
  readsOf.set(socket, reads);
  // Its server counts it as open until then.
  socket.once('close', () => accepted.destroy());
  return socket;
}

/** What comes on any socket; on one that reuses no memory there is nothing to release. */
export function onBytes(socket: Socket, reader: Reader): void {
  const reads = readsOf.get(socket);
  if (reads) reads.reader = reader;
  else socket.on('data', (bytes: Buffer) => reader(bytes, nothing));
}
