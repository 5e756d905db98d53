import { readSync } from 'node:fs';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The system's number for a plain connection; undefined where it has none (TLS, Windows), or no longer. */
export function descriptorOf(socket: Socket): number | undefined {
  if (socket instanceof TLSSocket) return undefined;
  const { fd } = (socket as unknown as { _handle: { fd?: number } | null })._handle ?? {};
  return fd === undefined || fd < 0 ? undefined : fd;
}

/**
 * Why a connection that seems to have ended was broken off in truth; undefined where it has ended. Node says only that it has
 * ended when a reset comes right behind the last bytes. The system says it to whoever asks next.
 */
export function resetOf(ended: Socket): Error | undefined {
  const descriptor = descriptorOf(ended);
  if (descriptor === undefined) return undefined;
  try {
    readSync(descriptor, Buffer.alloc(1));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? (error as Error) : undefined;
  }
}
